/** Whole zkeys, read through the two parts that are stored. */
import { joinBytes } from '@brebaje/curves/bytes';
import type { ByteSource } from '@brebaje/groth16/files/source';
import { composeZkey, openImmutable } from '@brebaje/groth16/zkey/compose';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { BlobMissing, type Blobs } from '../store/blob-files.ts';

/** The whole zkey of a slim one and of what no contribution changes. Throws BlobMissing, and a FileError. */
async function openWhole(blobs: Blobs, slim: string, immutable: string): Promise<ByteSource> {
  const source = await blobSource(blobs, immutable);
  const zkey = await openZkey(await blobSource(blobs, slim), { kind: 'slim' });
  return composeZkey(zkey, { source, sections: await openImmutable(source) });
}

/** How many are remembered: headers and records of each, a megabyte for a thousand contributions. */
const MOST_WHOLES = 16;

/** Wholes as they were opened last: people fetch the same one in many ranges, and its parts never change. */
export class RecentWholes {
  readonly #blobs: Blobs;
  readonly #recent = new Map<string, Promise<ByteSource>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** The whole zkey of a slim one and of what no contribution changes. Throws BlobMissing, and a FileError. */
  async open(slim: string, immutable: string): Promise<ByteSource> {
    // What a disk has lost meanwhile is not there because it is remembered.
    const sizes = await Promise.all([this.#blobs.size(slim), this.#blobs.size(immutable)]);
    const key = [slim, immutable, ...sizes].join('.');
    const known = this.#recent.get(key);
    if (known) {
      this.#recent.delete(key);
      this.#recent.set(key, known);
      return known;
    }
    const opening = openWhole(this.#blobs, slim, immutable);
    this.#recent.set(key, opening);
    opening.catch(() => this.#recent.delete(key));
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > MOST_WHOLES && oldest !== undefined) this.#recent.delete(oldest);
    return opening;
  }
}

/** A blob that is opened for each read: nobody has to close it. */
async function blobSource(blobs: Blobs, hash: string): Promise<ByteSource> {
  const size = await blobs.size(hash);
  if (size === undefined) throw new BlobMissing(hash);
  return {
    size,
    async read(start, end) {
      const { chunks } = await blobs.open(hash, { start, end });
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const bytes = joinBytes(parts);
      if (bytes.length !== end - start) throw new BlobMissing(hash, 'is shorter than it was');
      return bytes;
    },
  };
}
