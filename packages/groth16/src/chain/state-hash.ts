import { joinBytes } from '@brebaje/curves/bytes';
import { giveBack } from '@brebaje/curves/spare-memory';
import { streamOf } from '../files/source.ts';
import { IMMUTABLE, SLIM_ORDER, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { LeafHasher, leafHash, merkleRoot } from './merkle.ts';

/** Bytes of a leaf. */
export const LEAF_BYTES = 1 << 20;

/** What is hashed: the domain string, and sections in their order in the tree. */
export interface HashedPart {
  readonly domain: string;
  readonly sections: readonly number[];
}

/** What a contribution changes. */
export const STATE: HashedPart = { domain: 'brebaje/state/v1', sections: SLIM_ORDER };
/** What none changes; section 2 is the same but for δ, and belongs to the state. */
export const IMMUTABLE_PART: HashedPart = { domain: 'brebaje/immutable/v1', sections: IMMUTABLE };

/**
 * The root of a Merkle tree (RFC 6962) over sections of a zkey, whole or slim. The first leaf is the domain
 * string followed by u32 number and u64 length of every section, little-endian; then each section in leaves of
 * {@link LEAF_BYTES}, its last one shorter, an empty section without any. Leaves do not reach over sections, so
 * the file's order does not matter and ranges of a section can be proven.
 */
export class PartHasher {
  readonly #part: HashedPart;
  readonly #sections: ReadonlyMap<number, LeafHasher>;

  constructor(part: HashedPart) {
    this.#part = part;
    this.#sections = new Map(part.sections.map((id) => [id, new LeafHasher(LEAF_BYTES)]));
  }

  /** Takes in the next bytes of a section. Sections may come in any order. */
  async update(id: number, bytes: Uint8Array): Promise<void> {
    const section = this.#sections.get(id);
    if (!section) throw new RangeError(`section ${id} is not part of ${this.#part.domain}`);
    await section.update(bytes);
  }

  /** The root: 32 bytes. */
  async root(): Promise<Uint8Array> {
    const first = new TextEncoder().encode(this.#part.domain);
    const lengths = [...this.#sections].map(([id, { size }]) => {
      const bytes = new DataView(new ArrayBuffer(12));
      bytes.setUint32(0, id, true);
      bytes.setBigUint64(4, BigInt(size), true);
      return new Uint8Array(bytes.buffer);
    });
    const leaves = [leafHash(joinBytes([first, ...lengths]))];
    for (const section of this.#sections.values()) leaves.push(...(await section.end()));
    return merkleRoot(leaves);
  }
}

/** The hash of what a contribution changes: sections 2, 8, 9 and 10, of a whole or a slim zkey. */
export function stateHash(zkey: Zkey): Promise<Uint8Array> {
  return hashPart(zkey, STATE);
}

/** The hash of what no contribution changes: sections 1 and 3 to 7 of a whole zkey. */
export function immutableHash(zkey: Zkey): Promise<Uint8Array> {
  return hashPart(zkey, IMMUTABLE_PART);
}

async function hashPart(zkey: Zkey, part: HashedPart): Promise<Uint8Array> {
  const hasher = new PartHasher(part);
  for (const id of part.sections) {
    const { from, size } = zkeySection(zkey, id);
    for await (const bytes of streamOf(zkey.source, from, from + size)) {
      await hasher.update(id, bytes);
      giveBack(bytes);
    }
  }
  return hasher.root();
}
