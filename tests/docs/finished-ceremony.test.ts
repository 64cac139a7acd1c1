/** The guides to verifying a finished ceremony, with Brebaje and without, from their first line to their last. */
import { cpSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { blocksOf, house, page, stepsOf } from './pages.ts';
import { makeStage, missing, type Stage } from './stage.ts';

let stage: Stage;
let server: TestServer;
let ceremony: CircuitCeremony;
/** In place of drand's: what the network published. */
const drand = createServer((request, response) => {
  if (!request.url?.endsWith(`/public/${REAL_ROUND.round}`)) return void response.writeHead(404).end();
  response.end(JSON.stringify(REAL_ROUND));
});

beforeAll(async () => {
  stage = await makeStage();
  const port = Number(new URL(stage.url).port);
  server = await startTestServer({ port }, undefined, { ownSchemes: true, time: REAL_TIME });
  ceremony = await circuitCeremony(server, [{ curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 }]);
  const [first] = await ceremony.contribute('Ada');
  writeFileSync(join(stage.folder, 'receipt.json'), JSON.stringify(first!.receipt));
  await ceremony.contribute('Bob');
  await ceremony.end(() => REAL_ROUND);
  cpSync(join(ceremony.folder, 'powers.ptau'), join(stage.folder, 'powers.ptau'));
  const cli = join(house, 'node_modules/snarkjs/build/cli.cjs');
  const script = `#!/bin/sh\nexec node '${cli}' "$@"\n`;
  writeFileSync(join(stage.root, 'usr/local/bin/snarkjs'), script, { mode: 0o755 });
  await new Promise<void>((resolve) => drand.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  drand.close();
  await ceremony.close();
  await server.close();
  await stage.remove();
});

it.for(['docs/verify/finished-ceremony.md', 'docs/verify/without-brebaje.md'])(
  'the commands of %s do what they say, in their order',
  async (path) => {
    const from = page(path);
    const program = blocksOf(from).find(({ language }) => language === 'js');
    if (program) writeFileSync(join(stage.folder, 'check-log.mjs'), program.text);
    const { port } = drand.address() as AddressInfo;
    for (const step of stepsOf(from)) {
      const command = step.command.replaceAll('https://api.drand.sh', `http://127.0.0.1:${port}`);
      const ran = await stage.run(command);
      expect([command, ran.code, ran.code === 0 ? '' : ran.err + ran.out]).toEqual([command, 0, '']);
      expect([command, ...missing(step, ran, stage)]).toEqual([command]);
      if (command.includes('basenc')) expect(ran.out).toContain(REAL_ROUND.randomness);
    }
  },
);
