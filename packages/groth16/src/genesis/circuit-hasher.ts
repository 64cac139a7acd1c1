import { longHash } from '#long-hash';
import { hashedForm } from '../curve.ts';
import { HEADER_POINTS, type ZkeyHeader } from '../zkey/header.ts';

/** Number of differences τ^(N+i)·G − τ^i·G that a circuit's hash covers. */
export function hashedDifferences(domainSize: number): number {
  // snarkjs hashes whole chunks of 2^14 differences where there are more: one more than it says.
  return domainSize >= 1 << 15 ? domainSize : domainSize - 1;
}

/**
 * snarkjs' hash of a circuit, with which every transcript begins: BLAKE2b-512 of the genesis' header and lists of
 * points, each with its number in front, in the order IC, differences, L, A, B1, B2. Lists come one after another,
 * in pieces of any length, in the form in which points are hashed (Encoding 'u').
 */
export class CircuitHasher {
  readonly #state = longHash();

  constructor(header: ZkeyHeader) {
    for (const [name, group] of HEADER_POINTS) this.add(hashedForm(header.curve, group, header[name]));
  }

  /** The number of points that the next list says it has: of differences always N − 1, however many are hashed. */
  beginList(count: number): void {
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setUint32(0, count);
    this.add(prefix);
  }

  add(bytes: Uint8Array): void {
    this.#state.update(bytes);
  }

  digest(): Uint8Array {
    return this.#state.digest();
  }
}
