import type { BatchContribution } from './contribution.ts';
import { FormatError } from './format-error.ts';
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import { G1_BYTES, G2_BYTES, type SubPowers, type SubSize } from './sizes.ts';

/** The powers of every sub-ceremony, encoded: what one contribution turns into the next. */
export interface PowersState {
  subs: SubPowers[];
}

/** The state that nobody has contributed to: every power is the generator. */
export function initialState(sizes: SubSize[]): PowersState {
  return {
    subs: sizes.map((size) => ({ g1: repeat(G1_GENERATOR, size.g1), g2: repeat(G2_GENERATOR, size.g2) })),
  };
}

/** One blob: G1 then G2 powers of the first sub-ceremony, of the second, … 2,974,080 bytes at Ethereum's sizes. */
export function packState(state: PowersState): Uint8Array {
  const parts = state.subs.flatMap((sub) => [sub.g1, sub.g2]);
  const packed = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

/** Reads what {@link packState} writes, as views of `bytes`. Throws {@link FormatError} for another length. */
export function unpackState(bytes: Uint8Array, sizes: SubSize[]): PowersState {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const subs = sizes.map((size) => ({ g1: take(size.g1 * G1_BYTES), g2: take(size.g2 * G2_BYTES) }));
  if (at !== bytes.length) {
    throw new FormatError('shape', `a state of these sizes has ${at} bytes, not ${bytes.length}`);
  }
  return { subs };
}

/** The state that a contribution leaves, as views of it. */
export function stateOfContribution(contribution: BatchContribution): PowersState {
  return { subs: contribution.contributions.map(({ g1, g2 }) => ({ g1, g2 })) };
}

/** What a sequencer hands out for a state: no signatures, and the generator in place of public keys. */
export function contributionFromState(state: PowersState): BatchContribution {
  return {
    contributions: state.subs.map(({ g1, g2 }) => ({
      numG1Powers: g1.length / G1_BYTES,
      numG2Powers: g2.length / G2_BYTES,
      g1,
      g2,
      potPubkey: G2_GENERATOR,
      blsSignature: null,
    })),
    ecdsaSignature: null,
  };
}

function repeat(point: Uint8Array, count: number): Uint8Array {
  const points = new Uint8Array(count * point.length);
  for (let i = 0; i < count; i++) points.set(point, i * point.length);
  return points;
}
