import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '@brebaje/client/fingerprint';
import { type CircuitWork, encodeCircuitWork } from '@brebaje/client/groth16/work-file';
import { encodeWork } from '@brebaje/client/work-file';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { slimPart } from '@brebaje/groth16/zkey/compose';
import { initialState, packState } from '@brebaje/kzg/state';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlace, type Place } from './testing/run-cli.ts';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(async () => {
  await place.remove();
  await endSnarkjs();
});

const HOOK = new URL('./testing/watch-modules.mjs', import.meta.url).href;
const NETWORK =
  /^node:(http|https|http2|net|tls|dns|dgram|quic)|undici|^connected|client\/src\/(exchange|surroundings)/;
const ROOMS = /packages\/(kzg|curves|client|groth16)\/|packages\/protocol\/src\/(?!version\.ts)/;
const SERVER = /apps\/server\/src|node_modules\/(fastify|kysely|pino|pg)\//;

async function loadedBy(args: string[], expected = 0): Promise<string[]> {
  const file = join(place.folder, `modules-${args[0]}`);
  await writeFile(file, '');
  const env = { NODE_OPTIONS: `--import ${HOOK}`, BREBAJE_TEST_MODULES: file };
  const { code, err } = await place.run(args, { env });
  expect({ code, err }).toEqual({ code: expected, err: expect.any(String) });
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

it('loads for --help nothing but the command itself', async () => {
  const modules = await loadedBy(['--help']);
  expect(modules.filter((url) => ROOMS.test(url) || SERVER.test(url))).toEqual([]);
  expect(modules.length).toBeLessThan(60);
});

it('computes without any module of the network, and opens no socket', async () => {
  const payload = packState(initialState([{ g1: 8, g2: 2 }]));
  const header = {
    kind: 'work' as const,
    server: 'https://x.org',
    position: 0,
    sizes: '8,2',
    baseHash: hashOf(payload),
    handedOutAt: Math.floor(Date.now() / 1000),
  };
  await writeFile(join(place.folder, 'work.brebaje'), encodeWork({ header, payload }));
  const modules = await loadedBy(['compute', 'work.brebaje', '-o', 'done.brebaje']);
  expect(modules.some((url) => url.includes('wasm-engine'))).toBe(true);
  expect(modules.filter((url) => NETWORK.test(url) || SERVER.test(url))).toEqual([]);
});

it('computes for a circuit without any module of the network', async () => {
  const genesis = await zkeyIn(await genesisOf(smallCircuit('bn254')));
  const slim = await bytesOf(slimPart(genesis));
  const beside = { name: 'state.zkey', sha256: hashOf(slim), size: slim.length };
  const work: CircuitWork = {
    scheme: 'GROTH16',
    kind: 'work',
    server: 'https://x.org/c/proofs',
    manifest: 'ab'.repeat(32),
    circuit: { sequence: 1, slug: 'transfer', id: 1, curve: 'bn254', points: 100 },
    turnId: 1,
    position: 1,
    handedOutAt: 1_700_000_000,
    base: beside,
    genesis: beside,
  };
  await writeFile(join(place.folder, 'state.zkey'), slim);
  await writeFile(join(place.folder, 'circuit.brebaje'), encodeCircuitWork(work));
  const modules = await loadedBy(['compute', 'circuit.brebaje', '-o', 'done.brebaje']);
  expect(modules.some((url) => url.includes('wasm-engine'))).toBe(true);
  expect(modules.filter((url) => NETWORK.test(url) || SERVER.test(url))).toEqual([]);
});

it('works on files without any module of the network, and opens no socket', async () => {
  const modules = await loadedBy(['powersoftau', 'new', 'bn128', '1', 'new.ptau']);
  expect(modules.some((url) => url.includes('packages/groth16'))).toBe(true);
  expect(modules.filter((url) => NETWORK.test(url) || SERVER.test(url))).toEqual([]);
  const contributed = await loadedBy(['powersoftau', 'contribute', 'new.ptau', 'next.ptau']);
  expect(contributed.some((url) => url.includes('wasm-engine'))).toBe(true);
  expect(contributed.filter((url) => NETWORK.test(url) || SERVER.test(url))).toEqual([]);
});

it('loads nothing of the server to contribute, verify or ask', async () => {
  for (const args of [
    ['contribute', '--help'],
    ['doctor', '--threads', '1'],
  ]) {
    const modules = await loadedBy(args);
    expect(modules.filter((url) => SERVER.test(url))).toEqual([]);
  }
});

it.each([
  'login',
  'logout',
  'whoami',
  'project',
  'ceremony',
  'participant',
  'circuit',
  'log',
  'zkey',
  'groth16',
  'powersoftau',
  'operator',
  'privacy',
  'notify',
])('loads for %s --help no client, no schema and nothing of the server', async (word) => {
  const modules = await loadedBy([word, '--help']);
  expect(
    modules.filter(
      (url) => SERVER.test(url) || /node_modules\/zod\/|packages\/(kzg|client|groth16)\//.test(url),
    ),
  ).toEqual([]);
});

it('would notice the network', async () => {
  const modules = await loadedBy(['status', 'http://127.0.0.1:49151'], 4);
  expect(modules).toContain('connected');
  expect(modules).toContain('node:http');
});
