import { giveBack } from '@brebaje/curves/spare-memory';
import type { ByteSource } from '@brebaje/groth16/files/source';
import type { ShownDraft } from '@brebaje/protocol/rest/drafts';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import { ClientError, stopped } from '../client-error.ts';
import { pauseAfter } from '../patience.ts';
import { isObject } from '../plain.ts';
import { type RestClient, RestRefusal } from '../rest/rest-client.ts';
import type { Surroundings } from '../surroundings.ts';
import { addressOf } from './place.ts';
import { plainEtag, type SignedPart, sendPart } from './send-part.ts';
import type { Trouble } from './steady.ts';

/** A file of a circuit that is being registered. */
export interface CircuitFileUpload {
  draftId: number;
  kind: DraftFile;
  source: ByteSource;
  sent?: (bytes: number, total: number) => void;
  emit?: (event: Trouble) => void;
  signal?: AbortSignal | undefined;
}

/** As the server shows it. */
interface Upload {
  id: number;
  partSize: number;
  state: string;
  parts: { number: number; size: number; etag: string }[];
}

/** Addresses that are asked for at once. */
const SIGNED_AT_ONCE = 50;
/** Parts that are sent at once: each is in memory. */
const AT_ONCE = 3;
/** Rounds in which the server does not take what it has. */
const MOST_ROUNDS = 8;
const LONGEST_PAUSE = 15_000;
/** Questions whether a file has been put together: an hour and more. */
const MOST_QUESTIONS = 100;
const REPEATED = ['PARTS_DIFFER', 'UPLOAD_CLOSED'];

/**
 * Uploads a file of a circuit in parts. An upload of it that was begun before goes on: parts that the server has by
 * their SHA-256 are not sent again. Throws UNREACHABLE, SERVER_FAULT, REFUSED, STOPPED.
 */
export async function uploadCircuitFile(
  world: Surroundings,
  client: RestClient,
  upload: CircuitFileUpload,
): Promise<{ sha256: string; size: number }> {
  const { signal } = upload;
  for (let round = 1; ; round++) {
    const begun = await begin(client, upload);
    const etags = await sendMissing(world, client, begun, upload);
    const stored = etags && (await complete(world, client, begun, etags, signal));
    if (stored) return stored;
    if (round >= MOST_ROUNDS)
      throw new ClientError('SERVER_FAULT', 'the server does not take the parts that it has', {
        next: 'run the same command again: what has arrived is kept',
      });
    await world.sleep(pauseAfter(round, LONGEST_PAUSE, world.random()), signal).catch(() => {
      throw stopped(signal);
    });
  }
}

/** The upload of this file that is open, else a new one. */
async function begin(
  client: RestClient,
  { draftId, kind, source, signal }: CircuitFileUpload,
): Promise<Upload> {
  const ask = { ...(signal ? { signal } : {}) };
  const draft = await client.call<ShownDraft>({ method: 'GET', path: `/drafts/${draftId}`, ...ask });
  const open = draft.body.uploads.find((one) => one.kind === kind && one.size === source.size);
  if (open) return (await client.call<Upload>({ method: 'GET', path: `/uploads/${open.id}`, ...ask })).body;
  const path = `/drafts/${draftId}/uploads`;
  const body = { kind, size: source.size };
  return (await client.call<Upload>({ method: 'POST', path, body, ...ask })).body;
}

/** Sends what has not arrived. Answers the etag of every part, or null when some were not taken. */
async function sendMissing(
  world: Surroundings,
  client: RestClient,
  upload: Upload,
  { source, sent, emit, signal }: CircuitFileUpload,
): Promise<string[] | null> {
  const count = Math.ceil(source.size / upload.partSize);
  const rangeOf = (number: number) => ({
    from: (number - 1) * upload.partSize,
    to: Math.min(number * upload.partSize, source.size),
  });
  const etags: (string | undefined)[] = Array.from({ length: count });
  const missing: number[] = [];
  let done = 0;
  for (let number = 1; number <= count; number++) {
    const there = upload.parts.find((part) => part.number === number);
    const { from, to } = rangeOf(number);
    if (there && plainEtag(there.etag) === (await sha256Of(source, from, to))) {
      etags[number - 1] = plainEtag(there.etag);
      done += to - from;
    } else missing.push(number);
  }
  sent?.(done, source.size);
  const options = { ...(emit ? { emit } : {}), signal };
  while (missing.length > 0) {
    const { body } = await client.call<{ parts: SignedPart[] }>({
      method: 'POST',
      path: `/uploads/${upload.id}/parts`,
      body: { numbers: missing.splice(0, SIGNED_AT_ONCE) },
      ...(signal ? { signal } : {}),
    });
    const queue = [...body.parts];
    const send = async () => {
      for (let part = queue.shift(); part; part = queue.shift()) {
        const headers = isObject(part.headers) ? (part.headers as Record<string, string>) : {};
        const url = addressOf(client.server, part.url);
        const { from, to } = rangeOf(part.number);
        const read = () => source.read(from, to);
        etags[part.number - 1] = await sendPart(world, { url, headers, read }, options);
        done += to - from;
        sent?.(done, source.size);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  }
  return etags.every((etag) => etag !== undefined) ? etags : null;
}

async function sha256Of(source: ByteSource, from: number, to: number): Promise<string> {
  const bytes = await source.read(from, to);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  giveBack(bytes);
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Hands the parts in. Large files take the server a while: where the answer does not come it is asked again, which
 * changes nothing. Null: what has arrived is to be looked at again.
 */
async function complete(
  world: Surroundings,
  client: RestClient,
  { id }: Upload,
  etags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ sha256: string; size: number } | null> {
  const parts = etags.map((etag, index) => ({ number: index + 1, etag }));
  const request = { method: 'POST' as const, path: `/uploads/${id}/complete`, body: { parts } };
  for (let attempt = 1; ; attempt++) {
    try {
      const { body } = await client.call<{ sha256: string; size: number }>({
        ...request,
        ...(signal ? { signal } : {}),
      });
      return body;
    } catch (error) {
      const again = error instanceof RestRefusal && REPEATED.includes(error.serverCode ?? '');
      if (again) return null;
      const lost = error instanceof ClientError && error.code === 'UNREACHABLE';
      if (!lost || attempt >= MOST_QUESTIONS || signal?.aborted) throw error;
    }
    await world.sleep(pauseAfter(attempt, LONGEST_PAUSE, world.random()), signal).catch(() => {
      throw stopped(signal);
    });
  }
}
