/** The guide from a circom file to a deployed verifier, from its first line to its last. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { createEVM } from '@ethereumjs/evm';
import { encodeFunctionData, type Hex, parseAbi } from 'viem';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { blocksOf, house, page, stepsOf } from './pages.ts';
import { makeStage, missing, type Ran, type Stage } from './stage.ts';

const GUIDE = page('docs/guides/phase-2.md');
const DAY = 86_400_000;

let stage: Stage;
let server: TestServer;
let sweeping: NodeJS.Timeout;
/** In place of drand's: what the network published. */
const drand = createServer((request, response) => {
  if (!request.url?.endsWith(`/public/${REAL_ROUND.round}`)) return void response.writeHead(404).end();
  response.end(JSON.stringify(REAL_ROUND));
});

beforeAll(async () => {
  stage = await makeStage();
  await new Promise<void>((resolve) => drand.listen(0, '127.0.0.1', resolve));
  const { port } = drand.address() as AddressInfo;
  const config = { port: Number(new URL(stage.url).port), drandUrls: [`http://127.0.0.1:${port}`] };
  server = await startTestServer(config, undefined, { ownSchemes: true, time: REAL_TIME });
  // Time stands; what the server does by itself it does all the same.
  sweeping = setInterval(() => void server.tick(), 200);
  stage.token = new URL(server.running.operatorLink!).hash.slice(1);
  const resolved = createRequire(import.meta.url).resolve('circom2/package.json');
  program('circom', `exec node '${join(dirname(resolved), 'cli.js')}' "$@"`);
  program('snarkjs', `exec node '${join(house, 'node_modules/snarkjs/build/cli.cjs')}' "$@"`);
  const shown = (language: string) => blocksOf(GUIDE).find((block) => block.language === language)!.text;
  write('multiplier.circom', shown('circom'));
  write('people.csv', shown('csv'));
  write('input.json', shown('json'));
});
afterAll(async () => {
  clearInterval(sweeping);
  drand.close();
  await server.close();
  await stage.remove();
});

function write(name: string, text: string): void {
  writeFileSync(join(stage.folder, name), text);
}

/** A program of the reader's machine, as a line of shell. */
function program(name: string, line: string): void {
  writeFileSync(join(stage.root, 'usr/local/bin', name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

async function well(command: string): Promise<Ran> {
  const ran = await stage.run(command);
  expect([command, ran.code, ran.code === 0 ? '' : ran.err + ran.out]).toEqual([command, 0, '']);
  return ran;
}

/** In place of a published phase 1. */
async function makePowers(): Promise<void> {
  await well('brebaje powersoftau new bn128 4 pot_0.ptau');
  await well('brebaje powersoftau contribute pot_0.ptau pot_1.ptau --name Ann');
  await well('brebaje powersoftau prepare phase2 pot_1.ptau pot.ptau');
}

/** What the deployed contract answers to what snarkjs printed. */
async function accepts(code: string, printed: string): Promise<boolean> {
  const abi = parseAbi([
    'function verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[1] input) view returns (bool)',
  ]);
  const args = JSON.parse(`[${printed}]`) as [[Hex, Hex], [[Hex, Hex], [Hex, Hex]], [Hex, Hex], [Hex]];
  const data = Buffer.from(
    encodeFunctionData({ abi, functionName: 'verifyProof', args: args as never }).slice(2),
    'hex',
  );
  const evm = await createEVM();
  const { returnValue } = await evm.runCode({ code: Buffer.from(code, 'hex'), data, gasLimit: 10_000_000n });
  return returnValue[31] === 1;
}

it('goes from a circom file to a verifier that accepts a proof', async () => {
  let links: string[] = [];
  let watching: Promise<Ran> | undefined;
  for (const step of stepsOf(GUIDE)) {
    const { command } = step;
    if (command.startsWith('brebaje powersoftau fetch')) {
      await makePowers();
      continue;
    }
    if (command.startsWith('brebaje ceremony watch')) {
      watching = stage.run(command);
      continue;
    }
    if (command.startsWith('brebaje contribute')) stage.token = links[0]!;
    if (command.startsWith('brebaje ceremony finalize')) {
      // The round counts from when nobody was inside any more, which is noticed by the clock.
      await server.tick();
      server.step(DAY + 60_000);
    }
    if (command.startsWith('cast')) {
      const read = (name: string) => readFileSync(join(stage.folder, name), 'utf8');
      const code = compileContract(read('vault-archive/result/multiplier_verifier.sol'));
      const { out } = await well('snarkjs zkey export soliditycalldata public.json proof.json');
      expect(JSON.parse(read('public.json'))).toEqual(['33']);
      const other = out.replace(/[0-9a-f]"\]\s*$/, (end) => (end.startsWith('0') ? '1"]' : '0"]'));
      expect([await accepts(code, out), await accepts(code, other)]).toEqual([true, false]);
      program('cast', `echo 0x${code}`);
    }
    const ran = await well(command);
    expect([command, ...missing(step, ran, stage)]).toEqual([command]);
    // The one file that a coordinator edits.
    if (command.startsWith('brebaje ceremony init'))
      write('vault.toml', blocksOf(GUIDE).find(({ language }) => language === 'toml')!.text);
    if (command.startsWith('brebaje participant import'))
      links = [...ran.out.matchAll(/(?<=^http\S+\/app\/join#)[a-z0-9]{26}$/gm)].map(([token]) => token);
    if (command.startsWith('brebaje contribute')) {
      for (const [index, name] of ['Ben', 'Cleo'].entries()) {
        stage.token = links[index + 1]!;
        await well(command.replace('Ada', name).replace('ada', name));
      }
    }
  }
  const watched = await watching!;
  expect([watched.code, watched.out]).toEqual([0, expect.stringContaining('the result stands')]);
});
