/** A ceremony that is verified where there is no disk: its record and files come into a folder as grades need them. */
import type { Archive } from '@brebaje/protocol/archive';
import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { browserFolder, chosenFile } from '../archive/browser-folder.ts';
import type { BrowserStorage } from '../archive/browser-storage.ts';
import { fetchFiles, keptPhases, metadataOf, phaseAt } from '../archive/fetch-files.ts';
import { describeCeremony, fetchRecord } from '../archive/fetch-record.ts';
import { type RangedFile, rangedFile, sizeAt } from '../archive/ranged-file.ts';
import { ClientError } from '../client-error.ts';
import { ConnectionError } from '../exchange.ts';
import { type RestClient, restClient } from '../rest/rest-client.ts';
import { sequencerUrl } from '../sequencer-url.ts';
import type { Surroundings } from '../surroundings.ts';
import { transcriptStream } from '../transcript-stream.ts';
import { readArchive } from './check-decided.ts';
import type { GivenFile } from './check-genesis.ts';
import type { Grade } from './grade-names.ts';
import { filesOfGrade } from './grades.ts';

export interface FetchSteps {
  /** Bytes of a file, or shares of the record. */
  received: (name: string, done: number, total: number | undefined) => void;
  note: (text: string) => void;
  signal: AbortSignal;
}

export interface Workspace {
  readonly folder: ArchiveFolder;
  /** What the ceremony is, before anything of it is verified. */
  describe(signal: AbortSignal): Promise<Archive>;
  /** Gets what a grade needs; `have`: SHA-256 of files that somebody gave, which are not fetched. */
  prepare(grade: Grade, have: ReadonlySet<string>, steps: FetchSteps): Promise<Archive>;
  /** Phases 1 that stay at the server, since there is no room for them. */
  readonly ranged: readonly (GivenFile & RangedFile)[];
  /** Bytes that were downloaded so far. */
  readonly downloaded: number;
}

/** An archive that somebody gave, by the names in it; nothing is fetched. */
export function givenWorkspace(files: ReadonlyMap<string, Blob>, storage: BrowserStorage): Workspace {
  const folder = browserFolder('the archive', files, storage.files());
  return {
    folder,
    ranged: [],
    downloaded: 0,
    describe: () => readArchive(folder),
    prepare: () => readArchive(folder),
  };
}

/** A ceremony at its server. */
export function servedWorkspace(
  world: Surroundings,
  { server, slug }: { server: string; slug: string },
  storage: BrowserStorage,
): Workspace {
  const client = restClient(world, server, undefined);
  const folder = browserFolder(`${server}/c/${slug}`, new Map(), storage.files());
  let final: Archive | undefined;
  const counts = new Map<string, number>();
  const ranged: (GivenFile & RangedFile)[] = [];
  const fetched: Workspace = {
    folder,
    ranged,
    get downloaded() {
      return [...counts.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
    async describe(signal) {
      const id = await idOf(client, slug, signal);
      return describeCeremony(client, id, { states: 'latest', whole: false, signal });
    },
    async prepare(grade, have, steps) {
      const { signal } = steps;
      const received = (name: string, done: number, total: number | undefined) => {
        counts.set(name, done);
        steps.received(name, done, total);
      };
      if (final)
        return fetchNeeded(world, final, folder, storage, { grade, have, ranged, ...steps, received });
      const id = await idOf(client, slug, signal);
      const described = await fetched.describe(signal);
      const live = described.ceremony.scheme === 'KZG' && described.ceremony.status !== 'FINALIZED';
      // The record comes after the transcript: what was contributed meanwhile is in its log.
      if (live && grade !== 'receipt') await fetchTranscript(world, server, slug, folder, received, signal);
      const archive = await fetchRecord(client, id, folder, {
        states: 'latest',
        whole: false,
        progress: (what, done, total) => steps.received(what, done, total),
        signal,
      });
      if (archive.ceremony.status === 'FINALIZED') final = archive;
      return fetchNeeded(world, archive, folder, storage, { grade, have, ranged, ...steps, received });
    },
  };
  return fetched;
}

async function idOf(client: RestClient, slug: string, signal: AbortSignal): Promise<number> {
  const path = /^\d+$/.test(slug) ? `/ceremonies/${slug}` : `/ceremonies/by-slug/${encodeURIComponent(slug)}`;
  const { body } = await client.call<{ id: number }>({ method: 'GET', path, signal });
  return Number(body.id);
}

async function fetchNeeded(
  world: Surroundings,
  archive: Archive,
  folder: ArchiveFolder,
  storage: BrowserStorage,
  {
    grade,
    have,
    ranged,
    ...steps
  }: FetchSteps & { grade: Grade; have: ReadonlySet<string>; ranged: (GivenFile & RangedFile)[] },
): Promise<Archive> {
  const wanted = filesOfGrade(archive, grade);
  if (grade === 'genesis') await leaveLarge(world, archive, folder, storage, { have, ranged, ...steps });
  const given = namesOf(archive, new Set([...have, ...ranged.map(({ sha256 }) => sha256)]));
  await fetchFiles(world, archive, folder, {
    sources: true,
    phase1: true,
    only: (name) => wanted(name) && !given.has(name),
    plan: async (missing) => {
      const room = await storage.room();
      if (room !== undefined && missing > room)
        throw new ClientError(
          'TOO_LARGE',
          `${missing} bytes are to be downloaded, and the browser has room for ${room}`,
          {
            next: 'free space on the disk, give the files yourself, or verify by the command',
          },
        );
    },
    ...steps,
  });
  return archive;
}

/** Of the room there is, what one phase 1 may take. */
const MOST_SHARE = 0.8;

/** Phases 1 for which there is no room are read where they are; nothing else has such sizes. */
async function leaveLarge(
  world: Surroundings,
  archive: Archive,
  folder: ArchiveFolder,
  storage: BrowserStorage,
  {
    have,
    ranged,
    received,
    signal,
  }: FetchSteps & { have: ReadonlySet<string>; ranged: (GivenFile & RangedFile)[] },
): Promise<void> {
  if (archive.ceremony.scheme !== 'GROTH16') return;
  for (const circuit of archive.circuits) {
    const file = phaseAt(archive.server, metadataOf(circuit));
    if (!file || have.has(file.sha256) || ranged.some(({ sha256 }) => sha256 === file.sha256)) continue;
    const name = ARCHIVE_FILES.ptau(file.sha256);
    if ((await folder.size(name)) !== undefined) continue;
    const room = await storage.room();
    if (room === undefined) continue;
    const size = await sizeAt(world, file, signal);
    if (size === undefined || size < MOST_SHARE * room) continue;
    const steps = { received: (done: number, total = size) => received(name, done, total), signal };
    ranged.push({ name, ...(await rangedFile(world, file, folder, steps)) });
  }
}

/** What r1cs and ptau that somebody has are called in the archive. */
function namesOf({ circuits }: Archive, have: ReadonlySet<string>): Set<string> {
  const names = new Set([...have].map((sha256) => ARCHIVE_FILES.ptau(sha256)));
  for (const { slug, metadata } of circuits) {
    const r1cs = metadata.r1cs as { sha256?: string } | undefined;
    if (r1cs?.sha256 !== undefined && have.has(r1cs.sha256)) names.add(ARCHIVE_FILES.r1cs(slug));
  }
  return names;
}

const ATTEMPTS = 4;

/** The transcript of powers that are not frozen yet, whole. */
async function fetchTranscript(
  world: Surroundings,
  server: string,
  slug: string,
  folder: ArchiveFolder,
  received: (name: string, done: number, total: number | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  const name = ARCHIVE_FILES.transcript;
  for (let attempt = 1; ; attempt++) {
    const writer = await folder.write(name, 0);
    try {
      const chunks = await transcriptStream(world, sequencerUrl(`${server}/c/${slug}`), {
        received: (done, total) => received(name, done, total),
        signal,
      });
      for await (const chunk of chunks) await writer.write(chunk);
      return;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      if (attempt === ATTEMPTS)
        throw new ClientError('UNREACHABLE', `the download keeps breaking off: ${error.message}`, {
          next: 'try again',
          cause: error,
        });
      await world.sleep(1000 * attempt, signal);
    } finally {
      await writer.close();
    }
  }
}

/** The phases 1 in the folder, and those that somebody chose. */
export async function phaseFiles(
  archive: Archive,
  folder: ArchiveFolder,
  chosen: readonly File[],
): Promise<GivenFile[]> {
  const kept = await keptPhases(archive, folder);
  return [...kept.map((name) => ({ name, open: () => folder.open(name) })), ...chosen.map(chosenAs)];
}

/** A file that somebody chose, as one that they gave. */
export function chosenAs(file: File): GivenFile {
  return { name: file.name, open: async () => chosenFile(file) };
}
