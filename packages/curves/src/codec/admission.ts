import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { storagePoint } from '../curve/storage.ts';
import { wordBytes } from '../field/words.ts';
import { ALLOW_INFINITY, CHECK_SUBGROUP } from '../kernel/abi.ts';
import { at, type I32, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { Elements } from './elements.ts';
import { FAULT, FAULT_BITS, INFINITY, type PointEncoding } from './encoding.ts';
import { emitOnCurve, rightSide } from './on-curve.ts';
import { emitSquareRoot } from './square-root.ts';
import { emitSubgroup } from './subgroup.ts';

/** What is known of the points that were admitted last. */
export interface Admission {
  /**
   * (source, x, y, points, encoding, flags) → 0, or index·16 + fault of the lowest bad point: fills columns with
   * at most `capacity` encoded points after every check that the flags ask for. Of compressed points y is one of
   * the two roots; the generator stands in for infinity. Lanes after the last point keep what they held, and no
   * point's lane depends on another's. After a fault the columns hold nothing of use.
   */
  readonly admit: Callable<'i32'>;
  /** One byte for each point: infinity and the sign it was encoded with. */
  readonly statuses: number;
}

/** Runs `visit` for the encoding with the code at hand; traps when there is none. */
export function eachEncoding(
  f: FunctionBuilder,
  encodings: readonly PointEncoding[],
  encoding: I32,
  visit: (encoding: PointEncoding) => void,
): void {
  const [next, ...others] = encodings;
  if (!next) {
    f.trap();
    return;
  }
  f.if(
    i32.eq(encoding, next.code),
    () => visit(next),
    () => eachEncoding(f, others, encoding, visit),
  );
}

export function emitAdmission(
  kernel: GroupKernel,
  encodings: readonly PointEncoding[],
  parts: number,
  elements: Elements,
  power: Callable<undefined>,
): Admission {
  const { m, curve, field, capacity, coordinateBytes, elementBytes, step } = kernel;
  const label = kernel.group.toLowerCase();
  const onCurve = emitOnCurve(kernel);
  const subgroup = emitSubgroup(kernel);
  const root = emitSquareRoot(kernel, power);
  const [statuses, offCurve, outside] = [m.reserve(capacity), m.reserve(capacity), m.reserve(capacity)];
  const { x, y } = kernel.group === 'G1' ? curve.g1 : curve.g2;
  const coordinates = [x, y].flat() as bigint[];
  const generator = {
    montgomery: m.constant(storagePoint(curve, kernel.group)),
    integers: m.constant(new Uint8Array(coordinates.flatMap((value) => [...wordBytes(value, field.words)]))),
  };
  const stored = (encoding: PointEncoding) =>
    encoding.montgomery ? generator.montgomery : generator.integers;

  const ordinate = m.function(
    `${label}Ordinate`,
    { params: { x: 'i32', y: 'i32', n: 'i32' } },
    (f, { x, y, n }) => {
      walk(f, 'upward', i32.mul(n, elementBytes), step, [x, y], (x, y) =>
        kernel.compact(f, (ops) => ops.store(y, rightSide(kernel, ops, ops.load(x)))),
      );
      f.run(root, y, y, n);
    },
  );

  /** Fills the columns up to the first point with a fault of form; answers how many points came before it. */
  const take = m.function(
    `${label}Take`,
    {
      params: { source: 'i32', x: 'i32', y: 'i32', points: 'i32', encoding: 'i32' },
      result: 'i32',
    },
    (f, { source, x, y, points, encoding }) => {
      const i = f.local('i32');
      const status = f.local('i32');
      const from = f.local('i32');
      eachEncoding(f, encodings, encoding, (form) => {
        f.while(
          () => i32.ltU(i, points),
          () => {
            f.set(status, f.call(form.parse, source));
            f.store8(at(i, statuses), status);
            f.if(
              i32.and(status, FAULT_BITS),
              () => f.set(points, i),
              () => {
                f.set(from, i32.select(stored(form), parts, i32.and(status, INFINITY)));
                f.run(elements.put, x, i, from);
                if (!form.compressed) f.run(elements.put, y, i, i32.add(from, coordinateBytes));
                f.set(i, i32.add(i, 1));
                f.set(source, i32.add(source, form.bytes));
              },
            );
          },
        );
        const n = f.local('i32', kernel.slots(points));
        const convert = form.montgomery ? elements.fromMontgomery : elements.fromIntegers;
        f.run(convert, x, n);
        if (form.compressed) f.run(ordinate, x, y, n);
        else f.run(convert, y, n);
      });
      f.return(points);
    },
  );

  const admit = m.function(
    `${label}Admit`,
    {
      params: { source: 'i32', x: 'i32', y: 'i32', points: 'i32', encoding: 'i32', flags: 'i32' },
      result: 'i32',
    },
    (f, { source, x, y, points, encoding, flags }) => {
      const taken = f.local('i32', f.call(take, source, x, y, points, encoding));
      const n = f.local('i32', kernel.slots(taken));
      const i = f.local('i32');
      const refuseIf = (condition: I32, fault: number) =>
        f.if(condition, () => f.return(i32.or(i32.shl(i, 4), fault)));
      f.run(onCurve, x, y, n, offCurve);
      if (subgroup) f.if(i32.and(flags, CHECK_SUBGROUP), () => f.run(subgroup, x, y, n, outside));
      f.for(i, 0, taken, 1, () => {
        refuseIf(i32.load8U(at(i, offCurve)), FAULT['not-on-curve']);
        if (subgroup) {
          f.if(i32.and(flags, CHECK_SUBGROUP), () =>
            refuseIf(i32.load8U(at(i, outside)), FAULT['not-in-subgroup']),
          );
        }
        f.if(i32.eqz(i32.and(flags, ALLOW_INFINITY)), () =>
          refuseIf(i32.and(i32.load8U(at(i, statuses)), INFINITY), FAULT.infinity),
        );
      });
      f.if(i32.ltU(taken, points), () => {
        const fault = i32.and(i32.load8U(at(taken, statuses)), FAULT_BITS);
        f.return(i32.or(i32.shl(taken, 4), fault));
      });
      f.return(i32.const(0));
    },
  );

  return { admit, statuses };
}
