import { requireNextRecord } from '@brebaje/groth16/verify/next-record';
import { Refused } from '@brebaje/groth16/verify/verdict';
import { verifyPrevious } from '@brebaje/groth16/verify/verify-previous';
import { type Start, verifyZkey as verifyFromGenesis } from '@brebaje/groth16/verify/verify-zkey';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { CommandError, EXIT } from '../exit-codes.ts';
import { requirePowers } from '../powersoftau/require-powers.ts';
import { refused, VERDICT_EXITS } from '../setup-files/endings.ts';
import { hex } from '../setup-files/tell.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { type ExpectedBeacon, expectedBeacon } from './expected-beacon.ts';
import { requirePhase1Of } from './phase-1-of.ts';
import { manifestText, type PinnedCircuit, pinnedCircuit } from './pinned-circuit.ts';
import { requireCurve } from './same-curve.ts';
import { type CircuitFiles, givenStart, madeStart, requireGenesis } from './start.ts';
import { immutableHashOf, openImmutableFile, openState } from './states.ts';
import { tellGenesis, tellVerdict } from './verdict.ts';

export interface VerifyZkeyOptions extends FileOptions {
  genesis?: string;
  immutable?: string;
  previous?: string;
  r1cs?: string;
  ptau?: string;
  ptauHash?: string;
  manifest?: string;
  manifestHash?: string;
  beacon?: string;
  beaconExponent?: number;
}

type Engine = Awaited<ReturnType<Workbench['engine']>>;

/**
 * `brebaje zkey verify`: a whole chain from its genesis, from circuit and phase 1, or from both. Exit codes 0, 1
 * and 2 are the answer.
 */
export function verifyZkey(path: string, options: VerifyZkeyOptions, shell: Shell): Promise<void> {
  const { genesis, r1cs, ptau, previous } = options;
  requireSense(options);
  const beacon =
    options.beacon === undefined ? undefined : expectedBeacon(options.beacon, options.beaconExponent);
  return judge(shell, options, async (bench) => {
    const { manifest, manifestHash } = options;
    const text = manifest === undefined ? undefined : await manifestText(manifest, manifestHash, shell);
    if (text !== undefined && manifestHash === undefined)
      bench.note('the manifest is taken as it is: compare its hash with one that you know');
    const part =
      options.immutable === undefined ? undefined : await openImmutableFile(bench, options.immutable);
    const zkey = await openState(bench, path, part);
    const engine = await bench.engine(zkey.header.curve);
    let phase1: string | undefined;
    let files: CircuitFiles | undefined;
    if (r1cs !== undefined && ptau !== undefined) {
      files = { r1cs: await bench.r1cs(r1cs), ptau: await bench.ptau(ptau) };
      requireCurve(engine.curve, { [r1cs]: files.r1cs, [ptau]: files.ptau });
      phase1 = await requirePowers(bench, engine, { path: ptau, ptau: files.ptau }, options.ptauHash);
    }
    let pinned: PinnedCircuit | undefined;
    let start: Start;
    if (genesis === undefined) start = await madeStart(bench, engine, files!, zkey);
    else {
      const first = await openState(bench, genesis, part);
      pinned = text === undefined ? undefined : await pinnedCircuit(text, first);
      const immutable = part ? await immutableHashOf(part) : await hashOf(first, pinned);
      start = await givenStart(bench, engine, { path: genesis, zkey: first, immutable }, files);
      requirePinned(immutable, pinned);
    }
    const basis = { genesis, r1cs, ptau, previous, phase1: phase1 ?? pinned?.phase1, pinned };
    const before = previous === undefined ? undefined : await openState(bench, previous, part);
    // What costs nothing comes first.
    if (before) await requireNext(zkey, before, path);
    const stateHash = await requireChain(bench, engine, { start, zkey, path, beacon });
    if (before) {
      requireCurve(engine.curve, { [previous!]: before });
      const progress = bench.bar(`Verifying ${previous}`);
      const verdict = await verifyPrevious(engine, start, before, zkey, { progress, signal: bench.signal });
      if (!verdict.ok) throw refused(`${path} after ${previous}: ${verdict.text}`, verdict, VERDICT_EXITS);
    }
    tellVerdict(bench, { path, zkey, basis, beacon, stateHash, json: options.json });
  });
}

/** Throws CommandError for options that say nothing together. */
function requireSense({ genesis, r1cs, ptau, ptauHash, manifest, ...others }: VerifyZkeyOptions): void {
  const wrong = (text: string) => new CommandError(EXIT.usage, text);
  if ((r1cs === undefined) !== (ptau === undefined)) throw wrong('--r1cs and --ptau belong together');
  if (genesis === undefined && r1cs === undefined)
    throw wrong('give --genesis, or --r1cs and --ptau, or all of them');
  if (ptau === undefined && ptauHash !== undefined) throw wrong('--ptau-hash is of what --ptau names');
  if (genesis === undefined && manifest !== undefined)
    throw wrong('--manifest is compared with what --genesis names');
  if (manifest === undefined && others.manifestHash !== undefined)
    throw wrong('--manifest-hash is of what --manifest names');
  if (others.beacon === undefined && others.beaconExponent !== undefined)
    throw wrong('--beacon-exponent is of what --beacon names');
}

/**
 * The hash of the sections that no contribution changes, where the genesis does not have them itself or a manifest says
 * what it is.
 */
async function hashOf(genesis: Zkey, pinned: PinnedCircuit | undefined): Promise<Uint8Array | undefined> {
  if (genesis.kind === 'whole') return pinned && immutableHashOf(genesis);
  if (pinned) return new Uint8Array(Buffer.from(pinned.immutable, 'hex'));
  throw new CommandError(
    EXIT.usage,
    'the genesis is slim: what no contribution changes is not in it',
    'give --immutable, or a whole genesis',
  );
}

function requirePinned(immutable: Uint8Array | undefined, pinned: PinnedCircuit | undefined): void {
  if (!pinned || (immutable && hex(immutable) === pinned.immutable)) return;
  throw new Refused({
    check: 'consistency',
    code: 'other-circuit',
    text: `what no contribution changes is not what the manifest says of ${pinned.slug}`,
  });
}

/** The file has the records of the previous one, and one more. */
async function requireNext(zkey: Zkey, before: Zkey, path: string): Promise<void> {
  const type = zkey.records.list.at(-1)?.type ?? 'person';
  await named(path, async () => requireNextRecord(zkey, before.records, { type }));
}

/** `brebaje zkey verify init`: from a genesis, which must be of a phase 1. */
export function verifyFromInit(
  [genesis, ptau, path]: [genesis: string, ptau: string, zkey: string],
  options: FileOptions,
  shell: Shell,
): Promise<void> {
  return judge(shell, options, async (bench) => {
    const zkey = await bench.zkey(path);
    const engine = await bench.engine(zkey.header.curve);
    const given = { path: genesis, zkey: await bench.zkey(genesis) };
    const start = await givenStart(bench, engine, given, undefined);
    await requirePhase1Of(start.genesis.header, await bench.ptau(ptau), ptau);
    const stateHash = await requireChain(bench, engine, { start, zkey, path });
    tellVerdict(bench, { path, zkey, basis: { genesis }, stateHash, json: options.json });
  });
}

/** `brebaje zkey verify genesis`: a file to which nobody has contributed yet. */
export function verifyGenesisFile(
  [r1cs, ptau, path]: [r1cs: string, ptau: string, zkey: string],
  options: FileOptions & { ptauHash?: string },
  shell: Shell,
): Promise<void> {
  return judge(shell, options, async (bench) => {
    const zkey = await bench.zkey(path);
    const files = { r1cs: await bench.r1cs(r1cs), ptau: await bench.ptau(ptau) };
    requireCurve(zkey.header.curve, { [r1cs]: files.r1cs, [ptau]: files.ptau });
    const engine = await bench.engine(zkey.header.curve);
    const phase1 = await requirePowers(bench, engine, { path: ptau, ptau: files.ptau }, options.ptauHash);
    await requireGenesis(bench, engine, files, zkey, path);
    tellGenesis(bench, { path, zkey, phase1, json: options.json });
  });
}

function judge(shell: Shell, options: FileOptions, work: (bench: Workbench) => Promise<void>): Promise<void> {
  return atWorkbench(shell, options, work, VERDICT_EXITS);
}

/** The state's hash of a chain that is sound. */
async function requireChain(
  bench: Workbench,
  engine: Engine,
  judged: { start: Start; zkey: Zkey; path: string; beacon?: ExpectedBeacon | null | undefined },
): Promise<Uint8Array> {
  const { start, zkey, path, beacon } = judged;
  bench.line.stage('Verifying the contributions');
  const progress = bench.bar('Verifying L and H');
  const { signal } = bench;
  const how = { progress, signal, ...(beacon === undefined ? {} : { beacon }) };
  const verdict = await verifyFromGenesis(engine, start, zkey, how);
  if (!verdict.ok) throw refused(`${path}: ${verdict.text}`, verdict, VERDICT_EXITS);
  return verdict.stateHash;
}
