import type { CurveParameters } from '../curve/parameters.ts';
import type { PrimeField } from '../field/field.ts';
import { at, i32, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Area } from './splitting.ts';

/** A scalar in memory: 32 bytes, little-endian. */
const BYTES = 32;

/** The secrets of a contribution, s and t, and the scalars s·t^i made from them. */
export interface Secrets {
  /** Where s and then t are put: 64 bytes. */
  readonly address: number;
  /** (scalar) → 1 unless the 32 bytes are an integer in 1…r−1. */
  readonly isBad: Callable<'i32'>;
  /** (start): the next scalar is s·t^start. The exponent is not secret. */
  readonly begin: Callable<undefined>;
  /** (target): writes the next scalar, and goes on to the one after. */
  readonly next: Callable<undefined>;
  /** The secrets themselves, and what the functions above keep. */
  readonly areas: { readonly secrets: Area; readonly made: Area };
}

/** Emits the arithmetic of s·t^i over a field of r elements. */
export function secretScalars(m: ModuleBuilder, curve: CurveParameters, field: PrimeField): Secrets {
  if (field.prime !== curve.r) throw new RangeError('the field of scalars has another order');
  const address = m.reserve(2 * BYTES, 64);
  const [s, t] = [address, address + BYTES];
  const slots = m.reserve(4 * field.slotBytes);
  const [current, ratio, square, packed] = [0, 1, 2, 3].map((i) => slots + i * field.slotBytes);

  const isBad = m.function('scalarIsBad', { params: { scalar: 'i32' }, result: 'i32' }, (f, { scalar }) => {
    const any = f.local('i64', 0n);
    const borrow = f.local('i64', 0n);
    for (let i = 0; i < 4; i++) {
      const word = f.local('i64', i64.load(at(scalar, 8 * i)));
      f.set(any, i64.or(any, word));
      // word − limit − borrow borrows where word < limit, or they are equal and borrow is set.
      const limit = BigInt.asUintN(64, curve.r >> BigInt(64 * i));
      const below = i32.or(i64.ltU(word, limit), i32.and(i64.eq(word, limit), i32.wrap(borrow)));
      f.set(borrow, i64.extendU(below));
    }
    f.return(i32.or(i64.eqz(any), i64.eqz(borrow)));
  });

  const begin = m.function('scalarBegin', { params: { start: 'i32' } }, (f, { start }) => {
    const ops = field.ops(f);
    for (const [slot, scalar] of [
      [current!, s],
      [ratio!, t],
    ] as const) {
      // Both lanes of a slot of two, so that none holds what was there before.
      for (let lane = 0; lane < field.lanes; lane++) f.run(field.unpack, slot, lane, scalar);
      ops.store(at(slot), ops.fromInteger(ops.load(at(slot))));
    }
    ops.store(at(square!), ops.load(at(ratio!)));
    f.while(
      () => i32.ne(start, 0),
      () => {
        f.if(i32.and(start, 1), () => {
          ops.store(at(current!), ops.mul(ops.load(at(current!)), ops.load(at(square!))));
        });
        // As a product, which the module has anyway.
        ops.store(at(square!), ops.mul(ops.load(at(square!)), ops.load(at(square!))));
        f.set(start, i32.shrU(start, 1));
      },
    );
  });

  const next = m.function('scalarNext', { params: { target: 'i32' } }, (f, { target }) => {
    const ops = field.ops(f);
    ops.store(at(packed!), ops.toInteger(ops.load(at(current!))));
    f.run(field.pack, target, packed!, 0);
    ops.store(at(current!), ops.mul(ops.load(at(current!)), ops.load(at(ratio!))));
  });

  return {
    address,
    isBad,
    begin,
    next,
    areas: {
      secrets: { address, bytes: 2 * BYTES },
      made: { address: slots, bytes: 4 * field.slotBytes },
    },
  };
}
