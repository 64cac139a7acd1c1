import { joinBytes } from '@brebaje/curves/bytes';
import { sha256 } from '@noble/hashes/sha2.js';
import { type ShortHash, shortHash } from '#short-hash';

/** Merkle trees as Certificate Transparency has them: RFC 6962, section 2.1, with SHA-256. */

const LEAF = 0x00;
const NODE = 0x01;

/** The hash of a leaf's content. */
export function leafHash(content: Uint8Array): Uint8Array {
  return sha256(joinBytes([Uint8Array.of(LEAF), content]));
}

/** The root over hashes of leaves, of which there is at least one. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) throw new RangeError('a tree needs a leaf');
  if (leaves.length === 1) return first;
  // The largest power of two below their number stands on the left.
  const split = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return sha256(
    joinBytes([Uint8Array.of(NODE), merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split))]),
  );
}

/** Cuts a stream into leaves and hashes them, off this thread where the platform does that. */
export class LeafHasher {
  readonly #leafBytes: number;
  readonly #leaf: ShortHash;
  readonly #hashes: Promise<Uint8Array>[] = [];
  /** Bytes of the leaf at hand. */
  #filled = 0;
  #size = 0;

  /** Of leaves of that many bytes, the last one shorter. */
  constructor(leafBytes: number) {
    this.#leafBytes = leafBytes;
    this.#leaf = shortHash(1 + leafBytes);
  }

  /** Bytes seen so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes in the next bytes, which are free again when it resolves. */
  async update(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === 0) this.#leaf.update(Uint8Array.of(LEAF));
      const part = bytes.subarray(at, at + this.#leafBytes - this.#filled);
      this.#leaf.update(part);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#leafBytes) await this.#finishLeaf();
    }
  }

  /** The hashes of all leaves; of an empty stream none. */
  async end(): Promise<Uint8Array[]> {
    if (this.#filled > 0) await this.#finishLeaf();
    return Promise.all(this.#hashes);
  }

  async #finishLeaf(): Promise<void> {
    this.#filled = 0;
    this.#hashes.push(this.#leaf.digest());
    // One more leaf is in memory at most.
    await this.#hashes.at(-2);
  }
}
