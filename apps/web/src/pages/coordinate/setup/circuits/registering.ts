/** Circuits on their way to the server. They live beside the pages: leaving one stops nothing. */
import { ClientError } from '@brebaje/client/client-error';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useSyncExternalStore } from 'react';
import { queries, rest } from '../../../../server/rest.ts';
import { type Asked, send } from './ask-worker.ts';
import { FILE_KINDS, type FileKind } from './file-messages.ts';
import { forgetFiles, keepFiles } from './kept-files.ts';

export type Draft = AnswerBody<'readDraft'>;

/** A file that was looked at and hashed. */
export interface ChosenFile {
  readonly kind: FileKind;
  readonly file: File;
  readonly sha256: string;
  readonly handle?: FileSystemFileHandle | undefined;
}

/** How a file gets on. */
export interface FileOnItsWay {
  readonly kind: FileKind;
  readonly name: string;
  readonly size: number;
  readonly done: number;
  readonly state: 'waiting' | 'sending' | 'there';
  readonly trouble?: string | undefined;
}

/** A circuit whose files are sent now, or could not be. */
export interface OnItsWay {
  readonly ceremonyId: number;
  readonly slug: string;
  readonly files: readonly FileOnItsWay[];
  readonly error?: unknown;
  stop(): void;
}

let all: readonly OnItsWay[] = [];
const listeners = new Set<() => void>();

function change(ceremonyId: number, slug: string, next: OnItsWay | undefined): void {
  const others = all.filter((one) => one.ceremonyId !== ceremonyId || one.slug !== slug);
  all = next ? [...others, next] : others;
  for (const listener of listeners) listener();
}

const find = (ceremonyId: number, slug: string) =>
  all.find((one) => one.ceremonyId === ceremonyId && one.slug === slug);

/** What is on its way in this tab. */
export function useOnTheirWay(): readonly OnItsWay[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

/** Puts what failed or was stopped away. */
export function putAway(ceremonyId: number, slug: string): void {
  change(ceremonyId, slug, undefined);
}

/** Uploads of one phase 1 for several circuits: the first sends it, the others take it by its hash. */
const phases = new Map<string, Promise<unknown>>();

/** What is said of a circuit, as the interface takes it. */
export type About = { slug: string } & Record<string, unknown>;

/**
 * Registers a circuit: its draft, its files, its start. What the server has is not sent again. `about` with the slug
 * alone leaves what is said as it is.
 */
export async function register(
  ceremony: { id: number; slug: string },
  about: About,
  chosen: readonly ChosenFile[],
): Promise<void> {
  const { slug } = about;
  const stop = new AbortController();
  const files = FILE_KINDS.flatMap((kind) => chosen.filter((one) => one.kind === kind));
  let asked: Asked | undefined;
  const way: OnItsWay = {
    ceremonyId: ceremony.id,
    slug,
    files: files.map(({ kind, file }) => ({
      kind,
      name: file.name,
      size: file.size,
      done: 0,
      state: 'waiting',
    })),
    stop() {
      stop.abort();
      asked?.stop();
    },
  };
  change(ceremony.id, slug, way);
  const tell = (kind: FileKind, more: Partial<FileOnItsWay>) => {
    const now = find(ceremony.id, slug);
    if (!now) return;
    const told = now.files.map((file) => (file.kind === kind ? { ...file, ...more } : file));
    change(ceremony.id, slug, { ...now, files: told });
  };
  try {
    const draft = await draftFor(ceremony.id, about);
    const kept = files.map(({ kind, file, sha256, handle }) => ({
      kind,
      name: file.name,
      size: file.size,
      sha256,
      handle,
    }));
    await keepFiles(ceremony.slug, slug, kept);
    await queries.invalidateQueries({ queryKey: ['coordinate', ceremony.id] });
    for (const one of files) {
      requireGoingOn(stop.signal);
      const { kind, file, sha256 } = one;
      const there = draft.files.some((known) => known.kind === kind && known.sha256 === sha256);
      const upload = async () => {
        requireGoingOn(stop.signal);
        if (kind === 'ptau' && (await isKnown(draft.id, sha256))) return;
        tell(kind, { state: 'sending' });
        await send(
          file,
          { draftId: draft.id, kind },
          {
            progress(done) {
              // What is sent once more is no progress.
              const before = find(ceremony.id, slug)?.files.find((known) => known.kind === kind)?.done ?? 0;
              tell(kind, { done, ...(done > before ? { trouble: undefined } : {}) });
            },
            trouble: (reason) => tell(kind, { trouble: reason }),
            begun: (question) => {
              asked = question;
            },
          },
        );
      };
      if (!there) await (kind === 'ptau' ? afterOthers(sha256, upload) : upload());
      tell(kind, { state: 'there', done: file.size });
    }
    await rest.call({ method: 'POST', path: `/drafts/${draft.id}/start` });
    await forgetFiles(ceremony.slug, slug);
    change(ceremony.id, slug, undefined);
  } catch (error) {
    change(ceremony.id, slug, { ...(find(ceremony.id, slug) ?? way), error });
  } finally {
    await queries.invalidateQueries({ queryKey: ['coordinate', ceremony.id] });
  }
}

function requireGoingOn(signal: AbortSignal): void {
  if (signal.aborted) throw new ClientError('STOPPED', 'stopped');
}

/** One after another for the same bytes; a failure of one is not the next one's. */
async function afterOthers(sha256: string, upload: () => Promise<void>): Promise<void> {
  const before = phases.get(sha256) ?? Promise.resolve();
  const own = before.catch(() => {}).then(upload);
  phases.set(sha256, own);
  await own;
}

async function draftFor(ceremonyId: number, { slug, ...said }: About): Promise<Draft> {
  const path = `/ceremonies/${ceremonyId}`;
  const { items } = (await rest.call<AnswerBody<'listDrafts'>>({ method: 'GET', path: `${path}/drafts` }))
    .body;
  const there = items.find((one) => one.slug === slug && one.state !== 'READY');
  if (!there)
    return (await rest.call<Draft>({ method: 'POST', path: `${path}/circuits`, body: { slug, ...said } }))
      .body;
  if (Object.keys(said).length === 0) return there;
  return (await rest.call<Draft>({ method: 'PATCH', path: `/drafts/${there.id}`, body: said })).body;
}

/** Whether the server has this phase 1; then the draft names it. */
async function isKnown(draftId: number, ptau: string): Promise<boolean> {
  const body = { ptauIfKnown: ptau };
  const draft = (await rest.call<Draft>({ method: 'PATCH', path: `/drafts/${draftId}`, body })).body;
  return draft.files.some(({ kind, sha256 }) => kind === 'ptau' && sha256 === ptau);
}

/** A browser asks before a tab with an upload is closed. */
addEventListener('beforeunload', (event) => {
  if (all.some(({ error }) => error === undefined)) event.preventDefault();
});
