import { componentBounds, type LatticeReduction } from '../curve/lattice.ts';
import { COMBINATION_RANGE, windowCount, windowOffset } from '../curve/windows.ts';
import { type Address, at, type Expression, type I32, i32, int32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Records } from './records.ts';

/** Bytes of a scalar, as callers give it. */
export const WIDTHS = [4, 16, 32] as const;

/** Window sizes that are considered. */
const [NARROWEST, WIDEST] = [2, 16];
/** Entries of all windows together that are put into buckets at once, unless one window alone has more. */
const ENTRIES = 1 << 16;

/** The numbers of one call, in memory while it runs. */
const NUMBERS = [
  /** Bytes of a scalar. */
  'width',
  /** Scalars that one is split into. */
  'parts',
  /** Points that were given, and entries of one window: parts times as many. */
  'points',
  'entries',
  /** Windows, bits of one, log₂ of its buckets: one less. */
  'windows',
  'bits',
  'log',
  /** Windows that are put into buckets together. */
  'together',
  /** Where H of curve/windows.ts lies, 24 bytes. */
  'offset',
  /** Addresses: records of the points; scalars + H; digits; records sorted by bucket; where each bucket begins. */
  'sources',
  'shifted',
  'digits',
  'sorted',
  'starts',
  /** Addresses of places: the buckets of all windows; sums on the way; sums of bits. */
  'buckets',
  'sums',
  'bitSums',
] as const;

type NumberName = (typeof NUMBERS)[number];

/** Bytes of a scalar + H: three words, and a fourth that is zero. */
export const SHIFTED_BYTES = 32;

/** How one combination is computed, and where in its work area everything lies. */
export interface Plan {
  /** (n, width, work) → the end of the work area: decides everything. */
  readonly make: Callable<'i32'>;
  get(name: NumberName): Expression<'i32'>;
}

/**
 * The window size is that for which windows·(entries + 2·buckets) is least: what goes into buckets, and the two
 * additions for every bucket afterwards.
 */
export function planning(
  m: ModuleBuilder,
  label: string,
  splitting: LatticeReduction,
  { sourceBytes, placeBytes }: Pick<Records, 'sourceBytes' | 'placeBytes'>,
): Plan {
  const place = new Map<NumberName, Address>(NUMBERS.map((name) => [name, at(m.reserve(4))]));
  const get = (name: NumberName) => i32.load(place.get(name)!);
  const tables = WIDTHS.map((width) => m.constant(windowTable(rangeOf(width, splitting))));

  const make = m.function(
    `${label}Plan`,
    { params: { n: 'i32', width: 'i32', work: 'i32' }, result: 'i32' },
    (f: FunctionBuilder, { n, width, work }) => {
      const set = (name: NumberName, value: I32) => f.store(place.get(name)!, int32(value));
      const end = f.local('i32', work);
      const area = (name: NumberName, bytes: I32) => {
        set(name, end);
        f.set(end, i32.and(i32.add(i32.add(end, bytes), 63), -64));
      };
      const is = (index: number) => i32.eq(width, WIDTHS[index]!);
      f.if(i32.eqz(i32.or(i32.or(is(0), is(1)), is(2))), () => f.trap());
      set('width', width);
      set('parts', i32.select(splitting.constant.length, 1, is(2)));
      set('points', n);
      const entries = f.local('i32', i32.mul(n, get('parts')));
      set('entries', entries);

      const row = f.local('i32', i32.select(tables[0]!, i32.select(tables[1]!, tables[2]!, is(1)), is(0)));
      const bits = f.local('i32');
      const [cost, least] = [f.local('i32'), f.local('i32', -1)];
      f.for(bits, NARROWEST, WIDEST + 1, 1, () => {
        f.set(cost, i32.mul(i32.load(at(row)), i32.add(entries, i32.shl(1, bits))));
        f.if(i32.ltU(cost, least), () => {
          f.set(least, cost);
          set('bits', bits);
          set('windows', i32.load(at(row)));
          set('offset', i32.add(row, 8));
        });
        f.set(row, i32.add(row, ROW_BYTES));
      });
      set('log', i32.sub(get('bits'), 1));
      const many = f.local('i32', i32.divU(ENTRIES, i32.select(entries, 1, entries)));
      f.set(many, i32.select(get('windows'), many, i32.gtU(many, get('windows'))));
      set('together', i32.select(many, 1, many));

      const atOnce = f.local('i32', i32.mul(get('together'), entries));
      const buckets = f.local('i32', i32.shl(get('together'), get('log')));
      area('sources', i32.mul(entries, sourceBytes));
      area('shifted', i32.mul(entries, SHIFTED_BYTES));
      area('digits', i32.shl(atOnce, 2));
      area('sorted', i32.shl(atOnce, 2));
      area('starts', i32.shl(i32.add(buckets, 1), 2));
      area('buckets', i32.mul(i32.shl(get('windows'), get('log')), placeBytes));
      // Pairs, and one point more for every bucket with an odd number of them.
      const odd = i32.select(buckets, atOnce, i32.ltU(buckets, atOnce));
      area('sums', i32.mul(i32.shrU(i32.add(i32.add(atOnce, odd), 1), 1), placeBytes));
      area('bitSums', i32.mul(i32.mul(get('windows'), get('bits')), placeBytes));
      f.return(end);
    },
  );

  return { make, get };
}

/** What the scalars of a width, or their parts, can be. */
function rangeOf(width: (typeof WIDTHS)[number], splitting: LatticeReduction): readonly [bigint, bigint] {
  if (width === 4) return [0n, (1n << 32n) - 1n];
  if (width === 16) return COMBINATION_RANGE;
  // Every number of 32 bytes is split, below the order or not.
  const bounds = componentBounds({ ...splitting, order: 1n << 256n });
  return bounds.reduce(([low, high], [min, max]) => [min < low ? min : low, max > high ? max : high]);
}

const ROW_BYTES = 32;

/** For every window size a row: how many windows, 8 bytes, and H. */
function windowTable(range: readonly [bigint, bigint]): Uint8Array {
  const table = new Uint8Array(ROW_BYTES * (WIDEST - NARROWEST + 1));
  const view = new DataView(table.buffer);
  for (let bits = NARROWEST; bits <= WIDEST; bits++) {
    const row = ROW_BYTES * (bits - NARROWEST);
    const count = windowCount(bits, range);
    const offset = windowOffset(bits, count);
    if (bits * count > 192) throw new RangeError('too many windows');
    view.setBigUint64(row, BigInt(count), true);
    for (let word = 0; word < 3; word++) {
      view.setBigUint64(row + 8 + 8 * word, BigInt.asUintN(64, offset >> BigInt(64 * word)), true);
    }
  }
  return table;
}
