/**
 * Parts of uploads in a bucket, where each upload is a multipart upload of the store's own. People send parts
 * straight to the store; what they make is read once, and is a blob from then on.
 */
import { randomUUID } from 'node:crypto';
import { type Bucket, type BucketPart, MultipartGone } from '../store/s3/bucket.ts';
import { PartSizeDiffers, type PartStore, PartsGone, PartsSealed, type StoredPart } from './part-store.ts';

/** What must be known of an upload beside what the store tells. */
export interface MultipartNote {
  key: string;
  id: string;
  /** Parts of which the object is being made, or is made already: after a crash the store may list them no more. */
  sealed?: StoredPart[];
}

/** Notes of open uploads, which survive a crash. */
export interface MultipartNotes {
  /** `found` stands for what was read; undefined: the upload is not open. */
  read(upload: number): Promise<{ note: MultipartNote | null; found: string } | undefined>;
  /** False: somebody else has written since, or the upload is not open any more. */
  write(upload: number, found: string, note: MultipartNote | null): Promise<boolean>;
}

const START = 'uploads/';

/** `throughServer`: people send parts to this server, where a bucket does not let pages of other origins write. */
export function createS3Parts(
  bucket: Bucket,
  notes: MultipartNotes,
  { throughServer }: { throughServer: boolean },
): PartStore {
  /** The multipart upload, begun when its first part is on its way. */
  async function begun(upload: number): Promise<MultipartNote> {
    for (;;) {
      const noted = await notes.read(upload);
      if (!noted) throw new PartsGone(`upload ${upload} is not open`);
      if (noted.note?.sealed) throw new PartsSealed(`upload ${upload} is being put together`);
      if (noted.note) return noted.note;
      const key = `${START}${upload}-${randomUUID()}`;
      const note = { key, id: await bucket.begin(key) };
      if (await notes.write(upload, noted.found, note)) return note;
      await bucket.abort(key, note.id);
    }
  }

  /** From here on the object is of these parts or there is none. */
  async function seal(upload: number, parts: readonly StoredPart[]): Promise<MultipartNote> {
    for (;;) {
      const noted = await notes.read(upload);
      if (!noted?.note) throw new PartsGone(`upload ${upload} has no parts`);
      const sealed = [...parts];
      if (JSON.stringify(noted.note.sealed) === JSON.stringify(sealed)) return noted.note;
      if (noted.note.sealed) throw new PartsGone(`upload ${upload} was put together of other parts`);
      const note = { ...noted.note, sealed };
      if (await notes.write(upload, noted.found, note)) return note;
    }
  }

  /** Nothing can be made of what is there: parts are taken again, or anew when there is an object of them. */
  async function giveUp(upload: number, { key, id }: MultipartNote): Promise<never> {
    const made = (await bucket.size(key)) !== undefined;
    const noted = await notes.read(upload);
    if (
      noted?.note?.key === key &&
      (await notes.write(upload, noted.found, made ? null : { key, id })) &&
      made
    )
      await discard(key, id);
    throw new PartsGone(`upload ${upload} has other parts by now`);
  }

  async function discard(key: string, id: string): Promise<void> {
    await bucket.abort(key, id);
    await bucket.remove(key);
  }

  /** Nothing when the store has forgotten the upload. */
  async function partsOf({ key, id }: MultipartNote): Promise<BucketPart[] | undefined> {
    try {
      return await bucket.parts(key, id);
    } catch (error) {
      if (error instanceof MultipartGone) return undefined;
      throw error;
    }
  }

  /** What a store removes by itself after a while is begun anew. */
  async function beginAnew(upload: number, { id }: MultipartNote): Promise<void> {
    const noted = await notes.read(upload);
    if (noted?.note?.id === id) await notes.write(upload, noted.found, null);
  }

  /** Whether a store that goes on taking parts of what is complete has taken others. */
  async function replaced(note: MultipartNote): Promise<boolean> {
    const now = new Map(((await partsOf(note)) ?? []).map(({ number, etag }) => [number, etag]));
    return (note.sealed ?? []).some(({ number, etag }) => now.has(number) && now.get(number) !== etag);
  }

  return {
    direct: !throughServer,

    async address(upload, number, size, seconds) {
      if (throughServer) return null;
      const { key, id } = await begun(upload);
      return bucket.partAddress(key, id, { number, size, seconds });
    },

    async put(upload, number, size, source, arrived = () => {}) {
      const note = await begun(upload);
      const bytes = Buffer.alloc(size);
      let came = 0;
      for await (const chunk of source) {
        if (came + chunk.length > size) throw new PartSizeDiffers(`more than ${size} bytes`);
        bytes.set(chunk, came);
        came += chunk.length;
        arrived();
      }
      if (came !== size) throw new PartSizeDiffers(`${came} of ${size} bytes`);
      try {
        return await bucket.putPart(note.key, note.id, number, bytes);
      } catch (error) {
        if (!(error instanceof MultipartGone)) throw error;
        await beginAnew(upload, note);
        throw new PartsGone(error.message);
      }
    },

    async list(upload) {
      const { note } = (await notes.read(upload)) ?? { note: null };
      if (note === null) return [];
      if (note.sealed) return note.sealed;
      const parts = await partsOf(note);
      if (!parts) await beginAnew(upload, note);
      return parts ?? [];
    },

    async *read(upload, parts) {
      const note = await seal(upload, parts);
      const { key, id } = note;
      try {
        await bucket.complete(key, id, parts);
      } catch (error) {
        if (!(error instanceof MultipartGone)) throw error;
        // Done before a crash, or of parts that were replaced before they were sealed.
        if ((await bucket.size(key)) === undefined) await giveUp(upload, note);
      }
      const reader = await bucket.get(key);
      if (!reader) return giveUp(upload, note);
      try {
        yield* reader.chunks;
      } catch (error) {
        if (await replaced(note)) await giveUp(upload, note);
        throw error;
      } finally {
        reader.close();
      }
    },

    async remove(upload) {
      const start = `${START}${upload}-`;
      for await (const { key, id } of bucket.multiparts(start)) await bucket.abort(key, id);
      for await (const key of bucket.list(start)) await bucket.remove(key);
    },

    async uploads() {
      const found = new Set<number>();
      const see = (key: string) => found.add(Number(key.slice(START.length).split('-')[0]));
      for await (const { key } of bucket.multiparts(START)) see(key);
      for await (const key of bucket.list(START)) see(key);
      return [...found].filter(Number.isSafeInteger).sort((one, other) => one - other);
    },
  };
}
