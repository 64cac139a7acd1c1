import type { GroupKernel } from '../batch/group.ts';
import { type I32, i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { CompleteAddition } from './complete-add.ts';
import type { Plan } from './plan.ts';

/**
 * (): what all buckets stand for, Σ 2^(c·w)·(k + 1)·B_wk over windows w and buckets k, left in the first place of
 * the plan's bit sums.
 *
 * Instead of running sums, which go one bucket after another, bit by bit: Σ (k + 1)·B_k = Σ B_k + Σ_j 2^j·U_j,
 * where U_j sums the buckets with bit j set. A tree over a window's buckets leaves at k the sum of k…k + 2^j − 1,
 * 2^j the lowest bit of k; U_j is the sum of what it leaves at the k with that lowest bit. That takes twice as many
 * additions as there are buckets, as running sums do, but many are independent of each other. The sums of
 * bits are then folded in halves, Σ 2^i·V_i = Σ 4^i·(V_2i + 2·V_2i+1).
 */
export function bitSums(kernel: GroupKernel, addition: CompleteAddition, plan: Plan): Callable<undefined> {
  const { m } = kernel;
  const label = kernel.group.toLowerCase();
  const { placeBytes, copy, setInfinite } = addition.records;
  const places = (count: I32) => i32.mul(count, placeBytes);

  /** (from, to, step, distance): adds to every place, step by step, the one at a distance; counted in places. */
  const addAll = m.function(
    `${label}AddAll`,
    { params: { from: 'i32', to: 'i32', step: 'i32', distance: 'i32' } },
    (f, { from, to, step, distance }) => {
      f.set(step, places(step));
      f.set(distance, places(distance));
      f.while(
        () => i32.ltU(from, to),
        () => {
          f.run(addition.add, from, i32.add(from, distance));
          f.set(from, i32.add(from, step));
        },
      );
    },
  );

  const tree = m.function(`${label}BucketTree`, { params: {} }, (f) => {
    const first = f.local('i32', plan.get('buckets'));
    const log = f.local('i32', plan.get('log'));
    const end = f.local('i32', i32.add(first, places(i32.shl(plan.get('windows'), log))));
    const [j, round] = [f.local('i32'), f.local('i32')];
    const power = (exponent: I32) => i32.shl(1, exponent);
    f.for(j, 0, log, 1, () => {
      f.run(addAll, first, end, power(i32.add(j, 1)), power(j));
      f.run(addition.flush);
    });
    f.for(round, 1, log, 1, () => {
      f.for(j, 0, i32.sub(log, round), 1, () => {
        const distance = f.local('i32', power(i32.add(j, round)));
        f.run(addAll, i32.add(first, places(power(j))), end, i32.shl(distance, 1), distance);
      });
      f.run(addition.flush);
    });
    // The sum of all of a window's buckets is at its first.
    f.run(addAll, i32.add(first, placeBytes), end, power(log), -1);
    f.run(addition.flush);
  });

  const spread = m.function(`${label}SpreadBits`, { params: {} }, (f) => {
    const from = f.local('i32', plan.get('buckets'));
    const to = f.local('i32', plan.get('bitSums'));
    const log = f.local('i32', plan.get('log'));
    const [left, j] = [f.local('i32'), f.local('i32')];
    f.down(left, plan.get('windows'), 0, 1, () => {
      f.for(j, 0, log, 1, () => {
        copy(f, to, f.local('i32', i32.add(from, places(i32.shl(1, j)))));
        f.set(to, i32.add(to, placeBytes));
      });
      setInfinite(f, to, 1);
      f.set(to, i32.add(to, placeBytes));
      f.set(from, i32.add(from, places(i32.shl(1, log))));
    });
  });

  return m.function(`${label}BitSums`, { params: {} }, (f) => {
    f.run(tree);
    f.run(spread);
    const first = f.local('i32', plan.get('bitSums'));
    const end = f.local('i32', i32.add(first, places(i32.mul(plan.get('windows'), plan.get('bits')))));
    const [half, place, stride] = [f.local('i32', 1), f.local('i32'), f.local('i32')];
    const eachUpper = (body: () => void) => {
      f.set(place, i32.add(first, stride));
      f.while(
        () => i32.ltU(place, end),
        () => {
          body();
          f.set(place, i32.add(place, i32.shl(stride, 1)));
        },
      );
    };
    f.set(stride, places(half));
    f.while(
      () => i32.ltU(i32.add(first, stride), end),
      () => {
        eachUpper(() => f.run(addition.collectDouble, place, half));
        f.run(addition.double, half);
        eachUpper(() => f.run(addition.add, i32.sub(place, stride), place));
        f.run(addition.flush);
        f.set(half, i32.shl(half, 1));
        f.set(stride, i32.shl(stride, 1));
      },
    );
  });
}
