import type { GroupKernel } from '../batch/group.ts';
import { at, i32, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { CompleteAddition } from './complete-add.ts';
import { type Plan, SHIFTED_BYTES } from './plan.ts';

/**
 * (first, count): sums of the points of every bucket of `count` windows from the first on, as places of the plan's
 * buckets. Bucket k of a window takes the points whose digit is ±(k + 1).
 *
 * Affine additions in buckets that share inversions: Bernstein, Doumen, Lange and Oosterwijk, "Faster Batch Forgery
 * Identification", 2012, section 4; Mitscha-Baude and Hansen, "2D Pippenger", ZPrize 2022. Points are sorted by bucket, by
 * counting; then rounds add neighbours within all buckets, each halving what is left.
 */
export function bucketSums(kernel: GroupKernel, addition: CompleteAddition, plan: Plan): Callable<undefined> {
  const { m } = kernel;
  const label = kernel.group.toLowerCase();
  const { coordinateBytes, sourceBytes, placeBytes, copy, setInfinite } = addition.records;
  const word = (base: Parameters<typeof i32.add>[0], index: Parameters<typeof i32.add>[0]) =>
    at(i32.add(base, i32.shl(index, 2)));

  /**
   * (window, number): the digits of a window into row `number` of the plan's digits, as 2·bucket + sign, −1 for
   * zero; counts what comes after each bucket's beginning.
   */
  const cut = m.function(
    `${label}Cut`,
    { params: { window: 'i32', number: 'i32' } },
    (f, { window, number }) => {
      const entries = f.local('i32', plan.get('entries'));
      const starts = f.local('i32', plan.get('starts'));
      const bits = f.local('i32', plan.get('bits'));
      const bit = f.local('i32', i32.mul(window, bits));
      const shift = f.local('i64', i64.extendU(i32.and(bit, 63)));
      const mask = f.local('i32', i32.sub(i32.shl(1, bits), 1));
      const middle = f.local('i32', i32.shl(1, plan.get('log')));
      const base = f.local('i32', i32.sub(i32.shl(number, plan.get('log')), 1));
      const out = f.local('i32', word(plan.get('digits'), i32.mul(number, entries)).base);
      const at64 = f.local('i32', i32.add(plan.get('shifted'), i32.shl(i32.shrU(bit, 6), 3)));
      const [digit, sign, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
      const window64 = f.local('i64');
      f.down(left, entries, 0, 1, () => {
        // Bits of this word and the next one; shifting by 1 and then by 63 − shift is right for shift = 0 too.
        f.set(window64, i64.shl(i64.shl(i64.load(at(at64, 8)), 1n), i64.sub(63n, shift)));
        f.set(window64, i64.or(window64, i64.shrU(i64.load(at(at64)), shift)));
        f.set(digit, i32.sub(i32.and(i32.wrap(window64), mask), middle));
        f.if(
          digit,
          () => {
            f.set(sign, i32.shrS(digit, 31));
            f.set(digit, i32.add(base, i32.sub(i32.xor(digit, sign), sign)));
            f.store(at(out), i32.sub(i32.shl(digit, 1), sign));
            const count = word(starts, digit);
            f.store(at(count.base, 4), i32.add(i32.load(at(count.base, 4)), 1));
          },
          () => f.store(at(out), i32.const(-1)),
        );
        f.set(at64, i32.add(at64, SHIFTED_BYTES));
        f.set(out, i32.add(out, 4));
      });
    },
  );

  /** (number): the points of row `number` to the places of their buckets, as the complete addition takes sources. */
  const sort = m.function(`${label}Sort`, { params: { number: 'i32' } }, (f, { number }) => {
    const entries = f.local('i32', plan.get('entries'));
    const starts = f.local('i32', plan.get('starts'));
    const sorted = f.local('i32', plan.get('sorted'));
    const from = f.local('i32', word(plan.get('digits'), i32.mul(number, entries)).base);
    const source = f.local('i32', plan.get('sources'));
    const [digit, place, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
    f.down(left, entries, 0, 1, () => {
      f.set(digit, i32.load(at(from)));
      f.if(i32.ne(digit, -1), () => {
        f.set(place, word(starts, i32.shrU(digit, 1)).base);
        const index = f.local('i32', i32.load(at(place)));
        f.store(at(place), i32.add(index, 1));
        f.store(word(sorted, index), i32.or(source, i32.and(digit, 1)));
      });
      f.set(from, i32.add(from, 4));
      f.set(source, i32.add(source, sourceBytes));
    });
  });

  /** (to, from): a source as the complete addition takes it becomes a place. */
  const move = m.function(`${label}MoveSource`, { params: { to: 'i32', from: 'i32' } }, (f, { to, from }) => {
    const x = f.local('i32', i32.and(from, -2));
    const y = f.local('i32', i32.add(x, i32.mul(i32.and(from, 1), coordinateBytes)));
    for (let byte = 0; byte < coordinateBytes; byte += 8) {
      f.store(at(to, byte), i64.load(at(x, byte)));
      f.store(at(to, coordinateBytes + byte), i64.load(at(y, coordinateBytes + byte)));
    }
    setInfinite(f, to, 0);
  });

  /** (buckets): adds neighbours for the first time, from sources to places; `starts` then says which places. */
  const pairUp = m.function(`${label}PairUp`, { params: { buckets: 'i32' } }, (f, { buckets }) => {
    const starts = f.local('i32', plan.get('starts'));
    const end = f.local('i32', i32.add(starts, i32.shl(buckets, 2)));
    const from = f.local('i32', plan.get('sorted'));
    const sorted = f.local('i32', from);
    const place = f.local('i32', plan.get('sums'));
    const last = f.local('i32');
    const start = f.local('i32');
    f.for(start, starts, end, 4, () => {
      // Sorting has moved the beginning of each bucket to its end.
      f.set(last, word(sorted, i32.load(at(start))).base);
      f.store(at(start), place);
      f.while(
        () => i32.ltU(i32.add(from, 4), last),
        () => {
          f.run(addition.collect, place, i32.load(at(from)), i32.load(at(from, 4)));
          f.set(from, i32.add(from, 8));
          f.set(place, i32.add(place, placeBytes));
        },
      );
      f.if(i32.ltU(from, last), () => {
        f.run(move, place, i32.load(at(from)));
        f.set(from, last);
        f.set(place, i32.add(place, placeBytes));
      });
    });
    f.store(at(end), place);
    f.run(addition.flush);
  });

  /** (buckets): goes on adding neighbours until each bucket's first place is its sum. */
  const fold = m.function(`${label}FoldBuckets`, { params: { buckets: 'i32' } }, (f, { buckets }) => {
    const starts = f.local('i32', plan.get('starts'));
    const end = f.local('i32', i32.add(starts, i32.shl(buckets, 2)));
    const stride = f.local('i32', placeBytes);
    const [any, start, place, last] = [f.local('i32', 1), f.local('i32'), f.local('i32'), f.local('i32')];
    f.while(
      () => any,
      () => {
        f.set(any, i32.const(0));
        f.for(start, starts, end, 4, () => {
          f.set(place, i32.load(at(start)));
          f.set(last, i32.load(at(start, 4)));
          f.while(
            () => i32.ltU(i32.add(place, stride), last),
            () => {
              f.run(addition.add, place, i32.add(place, stride));
              f.set(place, i32.add(place, i32.shl(stride, 1)));
              f.set(any, i32.const(1));
            },
          );
        });
        f.run(addition.flush);
        f.set(stride, i32.shl(stride, 1));
      },
    );
  });

  return m.function(
    `${label}BucketSums`,
    { params: { first: 'i32', count: 'i32' } },
    (f, { first, count }) => {
      const buckets = f.local('i32', i32.shl(count, plan.get('log')));
      const starts = f.local('i32', plan.get('starts'));
      const end = f.local('i32', i32.add(starts, i32.shl(buckets, 2)));
      f.fill(starts, 0, i32.shl(i32.add(buckets, 1), 2));
      const number = f.local('i32');
      f.for(number, 0, count, 1, () => f.run(cut, i32.add(first, number), number));
      const [start, total] = [f.local('i32'), f.local('i32', 0)];
      f.for(start, starts, end, 4, () => {
        f.set(total, i32.add(total, i32.load(at(start))));
        f.store(at(start), total);
      });
      f.for(number, 0, count, 1, () => f.run(sort, number));
      f.run(pairUp, buckets);
      f.run(fold, buckets);

      const to = f.local(
        'i32',
        i32.add(plan.get('buckets'), i32.mul(i32.shl(first, plan.get('log')), placeBytes)),
      );
      f.for(start, starts, end, 4, () => {
        f.if(
          i32.ltU(i32.load(at(start)), i32.load(at(start, 4))),
          () => copy(f, to, f.local('i32', i32.load(at(start)))),
          () => setInfinite(f, to, 1),
        );
        f.set(to, i32.add(to, placeBytes));
      });
    },
  );
}
