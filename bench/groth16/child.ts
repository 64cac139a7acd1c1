/**
 * One work of one rival in a process of its own: `child.ts <ours|snarkjs> <work> <from …> <to>`. Prints what it took
 * as JSON: milliseconds of processor time of all threads, and the most memory in megabytes.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { openFile as openSource } from '@brebaje/groth16/files/file-source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { personStream } from '@brebaje/groth16/random/generators';
import type { Refusal } from '@brebaje/groth16/verify/verdict';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { KNOWS_PROCESSES, mostMemory } from '../process-time.ts';

type Work = (engine: WasmEngine, files: string[]) => Promise<void>;

const opened: Awaited<ReturnType<typeof openSource>>[] = [];
async function openFile(path: string) {
  const file = await openSource(path);
  opened.push(file);
  return file;
}

const write = (stream: AsyncIterable<Uint8Array>, path: string) =>
  pipeline(Readable.from(stream), createWriteStream(path));
const zkey = async (path: string) => openZkey(await openFile(path));
const require = (verdict: { ok: true } | Refusal) => {
  if (!verdict.ok) throw new Error(verdict.text);
};

const OURS: Record<string, Work> = {
  async contribute(engine, [from, to]) {
    await write((await contribute(engine, await zkey(from!), personStream())).output, to!);
  },
  async genesis(engine, [r1cs, ptau, to]) {
    const circuit = await openR1cs(await openFile(r1cs!));
    await write((await createGenesis(engine, circuit, await openPtau(await openFile(ptau!)))).output, to!);
  },
  async verify(engine, [genesis, , , last]) {
    const start = await zkey(genesis!);
    const genesisSums = await sumGenesis(engine, start);
    require(await verifyZkey(engine, { genesis: genesisSums, immutable: start }, await zkey(last!)));
  },
  async 'verify-r1cs'(engine, files) {
    const [genesis, ptau, r1cs] = files as [string, string, string];
    const circuit = await openR1cs(await openFile(r1cs));
    const powers = await openPtau(await openFile(ptau));
    require(await verifyGenesis(engine, { r1cs: circuit, ptau: powers, zkey: await zkey(genesis) }));
    await OURS.verify!(engine, files);
  },
  async prepare(engine, [from, to]) {
    await write(preparePtau(await openPtau(await openFile(from!)), engine), to!);
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
