import type { Engine } from '@brebaje/curves/engine';
import { bigIntToScalar, mulScalars, powScalar, SCALAR_ORDERS, scalarToBigInt } from '@brebaje/curves/scalar';
import type { Key } from './key.ts';
import { pieceOf } from './piece.ts';
import { type Piece, type PointsPlace, readPoints } from './points.ts';
import { groupOf, type PowersId } from './sections.ts';

/** The secret that each section's points are multiplied by, besides powers of τ. */
const FACTOR = { 2: undefined, 3: undefined, 4: 'alpha', 5: 'beta', 6: 'beta' } as const;

/**
 * A section's points times a contribution's secrets: point i of 2 and 3 times τ^i, of 4 times α·τ^i, of 5 times
 * β·τ^i, and the one of 6 times β. Every point is decoded strictly before it meets a secret.
 */
export async function* applyKey(
  engine: Engine,
  place: PointsPlace & { id: PowersId },
  { secrets }: Key,
): AsyncGenerator<Piece> {
  const order = SCALAR_ORDERS[engine.curve];
  const name = FACTOR[place.id];
  let factor = name ? new Uint8Array(secrets[name]) : bigIntToScalar(1n, order);
  const most = pieceOf(engine.curve, groupOf(place.id));
  const step = bigIntToScalar(powScalar(scalarToBigInt(secrets.tau), BigInt(most), order), order);
  try {
    for await (const { first, points } of readPoints(engine, place)) {
      yield { first, points: await engine.powers(points, factor, secrets.tau) };
      const next = mulScalars(factor, step, order);
      factor.fill(0);
      factor = next;
    }
  } finally {
    factor.fill(0);
    step.fill(0);
  }
}
