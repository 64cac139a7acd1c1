import { type Address, at, type Expression, f64, type I32, i32, i64 } from '../wasm/expression.ts';
import type { Callable, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Radix } from './fma-radix.ts';
import type { Bounds } from './limb-bounds.ts';
import { limbOfWords, makeCanonical, storeWords } from './limb-words.ts';
import { wordsOf } from './words.ts';

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
    const half = 1n << BigInt(bits - 1);
    const carry = f.local('i64', 0n);
    for (let i = 0; i < limbs; i++) {
      const sum = f.local('i64', i64.add(limbOfWords(source, words, bits, i), carry));
      if (i < limbs - 1) {
        f.set(carry, i64.shrU(i64.add(sum, half), BigInt(bits)));
        f.set(sum, i64.sub(sum, i64.shl(carry, BigInt(bits))));
      }
      f.store(limbPlace(place, i), f64.convert(sum));
    }
  });
}

/** (target, slot, lane): the canonical integer of limbs whose value is at least −2p and below 2p. */
export function emitPack(m: ModuleBuilder, radix: Radix, stored: Bounds): Callable<undefined> {
  const { prime, bits } = radix;
  if (stored.value.min < -2n * prime || stored.value.max >= 2n * prime) {
    throw new RangeError('too wide to pack');
  }
  const params = { target: 'i32', slot: 'i32', lane: 'i32' } as const;
  return m.function('pack', { params }, (f, { target, slot, lane }) => {
    const place = f.local('i32', lanePlace(slot, lane));
    const limbs = stored.limbs.map((_, i) => f.local('i64', i64.truncate(f64.load(limbPlace(place, i)))));
    makeCanonical(f, bits, limbs, prime, 1);
    storeWords(f, target, wordsOf(prime), bits, limbs);
  });
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
