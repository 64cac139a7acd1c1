import { type Address, at, type Expression, type I32, i32, i64 } from '../wasm/expression.ts';
import type { Callable, Local } from '../wasm/function.ts';
import { i64x2, v128 } from '../wasm/vector.ts';
import type { GroupKernel } from './group.ts';
import type { Choice, Table } from './table.ts';

/** A row of a slot: the words of its lanes side by side, one or two. */
interface Row<T extends 'i64' | 'v128'> {
  readonly type: T;
  load(address: Address): Expression<T>;
  and(a: Expression<T>, b: Expression<T>): Expression<T>;
  or(a: Expression<T>, b: Expression<T>): Expression<T>;
  /** An integer in each lane. */
  of(lanes: readonly I32[]): Expression<T>;
  /** All ones in lanes that hold the integer, zero in others. */
  equals(lanes: Expression<T>, integer: bigint): Expression<T>;
}

const ONE: Row<'i64'> = {
  type: 'i64',
  load: (address) => i64.load(address),
  and: (a, b) => i64.and(a, b),
  or: (a, b) => i64.or(a, b),
  of: ([only]) => i64.extendU(only!),
  equals: (lanes, integer) => i64.sub(0n, i64.extendU(i64.eq(lanes, integer))),
};

const TWO: Row<'v128'> = {
  type: 'v128',
  load: (address) => v128.load(address),
  and: (a, b) => v128.and(a, b),
  or: (a, b) => v128.or(a, b),
  of: ([low, high]) => i64x2.replace(i64x2.splat(i64.extendU(low!)), 1, i64.extendU(high!)),
  equals: (lanes, integer) => i64x2.eq(lanes, i64x2.const(integer)),
};

/** Functions (digits, x, y, n) that fill the columns x, y of n slots with what digits select from the table. */
export interface Gather {
  /** Lane by lane: a digit for each point. */
  readonly each: Callable<undefined>;
  /** The first digit for all. */
  readonly shared: Callable<undefined>;
}

/**
 * All columns of the table are read, and all but one masked out: neither addresses nor instructions depend on the
 * digits.
 */
export function gathering(kernel: GroupKernel, table: Table): Gather {
  const emit = (shared: boolean) =>
    kernel.field.lanes === 1
      ? emitGather(kernel, table, ONE, shared)
      : emitGather(kernel, table, TWO, shared);
  return { each: emit(false), shared: emit(true) };
}

function emitGather<T extends 'i64' | 'v128'>(
  { m, group, field, elementBytes, columnStride }: GroupKernel,
  { xs, ys }: Table,
  row: Row<T>,
  shared: boolean,
): Callable<undefined> {
  const label = `${group.toLowerCase()}Gather${shared ? 'Shared' : ''}`;
  const params = { digits: 'i32', x: 'i32', y: 'i32', n: 'i32' } as const;
  const rowBytes = 8 * field.lanes;
  return m.function(label, { params }, (f, { digits, x, y, n }) => {
    const end = f.local('i32', i32.mul(n, elementBytes));
    const [element, offset] = [f.local('i32'), f.local('i32')];
    const wanted = f.local(row.type);
    const masks = Array.from({ length: Math.max(xs.count, ys.count) }, () => f.local(row.type));
    const set = (variable: Local<T>, value: Expression<T>) =>
      f.set(variable, value as Expression<'i64'> & Expression<'v128'>);
    /** Fills the bytes of a column with what the digits at hand select. */
    const fill = (column: Local<'i32'>, { first, count, indexOf }: Choice, from: I32, to: I32) => {
      const lanes = Array.from({ length: field.lanes }, (_, lane) =>
        i32.load8U(at(digits, shared ? 0 : lane)),
      );
      set(wanted, row.of(lanes.map(indexOf)));
      for (const [i, mask] of masks.slice(0, count).entries()) set(mask, row.equals(wanted, BigInt(i)));
      f.for(offset, from, to, rowBytes, () => {
        const terms = masks
          .slice(0, count)
          .map((mask, i) => row.and(row.load(at(offset, first + i * columnStride)), mask));
        f.store(at(i32.add(column, offset)), terms.reduce(row.or));
      });
    };
    const fillBoth = (from: I32, to: I32) => {
      fill(x, xs, from, to);
      fill(y, ys, from, to);
    };
    if (shared) fillBoth(0, end);
    else {
      f.for(element, 0, end, elementBytes, () => {
        fillBoth(element, i32.add(element, elementBytes));
        f.set(digits, i32.add(digits, field.lanes));
      });
    }
  });
}
