import { FormatError } from './format-error.ts';

/** Bytes of a compressed G1 point of BLS12-381, in ZCash's encoding. */
export const G1_BYTES = 48;
/** Bytes of a compressed G2 point. */
export const G2_BYTES = 96;
/** Bytes of an ECDSA signature: r, s, v. */
export const ECDSA_BYTES = 65;

/** How many powers one sub-ceremony has in each group. */
export interface SubSize {
  g1: number;
  g2: number;
}

/** The powers of one sub-ceremony, encoded: `g1` n·48 bytes, `g2` m·96 bytes, from the power 0 up. */
export interface SubPowers {
  g1: Uint8Array;
  g2: Uint8Array;
}

/** The four sub-ceremonies of Ethereum's ceremony of 2023. */
export const ETHEREUM_SIZES: SubSize[] = [
  { g1: 4096, g2: 65 },
  { g1: 8192, g2: 65 },
  { g1: 16384, g2: 65 },
  { g1: 32768, g2: 65 },
];

/**
 * Reads sizes as they are written in options, `4096,65:8192,65`. Every group has at least two powers (a
 * check needs the power 1) and no more G2 powers than G1 powers. Throws {@link FormatError}.
 */
export function parseSizes(text: string): SubSize[] {
  return text.split(':').map((part) => {
    const match = /^([1-9][0-9]{0,8}),([1-9][0-9]{0,8})$/.exec(part.trim());
    if (!match) throw new FormatError('shape', `sizes are written as 4096,65:8192,65, not "${text}"`);
    const size = { g1: Number(match[1]), g2: Number(match[2]) };
    if (size.g2 < 2 || size.g1 < size.g2) {
      throw new FormatError('shape', `sizes need 2 ≤ G2 powers ≤ G1 powers, not ${size.g1},${size.g2}`);
    }
    return size;
  });
}

/** Writes sizes as {@link parseSizes} reads them. */
export function formatSizes(sizes: SubSize[]): string {
  return sizes.map((size) => `${size.g1},${size.g2}`).join(':');
}

/** The sizes of given powers. */
export function sizesOf(subs: SubPowers[]): SubSize[] {
  return subs.map((sub) => ({ g1: sub.g1.length / G1_BYTES, g2: sub.g2.length / G2_BYTES }));
}
