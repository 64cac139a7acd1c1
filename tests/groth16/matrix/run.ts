/** One circuit through both tools in every direction. */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute, contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { contributionHash } from '@brebaje/groth16/chain/record-hash';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { CURVE_NAMES, verificationKey, verificationKeyText } from '@brebaje/groth16/export/verification-key';
import { type FileSource, openFile } from '@brebaje/groth16/files/file-source';
import { memorySource } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { personStream } from '@brebaje/groth16/random/generators';
import { compileCircuit } from '@brebaje/groth16/testing/circuits';
import { verifyContribution } from '@brebaje/groth16/verify/verify-contribution';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import type { MatrixCircuit } from './circuits.ts';
import type { Work } from './snarkjs-child.ts';

/** What a circuit came to; every answer must be yes. */
export interface Row {
  readonly circuit: string;
  readonly curve: string;
  readonly constraints: number;
  readonly publicWires: number;
  readonly domain: string;
  readonly answers: Readonly<Record<string, boolean>>;
}

const CHILD = fileURLToPath(new URL('snarkjs-child.ts', import.meta.url));

async function theirs(works: readonly Work[]): Promise<unknown[]> {
  const args = [CHILD, JSON.stringify(works)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

const BEACON = '0a0b0c0d';
const beacon = { bytes: Uint8Array.from(Buffer.from(BEACON, 'hex')), exponent: 10 };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/**
 * `powersOf` writes a prepared ptau for domains of 2^log to a path. The chain goes genesis, snarkjs, ours, snarkjs,
 * and ends with a beacon of either tool.
 */
export async function matrixRow(
  engine: WasmEngine,
  { name, source, input }: MatrixCircuit,
  powersOf: (log: number, path: string) => Promise<void>,
): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-matrix-'));
  const open: FileSource[] = [];
  const file = async (path: string) => {
    const found = await openFile(path);
    open.push(found);
    return found;
  };
  try {
    return await run();
  } finally {
    await Promise.all(open.map((one) => one.close()));
    await rm(folder, { recursive: true });
  }

  async function run(): Promise<Row> {
    const path = (one: string) => join(folder, one);
    const zkey = async (one: string): Promise<Zkey> => openZkey(await file(path(one)));
    const write = (stream: AsyncIterable<Uint8Array>, to: string) =>
      pipeline(Readable.from(stream), createWriteStream(path(to)));
    const same = async (a: string, b: string) =>
      Buffer.compare(await readFile(path(a)), await readFile(path(b))) === 0;

    const compiled = await compileCircuit(source, engine.curve, { wasm: true });
    await writeFile(path('circuit.r1cs'), compiled.r1cs);
    await writeFile(path('circuit.wasm'), compiled.wasm!);
    const r1cs = await openR1cs(memorySource(compiled.r1cs));
    const { nConstraints, nPubIn, nPubOut } = r1cs.header;
    const publicWires = nPubIn + nPubOut;
    const log = Math.floor(Math.log2(nConstraints + publicWires)) + 1;
    await powersOf(log, path('powers.ptau'));
    const ptau = await openPtau(await file(path('powers.ptau')));

    await write((await createGenesis(engine, r1cs, ptau)).output, 'ours-0.zkey');
    const [, first] = await theirs([
      ['zkey new', path('circuit.r1cs'), path('powers.ptau'), path('theirs-0.zkey')],
      ['zkey contribute', path('ours-0.zkey'), path('1.zkey'), 'theirs'],
    ]);
    const genesis = await zkey('theirs-0.zkey');
    const start = { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) };
    const second = await contribute(engine, await zkey('1.zkey'), personStream(), {
      genesis: start.genesis,
      name: 'ours',
    });
    await write(second.output, '2.zkey');
    const [third, sealed, , accepted] = await theirs([
      ['zkey contribute', path('2.zkey'), path('3.zkey'), 'theirs again'],
      ['zkey beacon', path('3.zkey'), path('4-theirs.zkey'), BEACON],
      ['zkey bellman', path('2.zkey'), path('bellman.zkey'), 'theirs by bellman', CURVE_NAMES[engine.curve]],
      ['zkey verify init', path('ours-0.zkey'), path('powers.ptau'), path('bellman.zkey')],
    ]);
    await write(
      (await contributeBeacon(engine, await zkey('3.zkey'), beacon, { name: 'beacon' })).output,
      '4-ours.zkey',
    );
    const key = await verificationKey(engine, await zkey('4-ours.zkey'));
    await writeFile(path('ours.json'), verificationKeyText(key));
    const [fromInit, fromR1cs, , proven, provenByTheirs] = await theirs([
      ['zkey verify init', path('ours-0.zkey'), path('powers.ptau'), path('4-ours.zkey')],
      ['zkey verify r1cs', path('circuit.r1cs'), path('powers.ptau'), path('4-ours.zkey')],
      ['zkey export key', path('4-theirs.zkey'), path('theirs.json')],
      ['prove', JSON.stringify(input), path('circuit.wasm'), path('4-ours.zkey'), path('ours.json')],
      ['prove', JSON.stringify(input), path('circuit.wasm'), path('4-theirs.zkey'), path('theirs.json')],
    ]);

    const states = await Promise.all(
      ['ours-0.zkey', '1.zkey', '2.zkey', '3.zkey', '4-theirs.zkey'].map(zkey),
    );
    const steps = await inOrder([1, 2, 3, 4], async (i) => {
      const before = { ...start, records: states[i - 1]!.records };
      const verdict = await verifyContribution(engine, before, states[i]!, {
        type: i === 4 ? 'beacon' : 'person',
      });
      return verdict.ok;
    });
    const bellman = await verifyContribution(
      engine,
      { ...start, records: states[2]!.records },
      // snarkjs writes what it imports in an order of its own.
      await openZkey(await file(path('bellman.zkey')), { order: 'any' }),
    );
    const whole = await verifyZkey(engine, start, states[4]!, { beacon });
    const hashes = states[4]!.records.list.map((record) => hex(contributionHash(engine.curve, record)));
    const judged = await verifyGenesis(engine, { r1cs, ptau, zkey: genesis });
    return {
      circuit: name,
      curve: engine.curve,
      constraints: nConstraints,
      publicWires,
      domain: `2^${log}${nConstraints + publicWires + 1 === 2 ** log ? ', full' : ''}`,
      answers: {
        'genesis the same bytes': await same('ours-0.zkey', 'theirs-0.zkey'),
        'genesis verified by us': judged.ok,
        'contributions verified by us': steps.every(Boolean),
        'chain verified by us': whole.ok,
        'hashes the same': [first, hex(second.contributionHash), third, sealed].join() === hashes.join(),
        'beacons the same bytes': await same('4-ours.zkey', '4-theirs.zkey'),
        'chain verified by snarkjs from init': fromInit === true,
        'chain verified by snarkjs from r1cs': fromR1cs === true,
        'bellman’s form refused for H, which snarkjs accepts':
          accepted === true && !bellman.ok && bellman.check === 'mathematical' && bellman.code === 'h',
        'keys the same': await same('ours.json', 'theirs.json'),
        'proof verified': proven === true && provenByTheirs === true,
      },
    };
  }
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await map(item));
  return results;
}

/** A table for people. */
export function showRows(rows: readonly Row[]): string {
  return rows
    .map(({ circuit, curve, constraints, publicWires, domain, answers }) => {
      const no = Object.entries(answers).filter(([, yes]) => !yes);
      const said =
        no.length === 0
          ? `${Object.keys(answers).length} of ${Object.keys(answers).length}`
          : `not: ${no.map(([what]) => what)}`;
      return `${curve} | ${circuit} | ${constraints} constraints | ${publicWires} public | ${domain} | ${said}`;
    })
    .join('\n');
}
