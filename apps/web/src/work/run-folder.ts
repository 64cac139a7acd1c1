/** Where a contribution's files lie in this browser, and what is noted of a run so that a later one goes on. */
import { hashOf } from '@brebaje/client/fingerprint';
import { opfsWorkStore } from '@brebaje/client/groth16/opfs-work-store';
import { volatileWorkStore } from '@brebaje/client/groth16/volatile-work-store';
import type { WorkStore } from '@brebaje/client/groth16/work-store';
import type { Scheme, WorkReceipt } from './state.ts';

/** A run that was begun and has not come to an end. No secret is in it. */
export interface RunNote {
  scheme: Scheme;
  userId: number;
  /** As transcripts and records name the person. */
  identity: string;
  since: number;
  /** Last sign of life. */
  touched: number;
  /** Another browser of the person was at work when this run began, and this one only looked on. */
  elsewhere?: boolean;
  /** A wallet had signed for it: the signature itself, and what it signs, end with the page. */
  signed?: boolean;
  /** The person has stopped it: it goes on only when they say so. */
  stopped: boolean;
}

export interface RunFolder {
  store: WorkStore;
  run: RunNote | undefined;
  /** Finished work waits to be accepted. */
  finished: boolean;
  receipts: WorkReceipt[];
  /** Everything ends with the page: this window keeps nothing. */
  volatile: boolean;
  keepRun(run: RunNote): Promise<void>;
  keepReceipt(receipt: WorkReceipt): Promise<void>;
  /** The run is over: what is left are receipts. */
  end(): Promise<void>;
  close(): Promise<void>;
}

const ROOT = 'brebaje-work';
const RUN = 'run.json';
const RECEIPTS = 'receipts.json';
/** What nobody has come back to for so long is removed; receipts stay. */
const OBSOLETE_AFTER = 30 * 86_400_000;
/** Finished work: its note is written when everything else of it is there. */
export const FINISHED = /^(?:\d+\.work|kzg)\.json$/;

async function root(): Promise<FileSystemDirectoryHandle> {
  const top = await navigator.storage.getDirectory();
  return top.getDirectoryHandle(ROOT, { create: true });
}

const nameOf = (server: string, ceremonyId: number) =>
  `${hashOf(new TextEncoder().encode(server)).slice(0, 16)}-${ceremonyId}-`;

/** The person of the latest run at a ceremony in this browser; for when the server cannot be asked. */
export async function latestUser(server: string, ceremonyId: number): Promise<number | undefined> {
  const folders = await root().catch(unavailable);
  if (!folders) return undefined;
  const prefix = nameOf(server, ceremonyId);
  let latest: RunNote | undefined;
  for await (const name of folders.keys()) {
    if (!name.startsWith(prefix)) continue;
    const run = await readNote(await folders.getDirectoryHandle(name));
    if (run && run.touched > (latest?.touched ?? 0)) latest = run;
  }
  return latest?.userId;
}

/** Opens the folder of a person's work at a ceremony, and makes it where there is none. */
export async function openRunFolder(server: string, ceremonyId: number, userId: number): Promise<RunFolder> {
  const folders = await root().catch(unavailable);
  if (!folders) return volatileFolder();
  const folder = await folders.getDirectoryHandle(`${nameOf(server, ceremonyId)}${userId}`, {
    create: true,
  });
  const store = await opfsWorkStore(folder);
  let finished = false;
  for await (const name of folder.keys()) finished ||= FINISHED.test(name);
  const all: RunFolder = {
    store,
    run: read<RunNote>(await store.readNote(RUN)),
    finished,
    receipts: read<WorkReceipt[]>(await store.readNote(RECEIPTS)) ?? [],
    volatile: false,
    async keepRun(run) {
      all.run = run;
      await store.writeNote(RUN, JSON.stringify(run));
    },
    async keepReceipt(receipt) {
      all.receipts = [...all.receipts.filter(({ hash }) => hash !== receipt.hash), receipt];
      await store.writeNote(RECEIPTS, JSON.stringify(all.receipts));
    },
    async end() {
      all.run = undefined;
      all.finished = false;
      for await (const name of folder.keys())
        if (name !== RECEIPTS && !name.includes('~')) await store.remove(name);
    },
    close: () => store.close(),
  };
  return all;
}

/** Private windows of some browsers, and pages without TLS, have no files of their own. */
function unavailable(error: unknown): undefined {
  const refused = error instanceof DOMException && ['SecurityError', 'NotAllowedError'].includes(error.name);
  if (refused || error instanceof TypeError) return undefined;
  throw error;
}

function volatileFolder(): RunFolder {
  const all: RunFolder = {
    store: volatileWorkStore(),
    run: undefined,
    finished: false,
    receipts: [],
    volatile: true,
    async keepRun(run) {
      all.run = run;
    },
    async keepReceipt(receipt) {
      all.receipts.push(receipt);
    },
    async end() {
      all.run = undefined;
    },
    close: async () => {},
  };
  return all;
}

/** Removes files of runs that nobody has gone on with for a month. Folders in use are left alone. */
export async function removeObsolete(now: number): Promise<void> {
  const folders = await root().catch(unavailable);
  if (!folders) return;
  for await (const name of folders.keys()) {
    const folder = await folders.getDirectoryHandle(name);
    const run = await readNote(folder);
    if (!run || now - run.touched < OBSOLETE_AFTER) continue;
    for await (const file of folder.keys())
      if (file !== RECEIPTS) await folder.removeEntry(file).catch(() => {});
  }
}

async function readNote(folder: FileSystemDirectoryHandle): Promise<RunNote | undefined> {
  // Another tab may write or end the run at this moment.
  const text = await folder
    .getFileHandle(RUN)
    .then((handle) => handle.getFile())
    .then((file) => file.text())
    .catch(() => undefined);
  return read<RunNote>(text);
}

/** What a folder of our own has; undefined when it was damaged. */
function read<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
