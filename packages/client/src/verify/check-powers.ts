/** Verifies the archive of a KZG ceremony: its transcript from the origin on, and the setups that follow from it. */
import type { Engine } from '@brebaje/curves/engine';
import type { ColumnStore } from '@brebaje/kzg/column-store';
import { exportSetup } from '@brebaje/kzg/setup';
import { formatSizes, G1_BYTES, type SubSize } from '@brebaje/kzg/sizes';
import { formatTrustedSetupJson, formatTrustedSetupText } from '@brebaje/kzg/trusted-setup';
import { ARCHIVE_FILES, type Archive } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { type CheckedTranscript, checkTranscript, type Found, type Sought } from '../check-transcript.ts';
import { ClientError } from '../client-error.ts';
import type { CheckedCeremony } from './check-ceremony.ts';
import { checkDecided, type DecidedOptions } from './check-decided.ts';
import { requireFrozen } from './check-final.ts';
import { type Finding, Findings, Wrong } from './findings.ts';

export interface CheckPowersOptions extends DecidedOptions {
  engine: Engine;
  /** Where to put what does not fit in memory. */
  columns: () => Promise<ColumnStore>;
  sought?: readonly Sought[];
  tell?: (finding: Finding) => void;
}

/** Verifies what is in a folder. What is wrong with it is in the findings. */
export async function checkPowers(
  folder: ArchiveFolder,
  archive: Archive,
  options: CheckPowersOptions,
): Promise<Omit<CheckedCeremony, 'included'> & { found: Found[] }> {
  const { engine, sought = [], signal, progress } = options;
  const { circuits, ceremony, artifacts } = archive;
  const findings = new Findings(options.tell);
  const { logged, manifest } = await checkDecided(findings, folder, archive, options);
  const finalized = ceremony.status === 'FINALIZED';
  if (finalized && logged)
    await findings.of('result', undefined, async () => {
      await requireFrozen(folder, artifacts, logged);
      return [true, `the files that the log names: ${artifacts.length}`];
    });
  const frozen = artifacts.find(({ kind }) => kind === 'transcript');
  const name = frozen ? ARCHIVE_FILES.artifact(frozen.name) : ARCHIVE_FILES.transcript;
  const [circuit] = circuits;
  const checked = await findings.of('transcript', undefined, async () => {
    if (!circuit || (await folder.size(name)) === undefined) throw new Wrong(`${name} is missing`);
    const found = await requireTranscript(engine, folder.bytes(name), sought, options);
    const { participants } = found.verdict;
    if (participants !== circuit.contributions)
      throw new Wrong(`it has ${participants} contributions, and ${circuit.contributions} were accepted`);
    if (found.stateHash !== circuit.head) throw new Wrong('it ends in another state than the ceremony');
    if (found.sizes !== formatSizes(circuit.metadata.sizes as SubSize[]))
      throw new Wrong(`it has the sizes ${found.sizes}, and not those of the ceremony`);
    return [found, `${participants} contributions, sizes ${found.sizes}`];
  });
  if (checked && finalized)
    await findings.of('exports', undefined, async () => {
      const bar = (done: number, total: number) => progress?.('exports', undefined, done, total);
      const count = await requireSetups(engine, folder, archive, checked, bar, signal);
      return [
        count || undefined,
        count === 0 ? 'these sizes have no Lagrange form' : `${count} trusted setups`,
      ];
    });
  for (const { identity, position } of checked?.found ?? [])
    await findings.of('included', undefined, async () => {
      if (position === undefined) throw new Wrong(`${identity} is not in it`);
      return [position, `${identity} is number ${position}`];
    });
  const invalid = findings.failed.some(({ check }) => check !== 'included');
  return {
    grade: invalid ? 'invalid' : 'valid',
    finalized,
    manifest: manifest?.hash,
    log: logged && { events: logged.events, head: logged.head },
    circuits: circuits.map(({ slug, contributions, genesis, head }) => ({
      slug,
      contributions,
      genesis,
      head,
      grade: checked && 'valid',
    })),
    found: checked?.found ?? [],
    findings: findings.list,
  };
}

async function requireTranscript(
  engine: Engine,
  bytes: AsyncIterable<Uint8Array>,
  sought: readonly Sought[],
  { progress, signal, columns }: CheckPowersOptions,
): Promise<CheckedTranscript> {
  try {
    const checked = await checkTranscript(engine, bytes, await columns(), {
      sought: [...sought],
      progress: (stage, done, total) => {
        if (stage === 'verifying' && total !== undefined) progress?.('transcript', undefined, done, total);
      },
      signal,
    });
    if (checked.verdict.ok) return checked;
    throw new Wrong(checked.verdict.fault?.sentence ?? 'it does not verify');
  } catch (error) {
    if (error instanceof ClientError && error.code === 'TRANSCRIPT_INVALID') throw new Wrong(error.message);
    throw error;
  }
}

const MOST_SETUP = 1 << 30;

/** Every setup is what the last powers give, byte for byte. Answers how many there are. */
async function requireSetups(
  engine: Engine,
  folder: ArchiveFolder,
  { artifacts }: Archive,
  { state }: CheckedTranscript,
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
