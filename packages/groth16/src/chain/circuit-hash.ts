import { blake2b } from '@noble/hashes/blake2.js';
import { hashedForm } from '../curve.ts';
import { HEADER_POINTS, type ZkeyHeader } from '../zkey/header.ts';
import { HASH_BYTES } from '../zkey/records.ts';

/** Points in the form in which they are hashed (Encoding 'u'), in pieces of any length. */
export type HashedPoints = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What the circuit's hash covers beside the header. */
export interface CircuitPoints {
  readonly ic: HashedPoints;
  /** τ^(N+i)·G − τ^i·G. Of N − 1 values of i; from N = 2^15 on snarkjs hashes N of them. */
  readonly differences: HashedPoints;
  readonly l: HashedPoints;
  readonly a: HashedPoints;
  readonly b1: HashedPoints;
  readonly b2: HashedPoints;
}

/**
 * snarkjs' hash of a circuit, with which every transcript begins: BLAKE2b-512 of the genesis' header and lists of
 * points, each with its number in front. The number of differences is always said to be N − 1, however many
 * there are.
 */
export async function circuitHash(header: ZkeyHeader, points: CircuitPoints): Promise<Uint8Array> {
  const { curve, nVars, nPublic, domainSize } = header;
  const state = blake2b.create({ dkLen: HASH_BYTES });
  for (const [name, group] of HEADER_POINTS) state.update(hashedForm(curve, group, header[name]));
  const lists: [number, HashedPoints][] = [
    [nPublic + 1, points.ic],
    [domainSize - 1, points.differences],
    [nVars - nPublic - 1, points.l],
    [nVars, points.a],
    [nVars, points.b1],
    [nVars, points.b2],
  ];
  for (const [count, list] of lists) {
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setUint32(0, count);
    state.update(prefix);
    for await (const bytes of list) state.update(bytes);
  }
  return state.digest();
}
