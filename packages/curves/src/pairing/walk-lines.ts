import {
  type CoordinateField,
  coordinateField,
  type SharedInversion,
  sharedInversion,
} from '../batch/inversion.ts';
import { type Storage, storage } from '../batch/storage.ts';
import { walk } from '../batch/walk.ts';
import { inverse, modulo } from '../curve/arithmetic.ts';
import { frobeniusEndomorphism } from '../curve/endomorphism.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import type { FieldOps, PrimeField } from '../field/field.ts';
import type { Element } from '../tower/calls.ts';
import { type CallOps, quadraticCalls } from '../tower/quadratic-calls.ts';
import { at, type I32, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { chord, type SteppedLine, scaling, tangent } from './lines.ts';

/**
 * Columns of pairs (P, Q) and the walk of T from Q on. Functions take the bytes of the columns that are in use,
 * a multiple of 2·step, and answer 1, or 0 where a denominator was zero.
 */
export interface LineWalk {
  /** Bytes of the elements that a formula handles at once. */
  readonly step: number;
  /** (storage, points), in storage form. */
  readonly readP: (f: FunctionBuilder, storage: I32, points: I32) => void;
  readonly readQ: (f: FunctionBuilder, storage: I32, points: I32) => void;
  /** Scales the Q by their P, and starts: T = Q. */
  readonly start: Callable<'i32'>;
  /** T ← 2T, multiplying the tangents into the accumulator. */
  readonly double: Callable<'i32'>;
  /** T ← T + Q, multiplying the lines into the accumulator. */
  readonly add: Callable<'i32'>;
  readonly negate: Callable<undefined>;
  readonly frobenius: Callable<undefined>;
}

export function lineWalk(
  m: ModuleBuilder,
  curve: CurveParameters,
  field: PrimeField,
  room: number,
  accumulate: (f: FunctionBuilder, first: I32, second: I32) => void,
): LineWalk {
  const twist = coordinateField(m, field, 2);
  const { elementBytes, step } = twist;
  // Coordinates in F_p lie as far apart as those in F_p², so that formulas mix them.
  const base: CoordinateField = {
    ...twist,
    degree: 1,
    formula: (f, build) => build(field.ops(f, elementBytes)),
  };
  const left: Storage = storage(m, field, base, 'pairingLeft');
  const right: Storage = storage(m, field, twist, 'pairingRight');
  const invertLeft = sharedInversion(m, field, base, 'pairingLeft');
  const invertRight = sharedInversion(m, field, twist, 'pairingRight');

  const columnBytes = (room / field.lanes) * elementBytes;
  const column = () => m.reserve(columnBytes, 64);
  const [px, py, qx, qy, x, y, factor] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const products = m.reserve(step + columnBytes, 64) + step;
  const lines = [m.reserve(2 * step), m.reserve(2 * step)] as const;
  const [square, cube] = [at(m.reserve(step)), at(m.reserve(step))];

  const formula = quadraticCalls(m, field);
  const one = m.constant(field.constantSlot(1n));
  const failIfZero = (f: FunctionBuilder, { invert }: SharedInversion, bytes: I32, factor: number) =>
    f.if(i32.eqz(f.call(invert, i32.add(bytes, products - step), factor)), () => f.return(i32.const(0)));
  const overBytes = { params: { bytes: 'i32' }, result: 'i32' } as const;

  const start = m.function('millerStart', overBytes, (f, { bytes }) => {
    const prime = field.ops(f, elementBytes);
    invertLeft.begin(prime, at(products - step));
    walk(f, 'upward', bytes, step, [0], ({ base }) => {
      const denominator = prime.mul(prime.load(at(base, px)), prime.load(at(base, py)));
      invertLeft.gather(prime, at(base, products - step), at(base, products), denominator);
    });
    failIfZero(f, invertLeft, bytes, one);
    walk(f, 'downward', bytes, step, [0], ({ base }) => {
      const p = { x: prime.load(at(base, px)), y: prime.load(at(base, py)) };
      const inverse = invertLeft.release(prime, at(base, products - step), prime.mul(p.x, p.y));
      const s = scaling(prime, p, inverse);
      prime.store(square, s.square);
      prime.store(cube, s.cube);
      prime.store(at(base, factor), s.constant);
      formula(f, (ops) => {
        const q = { x: ops.load(at(base, qx)), y: ops.load(at(base, qy)) };
        const scaled = { x: ops.mulByPrime(q.x, square), y: ops.mulByPrime(q.y, cube) };
        for (const column of [qx, x]) ops.store(at(base, column), scaled.x);
        for (const column of [qy, y]) ops.store(at(base, column), scaled.y);
      });
    });
    f.return(i32.const(1));
  });

  /**
   * A step of all T: the denominators, and T's successor with its line from `factor` over the denominator.
   */
  function stepper(
    label: string,
    factorOfInverses: number,
    denominator: (ops: FieldOps<Element>, load: (column: number) => Element) => Element,
    move: (
      ops: FieldOps<Element>,
      load: (column: number) => Element,
      inverse: Element,
    ) => SteppedLine<Element>,
  ): Callable<'i32'> {
    const single = m.function(
      `${label}Single`,
      { params: { offset: 'i32', line: 'i32' } },
      (f, { offset, line }) =>
        formula(f, (ops) => {
          const load = (column: number) => ops.load(at(offset, column));
          const inverse = invertRight.release(ops, at(offset, products - step), denominator(ops, load));
          const next = move(ops, load, inverse as Element);
          const constant = ops.mulByPrime(next.constant, at(offset, factor));
          const [low, high] = curve.twist === 'D' ? [next.slope, constant] : [constant, next.slope];
          ops.store(at(line), low);
          ops.store(at(line, step), high);
          ops.store(at(offset, x), next.x);
          ops.store(at(offset, y), next.y);
        }),
    );
    return m.function(label, overBytes, (f, { bytes }) => {
      formula(f, (ops) => invertRight.begin(ops, at(products - step)));
      walk(f, 'upward', bytes, step, [0], ({ base }) =>
        formula(f, (ops) => {
          const found = denominator(ops, (column) => ops.load(at(base, column)));
          invertRight.gather(ops, at(base, products - step), at(base, products), found);
        }),
      );
      failIfZero(f, invertRight, bytes, factorOfInverses);
      walk(f, 'downward', bytes, 2 * step, [0], ({ base }) => {
        f.run(single, i32.add(base, step), lines[1]);
        f.run(single, base, lines[0]);
        accumulate(f, lines[0], lines[1]);
      });
      f.return(i32.const(1));
    });
  }

  const double = stepper(
    'millerDouble',
    m.constant(field.constantSlot(modulo(3n * inverse(2n, curve.p), curve.p))),
    (_, load) => load(y),
    (ops, load, inverted) => tangent(ops, { x: load(x), y: load(y) }, inverted),
  );
  const add = stepper(
    'millerAdd',
    one,
    (ops, load) => ops.sub(load(qx), load(x)),
    (ops, load, inverted) => chord(ops, { x: load(x), y: load(y) }, { x: load(qx), y: load(qy) }, inverted),
  );

  const mapQ = (label: string, map: (ops: CallOps, x: Element, y: Element) => [Element, Element]) =>
    m.function(label, { params: { bytes: 'i32' } }, (f, { bytes }) =>
      walk(f, 'upward', bytes, step, [0], ({ base }) =>
        formula(f, (ops) => {
          const [x, y] = map(ops, ops.load(at(base, qx)), ops.load(at(base, qy)));
          ops.store(at(base, qx), x);
          ops.store(at(base, qy), y);
        }),
      ),
    );

  const { cx, cy } = frobeniusEndomorphism(curve);
  return {
    step,
    readP: (f, storage, points) => f.run(left.read, storage, px, py, points),
    readQ: (f, storage, points) => f.run(right.read, storage, qx, qy, points),
    start,
    double,
    add,
    negate: mapQ('millerNegate', (ops, x, y) => [x, ops.neg(y)]),
    frobenius: mapQ('millerFrobenius', (ops, x, y) => [
      ops.mul(ops.conjugate(x), ops.constant(cx)),
      ops.mul(ops.conjugate(y), ops.constant(cy)),
    ]),
  };
}
