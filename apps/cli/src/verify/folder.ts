import type { ArchiveFolder } from '@brebaje/client/archive/archive-folder';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { createEngine } from '@brebaje/client/engine';
import { readArchive } from '@brebaje/client/verify/check-decided';
import { checkPowers } from '@brebaje/client/verify/check-powers';
import { createFileColumns } from '@brebaje/kzg/column-file';
import type { Archive } from '@brebaje/protocol/archive';
import type { VerifyOptions } from '../commands/verify.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { expectations, givenBy, phasesIn, verifyIn } from './circuits.ts';
import { whomToFind } from './run.ts';
import { tellFinding, tellVerdict } from './tell-circuits.ts';

/** `brebaje verify <folder>`: an archive, or what `--keep` kept; no server is asked for anything. */
export async function verifyFolder(path: string, options: VerifyOptions, shell: Shell): Promise<void> {
  const folder = archiveFolder(path);
  const archive = await readArchive(folder);
  if (archive.ceremony.scheme === 'KZG') return verifyPowers(folder, archive, options, shell);
  const given = await givenBy(options, shell);
  const line = new ProgressLine(shell);
  const phases = [...(given.phases ?? []), ...(await phasesIn(folder, archive, options, line))];
  line.clear();
  await verifyIn({ folder, archive, what: path, given: { ...given, phases } }, options, shell);
}

async function verifyPowers(
  folder: ArchiveFolder,
  archive: Archive,
  options: VerifyOptions,
  shell: Shell,
): Promise<void> {
  const line = new ProgressLine(shell);
  const sought = await whomToFind(options, line);
  const { expected, known } = expectations(options);
  const engine = await createEngine(options.threads);
  try {
    const checked = await checkPowers(folder, archive, {
      engine: async () => engine,
      columns: createFileColumns,
      sought,
      expected,
      known,
      tell: (finding) => {
        line.clear();
        if (!options.json) tellFinding(finding, shell);
      },
      progress: (check, _, done, total) => line.bar(`Verifying ${check}`, done, total),
      signal: shell.signal,
    });
    line.clear();
    tellVerdict({ ...checked, included: checked.found }, archive, folder.path, options, shell);
  } finally {
    line.clear();
    await engine.close();
  }
}
