import type { CurveName, Group } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';

/** Bytes of a piece of a section. */
const PIECE_BYTES = 1 << 20;

/**
 * Points of one piece: as many as fit into 1 MiB. snarkjs hashes a contribution in such pieces, and what is left
 * over in the state of its hash depends on them.
 */
export function pieceOf(curve: CurveName, group: Group): number {
  return Math.floor(PIECE_BYTES / sizesOf(curve)[group]);
}
