import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from './main.ts';
import { testShell } from './testing/test-shell.ts';

it('signs in on a machine whose clock is wrong by a day, and says once that it is', async () => {
  const ahead = 26 * 3_600_000;
  let message = '';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const isSigned = request.url === '/auth/eth/verify-signature';
    if (isSigned) message = JSON.parse(body).message;
    response.writeHead(200, {
      'content-type': 'application/json',
      date: new Date(Date.now() + ahead).toUTCString(),
    });
    response.end(JSON.stringify(isSigned ? { user: {}, session_id: 'an-id' } : { nonce: 'n0nce123' }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-clock-'));
  try {
    await writeFile(join(folder, 'key'), '11'.repeat(32), { mode: 0o600 });
    const shell = testShell({ env: { HOME: folder } });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await main(['node', 'brebaje', 'login', url, '--key-file', join(folder, 'key')], shell)).toBe(0);
    expect(shell.errText().match(/this machine’s clock is 26 hours behind the server’s/g)).toHaveLength(1);
    const issued = Date.parse(/^Issued At: (.+)$/m.exec(message)?.[1] ?? '');
    expect(issued - Date.now()).toBeGreaterThan(25 * 3_600_000);
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
});
