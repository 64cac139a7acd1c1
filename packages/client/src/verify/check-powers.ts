/** Verifies the archive of a KZG ceremony: its transcript from the origin on, and the setups that follow from it. */
import type { Engine } from '@brebaje/curves/engine';
import type { ColumnStore } from '@brebaje/kzg/column-store';
import { exportSetup } from '@brebaje/kzg/setup';
import { formatSizes, G1_BYTES, parseSizes, type SubSize } from '@brebaje/kzg/sizes';
import { initialState, packState } from '@brebaje/kzg/state';
import { formatTrustedSetupJson, formatTrustedSetupText } from '@brebaje/kzg/trusted-setup';
import { ARCHIVE_FILES, type Archive } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import {
  checkTranscript,
  type Found,
  type ReadTranscript,
  type Sought,
  searchTranscript,
} from '../check-transcript.ts';
import { ClientError } from '../client-error.ts';
import type { ServedReceipt } from '../deliver.ts';
import { hashOf } from '../fingerprint.ts';
import { checkReceipt } from '../receipt-check.ts';
import type { CheckedCeremony, CheckPart } from './check-ceremony.ts';
import { checkDecided, type DecidedOptions } from './check-decided.ts';
import { requireFrozen } from './check-final.ts';
import { genuine } from './check-included.ts';
import { type Finding, Findings, Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

export interface CheckPowersOptions extends DecidedOptions {
  engine: () => Promise<Engine>;
  /** Everything unless given; `records` and `circuit` need the transcript and no pairing. */
  parts?: ReadonlySet<CheckPart>;
  /** Where to put what does not fit in memory. */
  columns: () => Promise<ColumnStore>;
  sought?: readonly Sought[];
  /** Receipts as they were served: genuine, and of contributions that are in it. */
  receipts?: readonly ServedReceipt[];
  tell?: (finding: Finding) => void;
}

/** Verifies what is in a folder. What is wrong with it is in the findings. */
export async function checkPowers(
  folder: ArchiveFolder,
  archive: Archive,
  options: CheckPowersOptions,
): Promise<Omit<CheckedCeremony, 'included'> & { found: Found[] }> {
  const { engine, receipts = [], signal, progress, parts = WHOLE } = options;
  const sought = [...(options.sought ?? [])];
  const { circuits, ceremony, artifacts } = archive;
  const findings = new Findings(options.tell);
  const { logged, manifest } = await checkDecided(findings, folder, archive, options);
  const finalized = ceremony.status === 'FINALIZED';
  for (const receipt of manifest ? receipts : [])
    await findings.of('receipt', undefined, async () => {
      const sequencerAddress = manifest!.document.receiptAddress;
      const content = genuine(() => checkReceipt(receipt, { sequencerAddress }));
      sought.push({ receipt: content });
      return [content, `of ${content.identity}, signed by ${sequencerAddress}`];
    });
  if (finalized && logged && parts.size > 0)
    await findings.of('result', undefined, async () => {
      const setups = parts.has('exports');
      await requireFrozen(folder, artifacts, logged, ({ kind }) => setups || kind === 'transcript');
      return [true, `the files that the log names: ${artifacts.length}`];
    });
  const frozen = artifacts.find(({ kind }) => kind === 'transcript');
  const name = frozen ? ARCHIVE_FILES.artifact(frozen.name) : ARCHIVE_FILES.transcript;
  const [circuit] = circuits;
  const look = async () => {
    if (!circuit || (await folder.size(name)) === undefined) throw new Wrong(`${name} is missing`);
    const total = await folder.size(name);
    const found = await requireTranscript(folder.bytes(name), parts.has('chain'), sought, options, total);
    requireSame(found, circuit, finalized, logged);
    return [found, `${found.participants} contributions, sizes ${found.sizes}`] as const;
  };
  const check = parts.has('chain') ? 'transcript' : 'records';
  const checked = parts.size > 0 ? await findings.of(check, undefined, look) : undefined;
  if (checked && circuit && parts.has('circuit'))
    await findings.of('genesis', undefined, async () => {
      const { sizes } = checked;
      const start = hashOf(packState(initialState(parseSizes(sizes))));
      if (start !== circuit.genesis)
        throw new Wrong('the ceremony begins with another state than the fixed one');
      if (!checked.fromGenerators) throw new Wrong('the transcript does not begin with the generators');
      return [true, `the fixed start of the sizes ${sizes}, with no secret in it`];
    });
  if (checked && finalized && parts.has('exports'))
    await findings.of('exports', undefined, async () => {
      const bar = (done: number, total: number) => progress?.('exports', undefined, done, total);
      const count = await requireSetups(await engine(), folder, archive, checked, bar, signal);
      return [
        count || undefined,
        count === 0 ? 'these sizes have no Lagrange form' : `${count} trusted setups`,
      ];
    });
  for (const found of checked?.found ?? []) await requireIncluded(findings, found);
  return {
    grade: findings.invalid ? 'invalid' : parts.has('chain') ? 'valid' : 'record',
    finalized,
    manifest: manifest?.hash,
    log: logged && { events: logged.events, head: logged.head },
    circuits: circuits.map(({ slug, contributions, genesis, head }) => ({
      slug,
      contributions,
      genesis,
      head,
      grade: checked && parts.has('chain') ? 'valid' : undefined,
    })),
    found: checked?.found ?? [],
    findings: findings.list,
  };
}

const WHOLE: ReadonlySet<CheckPart> = new Set(['chain', 'circuit', 'exports']);

/** Reads a transcript, with `pairings` verifies it, and looks for people in it. Throws Wrong. */
export async function requireTranscript(
  bytes: AsyncIterable<Uint8Array>,
  pairings: boolean,
  sought: readonly Sought[],
  {
    engine,
    progress,
    signal,
    columns,
  }: Pick<CheckPowersOptions, 'engine' | 'progress' | 'signal' | 'columns'>,
  size: number | undefined,
): Promise<ReadTranscript> {
  const options = {
    sought,
    progress: (stage: 'reading' | 'verifying', done: number, total = size) => {
      const check = stage === 'reading' ? 'records' : 'transcript';
      if (total !== undefined) progress?.(check, undefined, done, total);
    },
    signal,
  };
  try {
    if (!pairings) return await searchTranscript(bytes, await columns(), options);
    const checked = await checkTranscript(await engine(), bytes, await columns(), options);
    if (checked.verdict.ok) return checked;
    throw new Wrong(checked.verdict.fault?.sentence ?? 'it does not verify');
  } catch (error) {
    if (error instanceof ClientError && error.code === 'TRANSCRIPT_INVALID') throw new Wrong(error.message);
    throw error;
  }
}

/** Tells whether somebody was found. */
export async function requireIncluded(findings: Findings, { identity, position }: Found): Promise<void> {
  await findings.of('included', undefined, async () => {
    if (position === undefined) throw new Wrong(`${identity} is not in it`);
    return [position, `${identity} is number ${position}`];
  });
}

/** The transcript is of this ceremony: as it is described or, while that goes on, as the log has it since. */
function requireSame(
  { participants, stateHash, sizes }: ReadTranscript,
  { id, contributions, head, metadata }: Archive['circuits'][number],
  finalized: boolean,
  logged: Logged | undefined,
): void {
  if (sizes !== formatSizes(metadata.sizes as SubSize[]))
    throw new Wrong(`it has the sizes ${sizes}, and not those of the ceremony`);
  const grown = !finalized && logged?.accepted.get(id)?.find(({ position }) => position === participants);
  if (grown && grown.head === stateHash) return;
  if (participants !== contributions)
    throw new Wrong(`it has ${participants} contributions, and ${contributions} were accepted`);
  if (stateHash !== head) throw new Wrong('it ends in another state than the ceremony');
}

const MOST_SETUP = 1 << 30;

/** Every setup is what the last powers give, byte for byte. Answers how many there are. */
async function requireSetups(
  engine: Engine,
  folder: ArchiveFolder,
  { artifacts }: Archive,
  { state }: ReadTranscript,
  progress: (done: number, total: number) => void,
  signal: AbortSignal | undefined,
): Promise<number> {
  const setups = artifacts.filter(({ kind }) => kind === 'trusted-setup');
  const made = new Map<number, Awaited<ReturnType<typeof exportSetup>>>();
  const counts = state.subs.map(({ g1 }) => g1.length / G1_BYTES);
  for (const { name } of setups) {
    signal?.throwIfAborted();
    const [, count, index, form] = /trusted_setup_(\d+)(?:_(\d+))?\.(txt|json)$/.exec(name) ?? [];
    const sub = index === undefined ? counts.indexOf(Number(count)) : Number(index);
    if (counts[sub] !== Number(count)) throw new Wrong(`nobody can tell what ${name} is`);
    const setup = made.get(sub) ?? (await exportSetup(engine, state, sub, progress));
    made.set(sub, setup);
    const text = form === 'txt' ? formatTrustedSetupText(setup) : formatTrustedSetupJson(setup);
    if ((await folder.readText(ARCHIVE_FILES.artifact(name), MOST_SETUP)) !== text)
      throw new Wrong(`${name} is not what the last powers give`);
  }
  return setups.length;
}
