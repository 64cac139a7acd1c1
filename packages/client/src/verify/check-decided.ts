/** What ceremonies of every kind have: a list of files, a log, a manifest. */
import { ARCHIVE_FILES, type Archive, archiveSchema } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { jsonOf } from '../archive/read-transcript.ts';
import { ClientError } from '../client-error.ts';
import { type Manifest, requireManifest } from './check-record.ts';
import { requireSums } from './check-sums.ts';
import type { Expectation } from './expectation.ts';
import { type CheckName, type Findings, Wrong } from './findings.ts';
import { type Logged, readLog } from './read-log.ts';

export interface DecidedOptions extends Partial<Expectation> {
  /** How far a check is. */
  progress?: (check: CheckName, circuit: string | undefined, done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

const MOST_CEREMONY = 64 << 20;

/** Reads `ceremony.json`. Throws RECORD_INVALID when the folder is no archive. */
export async function readArchive(folder: ArchiveFolder): Promise<Archive> {
  const text = await folder.readText(ARCHIVE_FILES.ceremony, MOST_CEREMONY);
  const { data } = archiveSchema.safeParse(text === undefined ? undefined : jsonOf(text));
  const slugs = new Set(data?.circuits.map(({ slug }) => slug.toLowerCase()));
  const names = new Set(data?.artifacts.map(({ name }) => name.toLowerCase()));
  // Two of one name would be one file.
  if (data && slugs.size === data.circuits.length && names.size === data.artifacts.length) return data;
  throw new ClientError('RECORD_INVALID', `${folder.path} holds no archive of a ceremony`, {
    next: `an archive has a file ${ARCHIVE_FILES.ceremony} that says what it is of`,
  });
}

/** Looks at them. What does not hold is undefined. */
export async function checkDecided(
  findings: Findings,
  folder: ArchiveFolder,
  archive: Archive,
  { known = [], expected = [], progress, signal }: DecidedOptions,
): Promise<{ logged: Logged | undefined; manifest: Manifest | undefined }> {
  if (archive.whole)
    await findings.of('sums', undefined, async () => {
      const bar = (done: number, total: number) => progress?.('sums', undefined, done, total);
      const sums = await requireSums(folder, { progress: bar, signal });
      return [sums, `${sums.size} files`];
    });
  const logged = await findings.of('log', undefined, async () => {
    const log = await readLog(folder, { known, signal });
    const noted = known.length === 0 ? '' : '; what you noted of it is still so';
    return [log, `${log.events} events, the last one ${log.head}${noted}`];
  });
  const { status, manifestHash } = archive.ceremony;
  const never = status === 'SCHEDULED' || status === 'CANCELED';
  const none = never && manifestHash === undefined && logged && logged.manifest === undefined;
  if (none && expected.length === 0) {
    findings.skip('manifest', 'there is none before the ceremony opens');
    return { logged, manifest: undefined };
  }
  const manifest = await findings.of('manifest', undefined, async () => {
    if (none) throw new Wrong(`there is none before the ceremony opens, and ${expected[0]} was expected`);
    const found = await requireManifest(folder, archive, logged, expected);
    return [found, expected.length === 0 ? found.hash : `${found.hash}, as expected`];
  });
  return { logged, manifest };
}
