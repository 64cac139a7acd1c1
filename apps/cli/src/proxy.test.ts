import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOriginalSequencer } from '@brebaje/client/testing/original-sequencer';
import { expect, it } from 'vitest';
import { makePlace } from './testing/run-cli.ts';

it.skipIf(Number(process.versions.node.split('.')[0]) < 24)('goes through HTTP_PROXY', async () => {
  const place = await makePlace();
  const sequencer = await startOriginalSequencer({ sizes: [{ g1: 4, g2: 2 }] });
  const asked: string[] = [];
  // Proxies of plain http get whole addresses; those of https tunnels. Both count as going through.
  const proxy = createServer((request, response) => {
    asked.push(request.url!);
    fetch(`${sequencer.url}/info/status`).then(async (answer) => response.end(await answer.text()));
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url!);
    socket.end('HTTP/1.1 502 no\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    await place.run(['status', 'http://ceremony.invalid'], { env: { HTTP_PROXY: address } });
    expect(asked[0]).toContain('ceremony.invalid');
  } finally {
    proxy.closeAllConnections();
    proxy.close();
    await sequencer.close();
    await place.remove();
  }
});
