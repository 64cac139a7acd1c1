import type { GroupKernel } from '../batch/group.ts';
import { at, type I32, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { CompleteAddition } from './complete-add.ts';

/** Between points in storage form and places. Nothing may be collected meanwhile. */
export interface Conversion {
  /** (from, to, n): n points in storage form become places. */
  readonly read: Callable<undefined>;
  /** (to, from, n): n places become points in storage form. */
  readonly write: Callable<undefined>;
}

export function conversion(kernel: GroupKernel, addition: CompleteAddition): Conversion {
  const { m, pointBytes, elementBytes, field } = kernel;
  const { lanes } = field;
  const label = kernel.group.toLowerCase();
  const { coordinateBytes, placeBytes, gather, isInfinite, setInfinite } = addition.records;
  const [x, y] = addition.columns;
  const [zero] = [m.reserve(placeBytes)];

  const read = m.function(
    `${label}ReadPlaces`,
    { params: { from: 'i32', to: 'i32', n: 'i32' } },
    (f, { from, to, n }) =>
      inChunks(kernel, f, n, (count) => {
        f.run(kernel.read, from, x, y, count);
        eachPoint(kernel, addition, f, count, to, placeBytes, [x, y]);
        const place = f.local('i32', i32.sub(to, i32.mul(count, placeBytes)));
        f.while(
          () => i32.ltU(place, to),
          () => {
            setInfinite(f, place, isInfinity(from, pointBytes));
            f.set(place, i32.add(place, placeBytes));
            f.set(from, i32.add(from, pointBytes));
          },
        );
      }),
  );

  const write = m.function(
    `${label}WritePlaces`,
    { params: { to: 'i32', from: 'i32', n: 'i32' } },
    (f, { to, from, n }) =>
      inChunks(kernel, f, n, (count) => {
        const [i, offset] = [f.local('i32'), f.local('i32', 0)];
        const sources = Array.from({ length: lanes }, () => f.local('i32'));
        f.for(i, 0, i32.mul(kernel.slots(count), lanes), lanes, () => {
          for (const [lane, source] of sources.entries()) {
            f.set(source, i32.add(from, i32.mul(i32.add(i, lane), placeBytes)));
            // What an infinite place holds, or the memory after the last one, is no element.
            f.if(i32.geU(i32.add(i, lane), count), () => f.set(source, i32.const(zero!)));
            f.if(isInfinite(source), () => f.set(source, i32.const(zero!)));
          }
          gather(
            f,
            at(offset, x),
            sources.map((source) => at(source)),
          );
          gather(
            f,
            at(offset, y),
            sources.map((source) => at(source, coordinateBytes)),
          );
          f.set(offset, i32.add(offset, elementBytes));
        });
        // (0, 0) is written as zeros, which are infinity.
        f.run(kernel.write, to, x, y, count);
        f.set(from, i32.add(from, i32.mul(count, placeBytes)));
        f.set(to, i32.add(to, i32.mul(count, pointBytes)));
      }),
  );

  return { read, write };
}

/** Runs `body` for chunks of n points, n counting down to zero; `count` is at most what a column holds. */
export function inChunks(
  { capacity }: Pick<GroupKernel, 'capacity'>,
  f: FunctionBuilder,
  n: Local<'i32'>,
  body: (count: Local<'i32'>) => void,
): void {
  const count = f.local('i32');
  f.while(
    () => n,
    () => {
      f.set(count, i32.select(n, capacity, i32.ltU(n, capacity)));
      body(count);
      f.set(n, i32.sub(n, count));
    },
  );
}

/** Writes the first points of columns to records from `to` on, which moves behind the last one. */
export function eachPoint(
  { field, elementBytes }: Pick<GroupKernel, 'field' | 'elementBytes'>,
  { records }: Pick<CompleteAddition, 'records'>,
  f: FunctionBuilder,
  count: I32,
  to: Local<'i32'>,
  stride: number,
  columns: readonly number[],
): void {
  const { coordinateBytes, scatter } = records;
  const [i, offset] = [f.local('i32', 0), f.local('i32', 0)];
  f.while(
    () => i32.ltU(i, count),
    () => {
      for (let lane = 0; lane < field.lanes; lane++) {
        f.if(i32.ltU(i, count), () => {
          for (const [k, column] of columns.entries()) {
            scatter(f, at(offset, column), lane, at(to, k * coordinateBytes));
          }
          f.set(to, i32.add(to, stride));
          f.set(i, i32.add(i, 1));
        });
      }
      f.set(offset, i32.add(offset, elementBytes));
    },
  );
}

/** Whether a point in storage form is infinity. */
export function isInfinity(point: I32, pointBytes: number): I32 {
  let any = i64.load(at(point));
  for (let byte = 8; byte < pointBytes; byte += 8) any = i64.or(any, i64.load(at(point, byte)));
  return i64.eqz(any);
}
