/** `brebaje verify` of ceremonies of circuits: from a server, or from an archive without one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveFolder } from '@brebaje/client/archive/archive-folder';
import { fetchFiles, keptPhases } from '@brebaje/client/archive/fetch-files';
import { fetchRecord } from '@brebaje/client/archive/fetch-record';
import { archiveFolder, nodeHashing } from '@brebaje/client/archive/node-archive-folder';
import { ClientError } from '@brebaje/client/client-error';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { restClient } from '@brebaje/client/rest/rest-client';
import { type CheckOptions, checkCeremony } from '@brebaje/client/verify/check-ceremony';
import type { GivenFile, Phase1File } from '@brebaje/client/verify/check-genesis';
import { expectationOf, expectedOf } from '@brebaje/client/verify/expectation';
import { hashesOf } from '@brebaje/client/verify/hashes-of';
import { openFile } from '@brebaje/groth16/files/file-source';
import type { Archive } from '@brebaje/protocol/archive';
import { requireOwn } from '../archive/own-folder.ts';
import { readReceiptFile } from '../commands/receipt.ts';
import type { VerifyOptions } from '../commands/verify.ts';
import { startEngine } from '../contribute/start-engine.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { bytes } from '../rest/tell.ts';
import { requireRoom } from '../setup-files/new-file.ts';
import type { Shell } from '../shell.ts';
import { requireWritableFolder } from '../writable.ts';
import { tellFinding, tellVerdict } from './tell-circuits.ts';

/** Fetches what is needed into a folder, verifies it there, and removes it unless it is to be kept. */
export async function verifyServed(
  { server, slug }: { server: string; slug: string },
  options: VerifyOptions,
  shell: Shell,
): Promise<void> {
  const kept = options.keep;
  if (kept !== undefined) await requireWritableFolder(kept);
  // What cannot be read is said before anything is downloaded.
  const given = await givenBy(options, shell);
  const path = kept ?? (await mkdtemp(join(tmpdir(), 'brebaje-verify-')));
  const line = new ProgressLine(shell);
  try {
    const folder = archiveFolder(path);
    await requireOwn(folder, slug);
    const world = nodeSurroundings();
    const client = restClient(world, server, undefined);
    const named = `/ceremonies/by-slug/${encodeURIComponent(slug)}`;
    const { body } = await client.call<{ id: number }>({ method: 'GET', path: named, signal: shell.signal });
    const archive = await fetchRecord(client, Number(body.id), folder, {
      states: options.each ? 'every' : 'latest',
      whole: false,
      progress: (what, done, total, unit) => line.bar(what, done, total, unit),
      signal: shell.signal,
    });
    if (!options.quick)
      await fetchFiles(world, archive, folder, {
        sources: options.withPhase1 === true || (options.ptau ?? []).length > 0,
        phase1: options.withPhase1 === true,
        plan: async (missing) => {
          if (missing > 0) line.line(`${bytes(missing)} or more are downloaded to ${path}`);
          await requireRoom(path, missing);
        },
        received: (name, done, total) => line.bar(`Downloading ${name}`, done, total, 'bytes'),
        note: (text) => line.line(`${shell.style('yellow', 'Note:')} ${text}`),
        signal: shell.signal,
      });
    const own = {
      ...given,
      phases: [...(given.phases ?? []), ...(await phasesIn(folder, archive, options, line))],
    };
    await verifyIn({ folder, archive, what: `${server}/c/${slug}`, given: own }, options, shell);
  } finally {
    line.clear();
    if (kept === undefined) await rm(path, { recursive: true, force: true });
  }
}

/** The phases 1 that lie in the folder itself. */
export async function phasesIn(
  folder: ArchiveFolder,
  archive: Archive,
  options: VerifyOptions,
  line: ProgressLine,
): Promise<Phase1File[]> {
  const kept = options.quick ? [] : await keptPhases(archive, folder);
  return phasesOf(
    kept.map((name) => ({ name: `${folder.path}/${name}`, open: () => folder.open(name) })),
    options,
    line,
  );
}

/** What somebody gives beside the ceremony. */
type Given = Pick<CheckOptions, 'expected' | 'known' | 'receipts' | 'phases' | 'r1cs'>;

/** Reads it. Throws CommandError for what is none. */
export async function givenBy(options: VerifyOptions, shell: Shell): Promise<Given> {
  const line = new ProgressLine(shell);
  try {
    return {
      ...expectations(options),
      receipts: await receiptsOf(options),
      phases: await phasesOf((options.ptau ?? []).map(fileAt), options, line),
      r1cs: await hashed((options.r1cs ?? []).map(fileAt), line),
    };
  } finally {
    line.clear();
  }
}

/** Verifies what is in a folder. Throws CommandError when it is wrong, or a receipt's contribution is not in it. */
export async function verifyIn(
  { folder, archive, what, given }: { folder: ArchiveFolder; archive: Archive; what: string; given: Given },
  options: VerifyOptions,
  shell: Shell,
): Promise<void> {
  const line = new ProgressLine(shell);
  const engines = new Map<string, Awaited<ReturnType<typeof startEngine>>['engine']>();
  try {
    const checked = await checkCeremony(folder, archive, {
      ...(options.quick && { parts: new Set() }),
      ...(options.each && { each: true }),
      ...given,
      async engine(curve) {
        const engine =
          engines.get(curve) ?? (await startEngine({ line, shell }, options.threads, curve)).engine;
        engines.set(curve, engine);
        return engine;
      },
      tell: (finding) => {
        line.clear();
        if (!options.json) tellFinding(finding, shell);
      },
      progress: (check, circuit, done, total) =>
        line.bar(`Verifying ${check}${circuit === undefined ? '' : ` of ${circuit}`}`, done, total),
      signal: shell.signal,
    });
    line.clear();
    tellVerdict(checked, archive, what, options, shell);
  } catch (error) {
    if (shell.signal.aborted) throw new ClientError('STOPPED', 'stopped', { cause: error });
    throw error;
  } finally {
    line.clear();
    for (const engine of engines.values()) await engine.close();
  }
}

/** The manifest's hash, or events of the log with theirs. */
export function expectations({ expect = [] }: VerifyOptions) {
  const all = expect.map((text) => {
    const one = expectedOf(text);
    if (!one)
      throw new CommandError(
        EXIT.usage,
        `${text} is neither the SHA-256 of a manifest nor <number>:<hash> of an event`,
        'as somebody published it, or an earlier run printed it',
      );
    return one;
  });
  return expectationOf(all);
}

async function receiptsOf({ receipt = [] }: VerifyOptions) {
  const receipts = [];
  for (const path of receipt) receipts.push(readReceiptFile(await readFile(path, 'utf8')));
  return receipts;
}

const fileAt = (path: string): GivenFile => ({ name: path, open: () => openFile(path) });

async function phasesOf(
  files: readonly GivenFile[],
  { ptauHash = [] }: VerifyOptions,
  line: ProgressLine,
): Promise<Phase1File[]> {
  const phases: Phase1File[] = [];
  for (const file of files) {
    const { sha256, blake2b } = await hashedFile(file, line);
    phases.push({ ...file, sha256, blake2b, known: ptauHash.includes(sha256) || ptauHash.includes(blake2b) });
  }
  return phases;
}

async function hashed(files: readonly GivenFile[], line: ProgressLine): Promise<Map<string, GivenFile>> {
  const found = new Map<string, GivenFile>();
  for (const file of files) found.set((await hashedFile(file, line)).sha256, file);
  return found;
}

const hashedFile = (file: GivenFile, line: ProgressLine) =>
  hashesOf(nodeHashing, file, (done, total) => line.bar(`Hashing ${file.name}`, done, total));
