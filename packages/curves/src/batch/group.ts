import { inverse } from '../curve/arithmetic.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import type { Group } from '../engine.ts';
import type { FieldOps, PrimeField } from '../field/field.ts';
import { type Address, at, type I32, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import * as affine from './affine.ts';
import { type CoordinateField, coordinateField, sharedInversion } from './inversion.ts';
import type { Area } from './splitting.ts';
import { type Storage, storage } from './storage.ts';
import { walk } from './walk.ts';

/**
 * Affine points of one group in columns: a column of x and one of y. All loops take addresses of columns and a
 * number of slots, a multiple of `field.unroll` and at most that of `capacity` points.
 *
 * The group operations answer 1, or 0 when some denominator is zero modulo p, as for P = ±Q in `add`; the columns
 * then hold what they held. They work in scratch columns of their own.
 */
export interface GroupKernel extends Storage {
  readonly m: ModuleBuilder;
  readonly curve: CurveParameters;
  readonly group: Group;
  readonly field: PrimeField;
  readonly degree: 1 | 2;
  /** Bytes between the elements of a coordinate column. */
  readonly elementBytes: number;
  /** Bytes that a formula handles at once: `field.unroll` elements. */
  readonly step: number;
  /** Points that a column holds. */
  readonly capacity: number;
  readonly columnBytes: number;
  /** Bytes between columns reserved together. */
  readonly columnStride: number;
  /** Writes a formula over coordinates, on all elements of a step. */
  readonly formula: CoordinateField['formula'];
  /** The same in few bytes. */
  readonly compact: CoordinateField['compact'];
  /** Reserves a column, or several; answers the address of the first. */
  column(count?: number): number;
  /** Slots that hold so many points, a multiple of `field.unroll`. */
  slots(points: I32): I32;
  /** (d, n): replaces the elements by their inverses. */
  readonly invertAll: Callable<'i32'>;
  /** (x, y, n): P becomes 2P. */
  readonly double: Callable<'i32'>;
  /** (x, y, qx, qy, n): P becomes P + Q. */
  readonly add: Callable<'i32'>;
  /** (x, y, qx, qy, n): P becomes 2P + Q, computed as (P + Q) + P. */
  readonly doubleAdd: Callable<'i32'>;
  /** The scratch, and every column that `column` gave out so far. */
  areas(): readonly Area[];
}

/** Points in a column: few enough that the columns stay in a processor's second-level cache. */
const CAPACITY: Record<Group, Record<CurveParameters['name'], number>> = {
  G1: { bn254: 1024, 'bls12-381': 512 },
  G2: { bn254: 256, 'bls12-381': 256 },
};

const STAGGER = 448;

/** Emits the batch arithmetic of one group into the module. */
export function groupKernel(
  m: ModuleBuilder,
  curve: CurveParameters,
  group: Group,
  field: PrimeField,
  capacity = CAPACITY[group][curve.name],
): GroupKernel {
  const degree = group === 'G1' ? 1 : 2;
  const label = group.toLowerCase();
  const coordinates = coordinateField(m, field, degree);
  const { elementBytes, step, formula, compact } = coordinates;
  const grain = field.lanes * field.unroll;
  if (capacity % grain !== 0) throw new RangeError(`a column of ${capacity} points does not fill its slots`);
  const columnBytes = (capacity / field.lanes) * elementBytes;
  // Columns of a power of two bytes would all fall into the same sets of a cache.
  const columnStride = columnBytes + STAGGER;
  const reserved: Area[] = [];
  const reserve = (bytes: number) => {
    const address = m.reserve(bytes, 64);
    reserved.push({ address, bytes });
    return address;
  };
  /** A column of products, with a group before and after it for the empty product. */
  const products = () => reserve(columnStride + 2 * step) + step;

  const share = sharedInversion(m, field, coordinates, label);
  reserved.push(share.scratch);
  const first = products();
  const second = products();
  const slopes = reserve(columnStride);
  const sums = reserve(columnStride);

  const factor = (value: bigint) => m.constant(field.constantSlot(value));
  const [one, two, threeHalves] = [factor(1n), factor(2n), factor(3n * inverse(2n, field.prime))];
  const failIfZero = (f: FunctionBuilder, last: I32, factor: number) =>
    f.if(i32.eqz(f.call(share.invert, last, factor)), () => f.return(i32.const(0)));
  const lastOf = (column: number, bytes: I32) => i32.add(bytes, column - step);
  const bytesOf = (f: FunctionBuilder, n: I32) => f.local('i32', i32.mul(n, elementBytes));
  const ahead = ({ base, offset }: Address) => at(base, offset + step);
  const behind = ({ base, offset }: Address) => at(base, offset - step);

  const invertAll = m.function(
    `${label}InvertAll`,
    { params: { d: 'i32', n: 'i32' }, result: 'i32' },
    (f, { d, n }) => {
      const bytes = bytesOf(f, n);
      formula(f, (ops) => share.begin(ops, at(first, -step)));
      walk(f, 'upward', bytes, step, [d, first], (d, product) =>
        formula(f, (ops) => share.gather(ops, behind(product), product, ops.load(d))),
      );
      failIfZero(f, lastOf(first, bytes), one);
      walk(f, 'downward', bytes, step, [d, first], (d, product) =>
        formula(f, (ops) => {
          const inverse = share.release(ops, behind(product), ops.load(d));
          ops.store(d, inverse);
        }),
      );
      f.return(i32.const(1));
    },
  );

  const double = m.function(
    `${label}Double`,
    { params: { x: 'i32', y: 'i32', n: 'i32' }, result: 'i32' },
    (f, { x, y, n }) => {
      const bytes = bytesOf(f, n);
      formula(f, (ops) => share.begin(ops, at(first, -step)));
      walk(f, 'upward', bytes, step, [y, first], (y, product) =>
        formula(f, (ops) => share.gather(ops, behind(product), product, ops.load(y))),
      );
      failIfZero(f, lastOf(first, bytes), threeHalves);
      walk(f, 'downward', bytes, step, [x, y, first], (x, y, product) =>
        formula(f, (ops) => {
          const p = loadPoint(ops, x, y);
          const inverse = share.release(ops, behind(product), p.y);
          storePoint(ops, x, y, affine.double(ops, p, inverse));
        }),
      );
      f.return(i32.const(1));
    },
  );

  const binary = { params: { x: 'i32', y: 'i32', qx: 'i32', qy: 'i32', n: 'i32' }, result: 'i32' } as const;

  /** (x, qx, bytes) → 1, or 0: the inverse of all differences, to be released. */
  const invertDifferences = m.function(
    `${label}InvertDifferences`,
    { params: { x: 'i32', qx: 'i32', bytes: 'i32' }, result: 'i32' },
    (f, { x, qx, bytes }) => {
      formula(f, (ops) => share.begin(ops, at(first, -step)));
      walk(f, 'upward', bytes, step, [x, qx, first], (x, qx, product) =>
        formula(f, (ops) => {
          const denominator = affine.addDenominator(ops, { x: ops.load(x) }, { x: ops.load(qx) });
          share.gather(ops, behind(product), product, denominator);
        }),
      );
      f.return(f.call(share.invert, lastOf(first, bytes), one));
    },
  );

  const add = m.function(`${label}Add`, binary, (f, { x, y, qx, qy, n }) => {
    const bytes = bytesOf(f, n);
    f.if(i32.eqz(f.call(invertDifferences, x, qx, bytes)), () => f.return(i32.const(0)));
    walk(f, 'downward', bytes, step, [x, y, qx, qy, first], (x, y, qx, qy, product) =>
      formula(f, (ops) => {
        const [p, q] = [loadPoint(ops, x, y), loadPoint(ops, qx, qy)];
        const inverse = share.release(ops, behind(product), affine.addDenominator(ops, p, q));
        storePoint(ops, x, y, affine.add(ops, p, q, inverse));
      }),
    );
    f.return(i32.const(1));
  });

  const doubleAdd = m.function(`${label}DoubleAdd`, binary, (f, { x, y, qx, qy, n }) => {
    const bytes = bytesOf(f, n);
    f.if(i32.eqz(f.call(invertDifferences, x, qx, bytes)), () => f.return(i32.const(0)));
    // The sums' denominators are gathered downwards while those of the first addition are released.
    formula(f, (ops) => share.begin(ops, at(i32.add(second, bytes))));
    const columns = [x, y, qx, qy, first, second, slopes, sums] as const;
    walk(f, 'downward', bytes, step, columns, (x, y, qx, qy, product, next, slopeAt, sumAt) => {
      formula(f, (ops) => {
        const [p, q] = [loadPoint(ops, x, y), loadPoint(ops, qx, qy)];
        const inverse = share.release(ops, behind(product), affine.addDenominator(ops, p, q));
        const sum = affine.chord(ops, p, q, inverse);
        ops.store(slopeAt, sum.slope);
        ops.store(sumAt, sum.x);
      });
      formula(f, (ops) => {
        const denominator = affine.addDenominator(ops, { x: ops.load(x) }, { x: ops.load(sumAt) });
        share.gather(ops, ahead(next), next, denominator);
      });
    });
    failIfZero(f, second, two);
    walk(f, 'upward', bytes, step, [x, y, second, slopes, sums], (x, y, product, slopeAt, sumAt) =>
      formula(f, (ops) => {
        const p = loadPoint(ops, x, y);
        const sum = { slope: ops.load(slopeAt), x: ops.load(sumAt) };
        const inverse = share.release(ops, ahead(product), affine.addDenominator(ops, p, sum));
        storePoint(ops, x, y, affine.addAgain(ops, p, sum, inverse));
      }),
    );
    f.return(i32.const(1));
  });

  return {
    ...storage(m, field, coordinates, label),
    m,
    curve,
    group,
    field,
    degree,
    elementBytes,
    step,
    capacity,
    columnBytes,
    columnStride,
    formula,
    compact,
    column: (count = 1) => reserve(count * columnStride),
    slots: (points) => i32.mul(i32.divU(i32.add(points, grain - 1), grain), field.unroll),
    invertAll,
    double,
    add,
    doubleAdd,
    areas: () => [...reserved],
  };
}

function loadPoint<E>(ops: FieldOps<E>, x: Address, y: Address): affine.Affine<E> {
  return { x: ops.load(x), y: ops.load(y) };
}

function storePoint<E>(ops: FieldOps<E>, x: Address, y: Address, point: affine.Affine<E>): void {
  ops.store(x, point.x);
  ops.store(y, point.y);
}
