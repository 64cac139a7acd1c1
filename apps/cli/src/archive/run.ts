/** `brebaje archive`: everything that a ceremony leaves behind, as a folder that needs no server. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveFolder } from '@brebaje/client/archive/archive-folder';
import { composedBytes, composeLasts } from '@brebaje/client/archive/compose-last';
import { fetchFiles } from '@brebaje/client/archive/fetch-files';
import { fetchRecord } from '@brebaje/client/archive/fetch-record';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { writeSums } from '@brebaje/client/archive/sums';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { downloadTranscript } from '@brebaje/client/transcript-file';
import { ARCHIVE_FILES, type Archive } from '@brebaje/protocol/archive';
import { invocation } from '../invocation.ts';
import { ProgressLine } from '../progress-line.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { bytes, counted, document, facts } from '../rest/tell.ts';
import { requireRoom } from '../setup-files/new-file.ts';
import type { Shell } from '../shell.ts';
import { requireWritableFolder } from '../writable.ts';
import { requireOwn } from './own-folder.ts';
import { writeSite } from './site.ts';

export interface ArchiveOptions extends RestOptions {
  output: string;
  /** false: only the first and the last state of each chain. */
  states?: boolean;
  withPhase1?: boolean;
}

/** Fetches what is missing and writes the rest anew. Run again, it goes on where it was. */
export async function archive(named: string, options: ArchiveOptions, shell: Shell): Promise<void> {
  await requireWritableFolder(options.output);
  const { client, ceremony } = await findCeremony(named, options, shell);
  const folder = archiveFolder(options.output);
  await requireOwn(folder, ceremony.slug);
  const line = new ProgressLine(shell);
  const world = nodeSurroundings();
  const { signal } = shell;
  try {
    const made = await fetchRecord(client, ceremony.id, folder, {
      states: options.states === false ? 'latest' : 'every',
      whole: true,
      progress: (what, done, total, unit) => line.bar(what, done, total, unit),
      signal,
    });
    await fetchFiles(world, made, folder, {
      sources: true,
      phase1: options.withPhase1 === true,
      plan: async (missing) => {
        if (missing > 0) line.line(`${bytes(missing)} or more are downloaded to ${options.output}`);
        await requireRoom(options.output, missing + (await composedBytes(made, folder)));
      },
      received: (name, done, total) => line.bar(`Downloading ${name}`, done, total, 'bytes'),
      note: (text) => line.line(`${shell.style('yellow', 'Note:')} ${text}`),
      signal,
    });
    line.stage('Putting the last zkeys together');
    await composeLasts(made, folder);
    if (made.ceremony.scheme === 'KZG') await keepTranscript(client.server, made, folder, line, shell);
    line.stage('Writing the pages');
    await writeSite(folder, made);
    const sums = await writeSums(folder, (done, total) => line.bar('Hashing', done, total));
    line.clear();
    await tell(folder, made, sums, options, shell);
  } finally {
    line.clear();
  }
}

/** Of powers that are not frozen yet the transcript is what the sequencer tells. */
async function keepTranscript(
  server: string,
  { ceremony, artifacts }: Archive,
  folder: ArchiveFolder,
  line: ProgressLine,
  shell: Shell,
): Promise<void> {
  const frozen = artifacts.find(({ kind }) => kind === 'transcript');
  if (frozen) return;
  const file = await downloadTranscript(nodeSurroundings(), sequencerUrl(`${server}/c/${ceremony.slug}`), {
    received: (done, total) => line.bar('Downloading the transcript', done, total, 'bytes'),
    signal: shell.signal,
  });
  try {
    await copyFile(file.path, join(folder.path, ARCHIVE_FILES.transcript));
  } finally {
    await file.remove();
  }
}

async function tell(
  folder: ArchiveFolder,
  { ceremony, circuits }: Archive,
  sums: ReadonlyMap<string, string>,
  options: ArchiveOptions,
  shell: Shell,
): Promise<void> {
  let size = 0;
  for (const name of sums.keys()) size += (await folder.size(name)) ?? 0;
  const contributions = circuits.reduce((sum, circuit) => sum + circuit.contributions, 0);
  if (options.json) {
    const { slug, status, manifestHash: manifest } = ceremony;
    document(shell, { folder: folder.path, slug, status, manifest, contributions, files: sums.size, size });
    return;
  }
  shell.out(shell.style('green', `${ceremony.slug} is in ${folder.path}.`));
  facts(shell, [
    ['Status', ceremony.status],
    ['Contributions', contributions],
    ['Files', `${counted(sums.size, 'file', 'files')}, ${bytes(size)}`],
    ['Manifest', ceremony.manifestHash],
  ]);
  if (ceremony.status !== 'FINALIZED' && ceremony.status !== 'CANCELED')
    shell.err('It is not over yet: run the same command again to go on.\n');
  const command = invocation(process.argv[1], process.cwd());
  shell.err(`It verifies without the server: ${command} verify ${folder.path}\n`);
}
