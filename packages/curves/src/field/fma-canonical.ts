import { type Address, at, type Expression, f64, type I32, type I64, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Radix } from './fma-radix.ts';
import type { Bounds } from './limb-bounds.ts';
import { wordFunctions, wordsOf } from './words.ts';

const LANE_BYTES = 8;
const LIMB_BYTES = 16;

const lanePlace = (slot: I32, lane: I32): Expression<'i32'> => i32.add(slot, i32.mul(lane, LANE_BYTES));
const limbPlace = (place: Local<'i32'>, limb: number): Address => at(place, LIMB_BYTES * limb);

/** (slot, lane, source): signed digits of a canonical integer, as floats. */
export function emitUnpack(m: ModuleBuilder, { prime, bits, limbs }: Radix): Callable<undefined> {
  const words = wordsOf(prime);
  const params = { slot: 'i32', lane: 'i32', source: 'i32' } as const;
  return m.function('unpack', { params }, (f, { slot, lane, source }) => {
    const place = f.local('i32', lanePlace(slot, lane));
    const word = (k: number) => i64.load(at(source, 8 * k));
    const half = 1n << BigInt(bits - 1);
    const carry = f.local('i64', 0n);
    for (let i = 0; i < limbs; i++) {
      const [k, from] = [Math.floor((bits * i) / 64), (bits * i) % 64];
      let digit: I64 = k < words ? i64.shrU(word(k), BigInt(from)) : 0n;
      if (from + bits > 64 && k + 1 < words) digit = i64.or(digit, i64.shl(word(k + 1), BigInt(64 - from)));
      const sum = f.local('i64', i64.add(i64.and(digit, 2n * half - 1n), carry));
      if (i < limbs - 1) {
        f.set(carry, i64.shrU(i64.add(sum, half), BigInt(bits)));
        f.set(sum, i64.sub(sum, i64.shl(carry, BigInt(bits))));
      }
      f.store(limbPlace(place, i), f64.convert(sum));
    }
  });
}

/**
 * (target, slot, lane): the canonical integer of limbs whose value is at least −2p and below 2p: adds 2p,
 * then takes away 2p and p where the rest stays positive, by masks.
 */
export function emitPack(m: ModuleBuilder, radix: Radix, stored: Bounds): Callable<undefined> {
  const { prime, bits } = radix;
  if (stored.value.min < -2n * prime || stored.value.max >= 2n * prime) {
    throw new RangeError('too wide to pack');
  }
  const params = { target: 'i32', slot: 'i32', lane: 'i32' } as const;
  return m.function('pack', { params }, (f, { target, slot, lane }) => {
    const place = f.local('i32', lanePlace(slot, lane));
    const limbs = stored.limbs.map((_, i) => f.local('i64', i64.truncate(f64.load(limbPlace(place, i)))));
    addMultiple(f, limbs, bits, 2n * prime);
    for (const multiple of [2n * prime, prime]) {
      const rest = limbs.map((limb) => f.local('i64', limb));
      addMultiple(f, rest, bits, -multiple);
      const negative = f.local('i64', i64.shrS(rest.at(-1)!, 63n));
      for (const [i, limb] of limbs.entries()) {
        f.set(limb, i64.xor(rest[i]!, i64.and(i64.xor(limb, rest[i]!), negative)));
      }
    }
    for (let k = 0; k < wordsOf(prime); k++) {
      let word: I64 = 0n;
      for (const [i, limb] of limbs.entries()) {
        const shift = bits * i - 64 * k;
        if (shift <= -bits || shift >= 64) continue;
        const part = shift >= 0 ? i64.shl(limb, BigInt(shift)) : i64.shrU(limb, BigInt(-shift));
        word = i64.or(word, part);
      }
      f.store(at(target, 8 * k), i64.or(word, 0n));
    }
  });
}

/** Adds the constant and carries, so that every limb but the highest lies in 0 … 2^bits − 1. */
function addMultiple(
  f: FunctionBuilder,
  limbs: readonly Local<'i64'>[],
  bits: number,
  constant: bigint,
): void {
  const mask = (1n << BigInt(bits)) - 1n;
  for (const [i, limb] of limbs.entries()) {
    const digit = constant >> BigInt(bits * i);
    f.set(limb, i64.add(limb, i === limbs.length - 1 ? digit : digit & mask));
    if (i > 0) f.set(limb, i64.add(limb, i64.shrS(limbs[i - 1]!, BigInt(bits))));
    if (i > 0) f.set(limbs[i - 1]!, i64.and(limbs[i - 1]!, mask));
  }
}

/** (slot, lane, fromSlot, fromLane): copies one lane. */
export function emitMoveLane(m: ModuleBuilder, limbs: number): Callable<undefined> {
  const params = { slot: 'i32', lane: 'i32', fromSlot: 'i32', fromLane: 'i32' } as const;
  return m.function('moveLane', { params }, (f, { slot, lane, fromSlot, fromLane }) => {
    const to = f.local('i32', lanePlace(slot, lane));
    const from = f.local('i32', lanePlace(fromSlot, fromLane));
    for (let i = 0; i < limbs; i++) f.store(limbPlace(to, i), f64.load(limbPlace(from, i)));
  });
}

/** (slot, lane) → 1 when the lane is zero modulo the prime. */
export function emitIsZero(m: ModuleBuilder, pack: Callable<undefined>, words: number): Callable<'i32'> {
  const canonical = m.reserve(8 * words);
  const { isZero } = wordFunctions(m, words);
  const signature = { params: { slot: 'i32', lane: 'i32' }, result: 'i32' } as const;
  return m.function('isZero', signature, (f, { slot, lane }) => {
    f.run(pack, canonical, slot, lane);
    f.return(f.call(isZero, canonical));
  });
}
