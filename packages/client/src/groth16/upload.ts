import { giveBack } from '@brebaje/curves/spare-memory';
import { streamOf } from '@brebaje/groth16/files/source';
import { ClientError, stopped } from '../client-error.ts';
import { pauseAfter } from '../patience.ts';
import { isObject } from '../plain.ts';
import { RestRefusal } from '../rest/rest-client.ts';
import type { Surroundings } from '../surroundings.ts';
import { addressOf } from './place.ts';
import { type PartBody, plainEtag, type SignedPart, sendPart } from './send-part.ts';
import type { SteadyClient, Trouble } from './steady.ts';
import type { Work } from './work.ts';
import type { StoredFile, WorkStore } from './work-store.ts';

/** What an upload needs. */
export interface UploadOptions {
  participantId: number;
  /** Keeps how far the upload is, so that a later run goes on. */
  keep: (work: Work) => Promise<void>;
  sent?: (bytes: number, total: number) => void;
  /** Hears of every byte that goes over the network. */
  moved?: (bytes: number) => void;
  emit?: (event: Trouble) => void;
  signal?: AbortSignal | undefined;
}

/** As the server shows it. */
interface Upload {
  id: number;
  turnId: number;
  size: number;
  partSize: number;
  state: string;
  parts: { number: number; size: number; etag: string }[];
}

/** What became of handing in. `over`: it is not this turn's any more; `unreadable`: to be mended within the turn. */
export type HandedIn = { done: 'received' | 'over' } | { done: 'unreadable'; why: string };

/** Addresses that are asked for at once. */
const SIGNED_AT_ONCE = 50;
/** Parts that are sent at once. */
const AT_ONCE = 3;
/** Rounds in which nothing gets on. */
const MOST_ROUNDS = 8;
const LONGEST_PAUSE = 15_000;

/**
 * Hands finished work in: its parts go to the addresses that the server signs, those that have arrived already
 * are not sent again, and the whole is completed. Throws UNREACHABLE, SERVER_FAULT, REFUSED, STOPPED.
 */
export async function handWorkIn(
  world: Surroundings,
  client: SteadyClient,
  store: WorkStore,
  file: string,
  work: Work,
  options: UploadOptions,
): Promise<HandedIn> {
  const source = await store.open(file);
  try {
    for (let round = 1; ; round++) {
      const upload = await openUpload(client, work, options);
      if (upload === 'over') return { done: 'over' };
      const result = await sendMissing(world, client, store, source, work, upload, options).then(
        () => complete(client, upload, work, source.size),
        closedMeanwhile(work),
      );
      if (result.done !== 'again') return result;
      if (round >= MOST_ROUNDS)
        throw new ClientError('SERVER_FAULT', 'the server does not take the parts that it has', {
          next: 'run the same command again: the finished work is kept and needs no new computation',
        });
      await world.sleep(pauseAfter(round, LONGEST_PAUSE, world.random()), options.signal).catch(() => {
        throw stopped(options.signal);
      });
    }
  } finally {
    await source.close();
  }
}

/** An upload that ended while its parts were sent: beginning another one tells whether the turn is still ours. */
function closedMeanwhile(work: Work): (error: unknown) => { done: 'again' } {
  return (error) => {
    if (!(error instanceof RestRefusal) || error.serverCode !== 'UPLOAD_CLOSED') throw error;
    delete work.upload;
    return { done: 'again' };
  };
}

/** The upload that was begun for this work, when it is still open, else a new one. */
async function openUpload(
  client: SteadyClient,
  work: Work,
  { participantId, keep }: UploadOptions,
): Promise<Upload | 'over'> {
  if (work.upload) {
    const { body } = await client
      .call<Upload>({ method: 'GET', path: `/uploads/${work.upload.id}` })
      .catch(notFound);
    const fits = body?.turnId === work.turnId && body.size === work.file.size;
    if (body && fits && body.state !== 'DISCARDED') return body;
    delete work.upload;
  }
  try {
    const { body } = await client.call<Upload>({
      method: 'POST',
      path: `/participants/${participantId}/uploads`,
      body: { kind: 'slim', size: work.file.size },
    });
    if (body.turnId !== work.turnId) return 'over';
    work.upload = { id: body.id, etags: {} };
    await keep(work);
    return body;
  } catch (error) {
    if (error instanceof RestRefusal && error.serverCode === 'NOT_YOUR_TURN') return 'over';
    throw error;
  }
}

function notFound(error: unknown): { body: undefined } {
  if (error instanceof RestRefusal && error.status === 404) return { body: undefined };
  throw error;
}

/** Sends what has not arrived, a few parts at a time. */
async function sendMissing(
  world: Surroundings,
  client: SteadyClient,
  store: WorkStore,
  source: StoredFile,
  work: Work,
  upload: Upload,
  options: UploadOptions,
): Promise<void> {
  if (upload.state !== 'OPEN') return;
  const { partSize } = upload;
  const count = Math.ceil(source.size / partSize);
  const rangeOf = (number: number) => ({
    from: (number - 1) * partSize,
    to: Math.min(number * partSize, source.size),
  });
  const etags = work.upload!.etags;
  const missing: number[] = [];
  let done = 0;
  for (let number = 1; number <= count; number++) {
    const { from, to } = rangeOf(number);
    const there = upload.parts.find((part) => part.number === number && part.size === to - from);
    if (there && (await isOurs(store, source, there.etag, etags[number], from, to))) {
      etags[number] = plainEtag(there.etag);
      done += to - from;
    } else missing.push(number);
  }
  const partly = new Map<number, number>();
  const tell = () =>
    options.sent?.(done + [...partly.values()].reduce((sum, sent) => sum + sent, 0), source.size);
  tell();
  while (missing.length > 0) {
    const numbers = missing.splice(0, SIGNED_AT_ONCE);
    const { body } = await client.call<{ parts: SignedPart[] }>({
      method: 'POST',
      path: `/uploads/${upload.id}/parts`,
      body: { numbers },
    });
    const queue = [...body.parts];
    const send = async () => {
      for (let part = queue.shift(); part; part = queue.shift()) {
        const { number } = part;
        const { from, to } = rangeOf(number);
        const url = addressOf(client.server, part.url);
        const headers = isObject(part.headers) ? (part.headers as Record<string, string>) : {};
        const read = bodyOf(source, from, to);
        const underWay = (sent: number) => {
          partly.set(number, sent);
          tell();
        };
        const etag = await sendPart(world, { url, headers, read }, { ...options, underWay });
        partly.delete(number);
        if (etag === undefined) continue;
        etags[number] = etag;
        done += to - from;
        tell();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    await options.keep(work);
  }
}

/**
 * Whether a part that storage has is of this work and no other: storage of ours names parts by their SHA-256,
 * others in ways of their own, which are only known from when the part was sent.
 */
async function isOurs(
  store: WorkStore,
  source: StoredFile,
  etag: string,
  known: string | undefined,
  from: number,
  to: number,
): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(plainEtag(etag))) return known === plainEtag(etag);
  const hash = store.sha256();
  for await (const bytes of streamOf(source, from, to)) {
    hash.update(bytes);
    giveBack(bytes);
  }
  return hash.hex() === plainEtag(etag);
}

/**
 * A part as a browser can send it without reading it into the page's memory. What could not be sent so is read: not
 * every browser gives away a file that is open.
 */
function bodyOf(source: StoredFile, from: number, to: number): PartBody {
  return async (attempt) => {
    const slice = attempt === 1 ? await source.slice?.(from, to).catch(() => undefined) : undefined;
    return slice ?? source.read(from, to);
  };
}

async function complete(
  client: SteadyClient,
  upload: Upload,
  work: Work,
  size: number,
): Promise<HandedIn | { done: 'again' }> {
  const etags = work.upload!.etags;
  const count = Math.ceil(size / upload.partSize);
  const parts = Array.from({ length: count }, (_, i) => ({ number: i + 1, etag: etags[i + 1] ?? '' }));
  if (upload.state === 'OPEN' && parts.some(({ etag }) => etag === '')) return { done: 'again' };
  try {
    await client.call({ method: 'POST', path: `/uploads/${upload.id}/complete`, body: { parts } });
    return { done: 'received' };
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error;
    switch (error.serverCode) {
      case 'NOT_A_CONTRIBUTION':
        return { done: 'unreadable', why: error.message };
      case 'NOT_YOUR_TURN':
        return { done: 'over' };
      case 'UPLOAD_CLOSED':
        delete work.upload;
        return { done: 'again' };
      case 'PARTS_DIFFER':
        return { done: 'again' };
      default:
        throw error;
    }
  }
}
