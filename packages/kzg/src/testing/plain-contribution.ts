import type { BatchContribution } from '../contribution.ts';
import { toHex } from '../hex.ts';
import { sampleContribution, utf8 } from './samples.ts';

export const SMALL_SIZES = [
  { g1: 4, g2: 3 },
  { g1: 8, g2: 2 },
];

/** The contribution as JSON.parse would give it, in the order that files have. */
// biome-ignore lint/suspicious/noExplicitAny: the tests below bend it into wrong shapes
export function plainContribution(contribution: BatchContribution): any {
  const rows = (bytes: Uint8Array, width: number) =>
    Array.from({ length: bytes.length / width }, (_, row) =>
      hex(bytes.subarray(row * width, (row + 1) * width)),
    );
  return {
    contributions: contribution.contributions.map((sub) => ({
      numG1Powers: sub.numG1Powers,
      numG2Powers: sub.numG2Powers,
      powersOfTau: { G1Powers: rows(sub.g1, 48), G2Powers: rows(sub.g2, 96) },
      potPubkey: hex(sub.potPubkey),
      blsSignature: sub.blsSignature ? hex(sub.blsSignature) : '',
    })),
    ecdsaSignature: contribution.ecdsaSignature ? hex(contribution.ecdsaSignature) : '',
  };
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}

/** A signed contribution of the small sizes, bent into another shape. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function bentContribution(bend: (json: any) => void): Uint8Array {
  const json = plainContribution(sampleContribution(SMALL_SIZES, true));
  bend(json);
  return utf8(JSON.stringify(json));
}
