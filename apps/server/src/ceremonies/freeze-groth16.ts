/** The result of a Groth16 ceremony: the beacon added to every chain, each verified whole, keys and contracts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { endingFaults } from '@brebaje/ceremony/beacon';
import { openFile } from '@brebaje/groth16/files/file-source';
import { streamOf } from '@brebaje/groth16/files/source';
import { VERSION } from '@brebaje/protocol/version';
import type { ServerContext } from '../sequencer/context.ts';
import { policyOf } from '../sequencer/rows.ts';
import { circuitsOf } from '../store/circuits.ts';
import { contributions } from '../store/contributions.ts';
import { withFiles } from '../store/local-files.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import type { Groth16Metadata } from '../verify/groth16-metadata.ts';
import { createVerificationClient, type VerificationClient } from '../verify/verification-client.ts';
import type { FinalAnswer, Groth16Record } from '../verify/verification-messages.ts';
import type { Frozen } from './artifacts.ts';
import { BEACON_TIMES, committedSource } from './beacon.ts';
import { askForValue, type BeaconValue, keptValue, NoBeacon } from './beacon-value.ts';
import { FINAL_FILE, finalText, SLIM_ZKEY } from './final-file.ts';
import type { KeptCircuit } from './finalization-state.ts';
import { NotFinal, type Result, type Work } from './freeze.ts';
import { storeArtifact } from './store-artifact.ts';

/** 2^28 constraints on a small machine. */
const LONGEST_MILLIS = 7 * 86_400_000;

/** What the work on one circuit needs. */
interface Bench {
  ctx: ServerContext;
  verification: VerificationClient;
  beacon: BeaconValue;
  /** Percent of all circuits. */
  tell: (phase: 'APPLYING' | 'VERIFYING' | 'EXPORTING', done: number, all: number) => void;
}

/**
 * Adds the beacon to every chain, verifies each from its genesis, and stores last states, keys and contracts. It has
 * a thread of its own, so that contributions to other ceremonies are judged meanwhile. Doing it again with the same
 * value gives the same bytes.
 */
export async function freezeGroth16(ctx: ServerContext, ceremony: CeremonyRow, work: Work): Promise<Result> {
  ctx.stopping.throwIfAborted();
  const verification = createVerificationClient({ engineThreads: ctx.config.threads });
  const close = () => void verification.close();
  ctx.stopping.addEventListener('abort', close);
  try {
    const beacon = await beaconOf(ctx, ceremony, work);
    const circuits = await circuitsOf(ctx.store.db, ceremony.id);
    const done: Record<string, KeptCircuit> = {};
    for (const [index, circuit] of circuits.entries()) {
      const tell: Bench['tell'] = (phase, part, all) =>
        work.tell(phase, (100 * (index + part / Math.max(1, all))) / circuits.length);
      const keep = (kept: KeptCircuit) => {
        done[circuit.slug] = kept;
        return work.keep({ circuits: { ...done } });
      };
      await endCircuit(
        { ctx, verification, beacon, tell },
        circuit,
        work.kept.circuits?.[circuit.slug],
        keep,
      );
    }
    return await resultOf(ctx, ceremony, circuits, beacon, done);
  } finally {
    ctx.stopping.removeEventListener('abort', close);
    await verification.close();
  }
}

/** The value that an attempt before has found, or was handed in, checked again; else it is asked for. */
async function beaconOf(ctx: ServerContext, ceremony: CeremonyRow, work: Work): Promise<BeaconValue> {
  const { beacon: rule } = policyOf(ceremony);
  const { drainedAt } = ceremony;
  const facts = { committed: committedSource(ceremony), rule, drainedAt };
  const [fault] = endingFaults(facts, BEACON_TIMES, ctx.clock.now());
  if (fault || rule === null) throw new NotFinal(fault?.sentence ?? 'There is no beacon.');
  work.tell('BEACON', 0);
  try {
    const { beacon: kept } = work.kept;
    const value = kept ? keptValue(ctx.drand, rule, kept) : await askForValue(ctx, rule);
    await work.keep({ beacon: value });
    return value;
  } catch (error) {
    if (error instanceof NoBeacon) throw new NotFinal(error.message);
    throw error;
  }
}

/** Adds the beacon to a chain, verifies it whole and exports its keys: each once, however often it is begun. */
async function endCircuit(
  bench: Bench,
  circuit: CircuitRow,
  kept: KeptCircuit | undefined,
  keep: (done: KeptCircuit) => Promise<void>,
): Promise<void> {
  const { ctx } = bench;
  const usable = kept?.head === circuit.headBlob && (await areStored(ctx, kept));
  if (usable && kept.ended) return keep(kept);
  const slim = usable ? kept.slim : await addBeacon(bench, circuit);
  await keep({ head: circuit.headBlob, slim });
  await keep({ head: circuit.headBlob, slim, ended: await verifyAndExport(bench, circuit, slim.hash) });
}

async function areStored(ctx: ServerContext, { slim, ended }: KeptCircuit): Promise<boolean> {
  for (const { hash, size } of [slim, ...(ended?.files ?? [])])
    if ((await ctx.blobs.size(hash)) !== size) return false;
  return true;
}

async function addBeacon({ ctx, verification, beacon, tell }: Bench, circuit: CircuitRow) {
  tell('APPLYING', 0, 1);
  const folder = await mkdtemp(join(resolve(ctx.config.data), 'quarantine', 'finalize-'));
  try {
    const output = join(folder, 'last.zkey');
    const answer = await withFiles(ctx.blobs, [circuit.headBlob], (before) =>
      verification.ask(
        { kind: 'groth16-beacon', files: { before, output, beacon: bytesOf(beacon) } },
        { timeoutMillis: LONGEST_MILLIS, progress: (done, all) => tell('APPLYING', done, all) },
      ),
    );
    if (!answer.ok) throw notFinal(circuit, answer.text);
    const file = await openFile(output);
    try {
      return await storeArtifact(ctx, streamOf(file));
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const bytesOf = ({ randomness, exponent }: BeaconValue) => ({ randomness, exponent });

const notFinal = ({ slug }: CircuitRow, text: string) =>
  new NotFinal(`The chain of ${slug} does not verify: ${text}.`);

async function verifyAndExport(
  { ctx, verification, beacon, tell }: Bench,
  circuit: CircuitRow,
  last: string,
): Promise<NonNullable<KeptCircuit['ended']>> {
  const { genesis, immutable, adopted } = JSON.parse(circuit.metadata) as Groth16Metadata;
  tell('VERIFYING', 0, 1);
  const started = performance.now();
  const answer = await withFiles(ctx.blobs, [genesis.sha256, immutable.sha256, last], (...paths) => {
    const [first, rest, end] = paths as [string, string, string];
    const expected = { genesisState: genesis.state, immutable: immutable.hash };
    const files = { genesis: first, immutable: rest, last: end, beacon: bytesOf(beacon), expected };
    return verification.ask(
      { kind: 'groth16-final', files },
      { timeoutMillis: LONGEST_MILLIS, progress: (done, all) => tell('VERIFYING', done, all) },
    );
  });
  if (!answer.ok) throw notFinal(circuit, answer.text);
  await requireAccepted(ctx, circuit, answer.records, adopted?.records.length ?? 0);
  const milliseconds = Math.round(performance.now() - started);
  tell('EXPORTING', 0, 1);
  const { state, contributionHash, whole } = answer;
  return { milliseconds, state, contributionHash, whole, files: await exportKeys(ctx, circuit, answer) };
}

/** The chain is exactly what was accepted here, after what it began with, and the beacon. */
async function requireAccepted(
  ctx: ServerContext,
  circuit: CircuitRow,
  records: string[],
  adopted: number,
): Promise<void> {
  let at = adopted;
  for await (const { record } of contributions(ctx.store.db, circuit.id))
    if ((JSON.parse(record) as Groth16Record).record !== records[at++])
      throw notFinal(circuit, `its record ${at} is not that of the contribution that was accepted`);
  if (records.length !== at + 1)
    throw notFinal(circuit, `it has ${records.length} records, and not ${at} and the beacon’s`);
}

async function exportKeys(
  ctx: ServerContext,
  { slug }: CircuitRow,
  { key, contract }: Extract<FinalAnswer, { ok: true }>,
): Promise<NonNullable<KeptCircuit['ended']>['files']> {
  const files: NonNullable<KeptCircuit['ended']>['files'] = [];
  const add = async (name: string, kind: string, text: string) =>
    files.push({ name, kind, ...(await storeArtifact(ctx, new TextEncoder().encode(text))) });
  await add(`${slug}_vkey.json`, 'verification-key', key);
  if (contract !== null) await add(`${slug}_verifier.sol`, 'verifier', contract);
  return files;
}

async function resultOf(
  ctx: ServerContext,
  { manifestHash }: CeremonyRow,
  circuits: CircuitRow[],
  beacon: BeaconValue,
  done: Record<string, KeptCircuit>,
): Promise<Result> {
  const files: Frozen[] = [];
  const ends = circuits.map((circuit) => {
    const { slim, ended } = done[circuit.slug]!;
    const name = `${circuit.slug}_final.slim.zkey`;
    const own = [{ name, kind: SLIM_ZKEY, ...slim }, ...ended!.files];
    for (const file of own) files.push({ ...file, circuitId: circuit.id });
    return { circuit, slim, ended: ended!, files: own };
  });
  const text = finalText(manifestHash ?? '', beacon, ends);
  const final = await storeArtifact(ctx, new TextEncoder().encode(text));
  files.push({ ...final, name: FINAL_FILE, kind: 'final', circuitId: null });
  return {
    heads: new Map(circuits.map(({ id, headBlob }) => [id, headBlob])),
    ended: { blobs: new Map(ends.map(({ circuit, slim }) => [circuit.id, slim.hash])), beacon },
    milliseconds: ends.reduce((sum, { ended }) => sum + ended.milliseconds, 0),
    software: `brebaje groth16 ${VERSION}`,
    files,
  };
}
