import type { PrimeField, PrimeOps } from '../field/field.ts';
import { at, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { CoordinateField } from './inversion.ts';
import { walk } from './walk.ts';

/**
 * Between points in storage and columns. Storage holds affine points, x before y, c0 before c1 in F_p², each
 * integer little-endian in Montgomery form with R = 2^(64·words); infinity is all zero and is no case here.
 */
export interface Storage {
  /** Bytes of one coordinate and of one point. */
  readonly coordinateBytes: number;
  readonly pointBytes: number;
  /** (source, x, y, points): fills columns. Lanes after the last point repeat it. Integers must be below p. */
  readonly read: Callable<undefined>;
  /** (target, x, y, points): writes canonical integers. */
  readonly write: Callable<undefined>;
}

export function storage(
  m: ModuleBuilder,
  field: PrimeField,
  coordinates: CoordinateField,
  label: string,
): Storage {
  const { degree, elementBytes, step } = coordinates;
  const { lanes, slotBytes, unroll, words } = field;
  const coordinateBytes = 8 * words * degree;
  const pointBytes = 2 * coordinateBytes;
  const group = lanes * unroll;
  const converted = m.reserve(2 * step);

  /** For each integer of a group of elements: its slot and lane in the group, its element, its place in a point. */
  const places = Array.from({ length: group }, (_, element) =>
    Array.from({ length: degree }, (_, part) => ({
      slot: Math.floor(element / lanes) * elementBytes + part * slotBytes,
      lane: element % lanes,
      element,
      place: part * 8 * words,
    })),
  ).flat();

  /** Applies a conversion to every part of the paired element at an address. */
  function convert(
    f: FunctionBuilder,
    from: Local<'i32'>,
    to: Local<'i32'> | number,
    operation: (ops: PrimeOps<unknown>, a: unknown) => unknown,
  ): void {
    const ops = field.ops(f, elementBytes);
    for (let part = 0; part < degree; part++) {
      ops.store(at(to, part * slotBytes), operation(ops, ops.load(at(from, part * slotBytes))));
    }
  }

  const signature = { params: { storage: 'i32', x: 'i32', y: 'i32', points: 'i32' } } as const;

  const read = m.function(`${label}Read`, signature, (f, { storage, x, y, points }) => {
    const first = f.local('i32', 0);
    const last = f.local('i32', i32.sub(points, 1));
    const bytes = i32.mul(i32.divU(i32.add(points, group - 1), group), step);
    walk(f, 'upward', bytes, step, [x, y], (inX, inY) => {
      const from = Array.from({ length: group }, (_, element) => {
        const index = f.local('i32', i32.add(first, element));
        f.set(index, i32.select(index, last, i32.ltU(index, last)));
        return f.local('i32', i32.add(storage, i32.mul(index, pointBytes)));
      });
      for (const [column, offset] of [
        [inX, 0],
        [inY, coordinateBytes],
      ] as const) {
        const base = f.local('i32', i32.add(column.base, column.offset));
        for (const { slot, lane, element, place } of places) {
          f.run(field.unpack, i32.add(base, slot), lane, i32.add(from[element]!, offset + place));
        }
        convert(f, base, base, (ops, a) => ops.fromMontgomery(a));
      }
      f.set(first, i32.add(first, group));
    });
  });

  const write = m.function(`${label}Write`, signature, (f, { storage, x, y, points }) => {
    const rest = f.local('i32', points);
    const to = f.local('i32', storage);
    const bytes = i32.mul(i32.divU(i32.add(points, group - 1), group), step);
    walk(f, 'upward', bytes, step, [x, y], (inX, inY) => {
      convert(f, f.local('i32', i32.add(inX.base, inX.offset)), converted, (ops, a) => ops.toMontgomery(a));
      convert(f, f.local('i32', i32.add(inY.base, inY.offset)), converted + step, (ops, a) =>
        ops.toMontgomery(a),
      );
      for (const { slot, lane, element, place } of places) {
        f.if(i32.gtS(rest, element), () => {
          const target = element * pointBytes + place;
          f.run(field.pack, i32.add(to, target), converted + slot, lane);
          f.run(field.pack, i32.add(to, target + coordinateBytes), converted + step + slot, lane);
        });
      }
      f.set(to, i32.add(to, group * pointBytes));
      f.set(rest, i32.sub(rest, group));
    });
  });

  return { coordinateBytes, pointBytes, read, write };
}
