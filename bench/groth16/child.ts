/**
 * One work of one rival in a process of its own: `child.ts <ours|snarkjs> <work> <from …> <to>`. Prints what it took
 * as JSON: milliseconds of processor time of all threads, and the most memory in megabytes. Each loads only what its
 * work needs.
 */
/// <reference path="../../packages/groth16/src/testing/snarkjs-types.d.ts" />
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import type { FileSource } from '@brebaje/groth16/files/file-source';
import { KNOWS_PROCESSES, mostMemory } from '../process-time.ts';

type Work = (engine: WasmEngine, files: string[]) => Promise<void>;

const opened: FileSource[] = [];
async function openFile(path: string) {
  const { openFile: open } = await import('@brebaje/groth16/files/file-source');
  const file = await open(path);
  opened.push(file);
  return file;
}

const write = (stream: AsyncIterable<Uint8Array>, path: string) =>
  pipeline(Readable.from(stream), createWriteStream(path));
const zkey = async (path: string) =>
  (await import('@brebaje/groth16/zkey/zkey')).openZkey(await openFile(path));
const ptau = async (path: string) =>
  (await import('@brebaje/groth16/ptau/ptau')).openPtau(await openFile(path));
const r1cs = async (path: string) =>
  (await import('@brebaje/groth16/r1cs/r1cs')).openR1cs(await openFile(path));
const require = (verdict: { ok: true } | { ok: false; text: string }) => {
  if (!verdict.ok) throw new Error(verdict.text);
};

const OURS: Record<string, Work> = {
  async contribute(engine, [from, to]) {
    const { contribute } = await import('@brebaje/groth16/chain/contribute');
    const { personStream } = await import('@brebaje/groth16/random/generators');
    await write((await contribute(engine, await zkey(from!), personStream())).output, to!);
  },
  async genesis(engine, [circuit, powers, to]) {
    const { createGenesis } = await import('@brebaje/groth16/genesis/create-genesis');
    await write((await createGenesis(engine, await r1cs(circuit!), await ptau(powers!))).output, to!);
  },
  async verify(engine, [genesis, , , last]) {
    const { sumGenesis } = await import('@brebaje/groth16/chain/genesis-sums');
    const { verifyZkey } = await import('@brebaje/groth16/verify/verify-zkey');
    const start = await zkey(genesis!);
    const sums = { genesis: await sumGenesis(engine, start), immutable: start };
    require(await verifyZkey(engine, sums, await zkey(last!)));
  },
  /** What a server keeps of a circuit, to the files behind the genesis. */
  async keep(_engine, [genesis, slim, immutable]) {
    const { immutableHash } = await import('@brebaje/groth16/chain/state-hash');
    const { slimPart } = await import('@brebaje/groth16/zkey/compose');
    const start = await zkey(genesis!);
    await write(slimPart(start), slim!);
    await writeFile(immutable!, await immutableHash(start));
  },
  async accept(engine, [slim, immutable, sums, upload]) {
    const { verifyZkeyUpload } = await import('@brebaje/server/verify/groth16-check');
    const files = {
      genesis: slim!,
      before: slim!,
      sums: sums!,
      immutable: (await readFile(immutable!)).toString('hex'),
      upload: upload!,
    };
    require(await verifyZkeyUpload(async () => engine, files));
  },
  async 'verify-r1cs'(engine, files) {
    const { verifyGenesis } = await import('@brebaje/groth16/genesis/verify-genesis');
    const [genesis, powers, circuit] = files as [string, string, string];
    const parts = { r1cs: await r1cs(circuit), ptau: await ptau(powers), zkey: await zkey(genesis) };
    require(await verifyGenesis(engine, parts));
    await OURS.verify!(engine, files);
  },
  async prepare(engine, [from, to]) {
    const { preparePtau } = await import('@brebaje/groth16/ptau/prepare');
    await write(preparePtau(await ptau(from!), engine), to!);
  },
};

async function snarkjsWork(work: string, files: string[]): Promise<void> {
  const { zKey, powersOfTau } = await import('snarkjs');
  const [a, b, c, d] = files as [string, string, string, string];
  const works: Record<string, () => Promise<unknown>> = {
    contribute: () => zKey.contribute(a, b, 'bench', 'bench'),
    genesis: () => zKey.newZKey(a, b, c),
    'verify-init': () => zKey.verifyFromInit(a, b, d),
    'verify-r1cs': () => zKey.verifyFromR1cs(c, b, d),
    prepare: () => powersOfTau.preparePhase2(a, b),
  };
  if ((await works[work]!()) === false) throw new Error('snarkjs refuses it');
}

const [who, work, ...files] = process.argv.slice(2);
const start = performance.now();
if (who === 'snarkjs') await snarkjsWork(work!, files);
else {
  const { createWasmEngine } = await import('@brebaje/curves/wasm-engine');
  const engine = await createWasmEngine({ curve: 'bn254' });
  await OURS[work!]!(engine, files);
  await engine.close();
  for (const file of opened) await file.close();
}
const { user, system } = process.cpuUsage();
const millis = (user + system) / 1000;
const megabytes = KNOWS_PROCESSES ? mostMemory('self') : process.resourceUsage().maxRSS / 1000;
console.log(JSON.stringify({ millis, wall: performance.now() - start, megabytes }));
// snarkjs keeps its threads.
process.exit(0);
