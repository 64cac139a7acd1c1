import type { CurveName } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';
import { countOf, ResponseHash } from './hash-state.ts';
import { HASH_BYTES, hashedPublicKey, type PtauRecord, publicKeySize } from './records.ts';
import { groupOf, POWERS, type PowersId, pointCount } from './sections.ts';

/** Bytes of a section's points in a response. */
export function compressedSize(curve: CurveName, id: PowersId, power: number): number {
  return (pointCount(id, power) * sizesOf(curve)[groupOf(id)]) / 2;
}

/** Bytes of a response before its public key: the challenge's hash and the new points. */
export function responsePointsSize(curve: CurveName, power: number): number {
  return POWERS.reduce((sum, id) => sum + compressedSize(curve, id, power), HASH_BYTES);
}

/** Bytes of a response. */
export function responseSize(curve: CurveName, power: number): number {
  return responsePointsSize(curve, power) + publicKeySize(curve);
}

/**
 * The hash of the response that a record stands for, from the state that the record has. Undefined when the state
 * is not that of so many bytes.
 */
export function responseHash(
  curve: CurveName,
  ceremonyPower: number,
  { hashState, key }: PtauRecord,
): Uint8Array | undefined {
  const total = responsePointsSize(curve, ceremonyPower);
  if (countOf(hashState, total) === 'wrong') return undefined;
  return ResponseHash.from(hashState, total).update(hashedPublicKey(curve, key)).digest();
}
