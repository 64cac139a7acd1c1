import type { Fp2 as NobleFp2 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { type AffineGroup, type AffinePoint, groupOne, groupTwo } from '../curve/affine.ts';
import { modulo } from '../curve/arithmetic.ts';
import { oracle } from '../curve/curve-oracle.ts';
import { CURVES, type CurveParameters } from '../curve/parameters.ts';
import { type Coordinate, storageBytes } from '../curve/storage.ts';
import type { Group } from '../engine.ts';
import { type TestField, testFields } from '../field/test-fields.ts';

export type TestPoint = AffinePoint<Coordinate>;

/** Noble's coordinate as ours. */
export const ours = (coordinate: unknown): Coordinate =>
  typeof coordinate === 'bigint' ? coordinate : Object.values(coordinate as NobleFp2);

/** What a test over one kernel, curve and group needs. */
export interface TestGroup {
  readonly name: string;
  readonly field: TestField;
  readonly curve: CurveParameters;
  readonly group: Group;
  readonly model: AffineGroup<Coordinate>;
  readonly pointBytes: number;
  /** k times the generator, for any integer k, by noble. */
  multiple(k: bigint): TestPoint;
  /** Points in storage form. */
  bytes(points: readonly TestPoint[]): Uint8Array<ArrayBuffer>;
}

/** Every kernel the running engine has, over both groups of its curve. */
export function testGroups(): TestGroup[] {
  return testFields().flatMap((field) =>
    (['G1', 'G2'] as const).map((group) => {
      const curve = Object.values(CURVES).find(({ p }) => p === field.prime)!;
      const model = (group === 'G1' ? groupOne(curve) : groupTwo(curve)) as AffineGroup<Coordinate>;
      const pointBytes = (group === 'G1' ? 2 : 4) * curve.coordinateBytes;
      const bytes = (points: readonly TestPoint[]) => {
        const all = new Uint8Array(points.length * pointBytes);
        for (const [i, point] of points.entries()) {
          if (point) all.set(storageBytes(curve, [point.x, point.y]), i * pointBytes);
        }
        return all;
      };
      const { BASE } = oracle[curve.name][group] as WeierstrassPointCons<unknown>;
      const multiple = (k: bigint): TestPoint => {
        const factor = modulo(k, curve.r);
        if (factor === 0n) return null;
        const { x, y } = BASE.multiply(factor).toAffine();
        return { x: ours(x), y: ours(y) };
      };
      return { name: `${group} over ${field.name}`, field, curve, group, model, pointBytes, multiple, bytes };
    }),
  );
}
