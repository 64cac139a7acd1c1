import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { type Address, at, type I32, i32, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import { powerDoubling } from './power-doubling.ts';
import { type Records, records } from './records.ts';

/**
 * Additions of any two points, collected and done many at once with one inversion.
 *
 * Affine addition fails for infinity, for equal and for opposite points. Infinite operands are known by their
 * flags and never come into columns. For the others the batch is tried: it answers 0, having changed nothing, when
 * the product of all x_Q − x_P is zero modulo p, tested on its canonical value before anything is inverted. Then
 * each pair is classified on canonical values: where x_Q − x_P is zero, y_P + y_Q tells P = −Q from P = Q. What is
 * left has no zero among its denominators, nor have the doublings, as both groups lie in curves of odd order. So a
 * batch is at most two rounds of additions and one of doublings, whatever an adversary chose.
 *
 * Pairs that are collected at the same time must not depend on each other: no target may be an operand or the
 * target of another pair. Points must be on the curve.
 */
export interface CompleteAddition {
  readonly records: Records;
  /** (target, a, b): the place becomes a + b, records of finite points; + 1 for a source stands for its negative. */
  readonly collect: Callable<undefined>;
  /** (p, q): place p becomes p + q. */
  readonly add: Callable<undefined>;
  /** (): does what was collected. */
  readonly flush: Callable<undefined>;
  /** (p, times): place p becomes 2^times·p, where `times` is the same until `double` and nothing else is collected. */
  readonly collectDouble: Callable<undefined>;
  /** (times): does what was collected to be doubled. */
  readonly double: Callable<undefined>;
  /** Columns that are free while nothing is being flushed. */
  readonly columns: readonly [x: number, y: number, qx: number, qy: number];
}

/** Emits additions that hold for all points of the curve. */
export function completeAddition(kernel: GroupKernel): CompleteAddition {
  const { m, field, capacity, elementBytes, step } = kernel;
  const label = kernel.group.toLowerCase();
  const record = records(kernel);
  const { coordinateBytes } = record;
  const { lanes } = field;
  const columns = [kernel.column(), kernel.column(), kernel.column(), kernel.column()] as const;
  const [x, y, qx, qy] = columns;
  const list = () => m.reserve(4 * capacity, 64);
  const [targets, firsts, seconds] = [list(), list(), list()];
  const [doubled, halves] = [list(), list()];
  const [pairs, doubles] = [at(m.reserve(4)), at(m.reserve(4))];

  const doubleMany = powerDoubling(kernel, { x, y, z: qx });

  const entry = (from: number, index: I32) => at(i32.shl(index, 2), from);

  /** (list, n, x, y): fills the columns with the operands of a list, the last one repeated to the end of its slots. */
  const params = { list: 'i32', n: 'i32', toX: 'i32', toY: 'i32' } as const;
  const gather = m.function(`${label}GatherList`, { params }, (f, { list, n, toX, toY }) => {
    const entry = (index: I32) => at(i32.add(list, i32.shl(index, 2)));
    const i = f.local('i32', n);
    const end = f.local('i32', i32.mul(kernel.slots(n), lanes));
    f.while(
      () => i32.ltU(i, end),
      () => {
        f.store(entry(i), i32.load(entry(i32.sub(i, 1))));
        f.set(i, i32.add(i, 1));
      },
    );
    const sources = Array.from({ length: lanes }, () => [f.local('i32'), f.local('i32')] as const);
    f.for(i, 0, end, lanes, () => {
      for (const [lane, [inX, inY]] of sources.entries()) {
        f.set(inY, i32.load(at(entry(i), 4 * lane)));
        f.set(inX, i32.and(inY, -2));
        f.set(inY, i32.add(inX, i32.mul(i32.and(inY, 1), coordinateBytes)));
      }
      record.gather(
        f,
        at(toX),
        sources.map(([inX]) => at(inX)),
      );
      record.gather(
        f,
        at(toY),
        sources.map(([, inY]) => at(inY, coordinateBytes)),
      );
      for (const column of [toX, toY]) f.set(column, i32.add(column, elementBytes));
    });
  });

  /** (list, n): writes the first n points of the columns x, y to the places of a list. */
  const scatter = m.function(`${label}ScatterList`, { params: { list: 'i32', n: 'i32' } }, (f, { list, n }) =>
    eachLane(f, n, (i, lane, offset) => {
      const place = f.local('i32', i32.load(at(i32.add(list, i32.shl(i, 2)))));
      record.scatter(f, at(offset, x), lane, at(place));
      record.scatter(f, at(offset, y), lane, at(place, coordinateBytes));
      record.setInfinite(f, place, 0);
    }),
  );

  /** Runs `body` for every lane of n points. */
  function eachLane(
    f: FunctionBuilder,
    n: I32,
    body: (i: Local<'i32'>, lane: number, offset: Local<'i32'>) => void,
  ): void {
    const [i, offset] = [f.local('i32', 0), f.local('i32', 0)];
    f.while(
      () => i32.ltU(i, n),
      () => {
        for (let lane = 0; lane < lanes; lane++) {
          if (lane === 0) body(i, lane, offset);
          else f.if(i32.ltU(i, n), () => body(i, lane, offset));
          f.set(i, i32.add(i, 1));
        }
        f.set(offset, i32.add(offset, elementBytes));
      },
    );
  }

  /** Points that were not checked, or a machine that computes wrongly: nothing else leads here. */
  const trapUnless = (f: FunctionBuilder, done: I32) => f.if(i32.eqz(done), () => f.trap());

  const isZero = (f: FunctionBuilder, slot: Address, lane: number): I32 =>
    Array.from({ length: kernel.degree }, (_, part) =>
      f.call(field.isZero, pointer(at(slot, part * field.slotBytes)), lane),
    ).reduce(i32.and);

  const gatherPairs = m.function(`${label}GatherPairs`, { params: { n: 'i32' } }, (f, { n }) => {
    f.run(gather, firsts, n, x, y);
    f.run(gather, seconds, n, qx, qy);
  });

  /** (n) → how many ordinary pairs there are: they move to the front of their lists, the others out of them. */
  const separate = m.function(`${label}Separate`, { params: { n: 'i32' }, result: 'i32' }, (f, { n }) => {
    const kept = f.local('i32', 0);
    const others = f.local('i32', 0);
    const move = (to: number, index: I32, from: number, i: I32) =>
      f.store(entry(to, index), i32.load(entry(from, i)));
    // x_Q − x_P and y_Q + y_P take the places of Q.
    walk(f, 'upward', i32.mul(kernel.slots(n), elementBytes), step, [x, y, qx, qy], (x, y, qx, qy) =>
      kernel.compact(f, (ops) => {
        const [difference, sum] = [ops.sub(ops.load(qx), ops.load(x)), ops.add(ops.load(qy), ops.load(y))];
        ops.store(qx, difference);
        ops.store(qy, sum);
      }),
    );
    eachLane(f, n, (i, lane, offset) =>
      f.if(
        isZero(f, at(offset, qx), lane),
        () =>
          f.if(
            isZero(f, at(offset, qy), lane),
            () => record.setInfinite(f, i32.load(entry(targets, i)), 1),
            () => {
              move(doubled, others, targets, i);
              move(halves, others, firsts, i);
              f.set(others, i32.add(others, 1));
            },
          ),
        () => {
          for (const list of [targets, firsts, seconds]) move(list, kept, list, i);
          f.set(kept, i32.add(kept, 1));
        },
      ),
    );
    f.store(doubles, others);
    f.return(kept);
  });

  /** (times): replaces the collected places by 2^times times what `halves` lists for them. */
  const double = m.function(`${label}DoublePlaces`, { params: { times: 'i32' } }, (f, { times }) => {
    const n = f.local('i32', i32.load(doubles));
    f.if(i32.eqz(n), () => f.return());
    f.store(doubles, i32.const(0));
    f.run(gather, halves, n, x, y);
    const slots = f.local('i32', kernel.slots(n));
    f.if(
      i32.eq(times, 1),
      () => trapUnless(f, f.call(kernel.double, x, y, slots)),
      () => trapUnless(f, f.call(doubleMany, times, slots)),
    );
    f.run(scatter, doubled, n);
  });

  const flush = m.function(`${label}Flush`, { params: {} }, (f) => {
    const n = f.local('i32', i32.load(pairs));
    f.if(i32.eqz(n), () => f.return());
    f.store(pairs, i32.const(0));
    f.run(gatherPairs, n);
    f.if(f.call(kernel.add, x, y, qx, qy, kernel.slots(n)), () => {
      f.run(scatter, targets, n);
      f.return();
    });
    f.set(n, f.call(separate, n));
    f.if(n, () => {
      f.run(gatherPairs, n);
      trapUnless(f, f.call(kernel.add, x, y, qx, qy, kernel.slots(n)));
      f.run(scatter, targets, n);
    });
    f.run(double, i32.const(1));
  });

  const collect = m.function(
    `${label}Collect`,
    { params: { target: 'i32', a: 'i32', b: 'i32' } },
    (f, { target, a, b }) => {
      const n = f.local('i32', i32.load(pairs));
      f.store(entry(targets, n), target);
      f.store(entry(firsts, n), a);
      f.store(entry(seconds, n), b);
      f.store(pairs, i32.add(n, 1));
      f.if(i32.eq(n, capacity - 1), () => f.run(flush));
    },
  );

  const add = m.function(`${label}AddPlaces`, { params: { p: 'i32', q: 'i32' } }, (f, { p, q }) => {
    f.if(record.isInfinite(q), () => f.return());
    f.if(
      record.isInfinite(p),
      () => record.copy(f, p, q),
      () => f.run(collect, p, p, q),
    );
  });

  const collectDouble = m.function(
    `${label}CollectDouble`,
    { params: { p: 'i32', times: 'i32' } },
    (f, { p, times }) => {
      f.if(record.isInfinite(p), () => f.return());
      const n = f.local('i32', i32.load(doubles));
      f.store(entry(doubled, n), p);
      f.store(entry(halves, n), p);
      f.store(doubles, i32.add(n, 1));
      f.if(i32.eq(n, capacity - 1), () => f.run(double, times));
    },
  );

  return {
    records: record,
    collect,
    add,
    flush,
    collectDouble,
    double,
    columns,
  };
}
