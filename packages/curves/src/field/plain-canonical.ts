import { at, type Expression, type I64, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Bounds } from './limb-bounds.ts';
import { LIMB_BITS, limbsOf } from './plain-limbs.ts';
import { reductionProgram } from './plain-product.ts';
import { emitProgram } from './program.ts';
import { wordsOf } from './words.ts';

const MASK = (1n << BigInt(LIMB_BITS)) - 1n;

/**
 * (slot, lane, source): canonical words into limbs. Limb i takes bits 29i … 29i+28; a carry then makes
 * digits of them, which is what slots hold.
 */
export function emitUnpack(m: ModuleBuilder, prime: bigint): Callable<undefined> {
  const count = limbsOf(prime);
  const words = wordsOf(prime);
  return m.function(
    'unpack',
    { params: { slot: 'i32', lane: 'i32', source: 'i32' } },
    (f, { slot, source }) => {
      const word = (k: number) => i64.load(at(source, 8 * k));
      const bits = Array.from({ length: count }, (_, i): Expression<'i64'> => {
        const [k, from] = [Math.floor((LIMB_BITS * i) / 64), (LIMB_BITS * i) % 64];
        if (k >= words) return i64.const(0n);
        const low = i64.shrU(word(k), BigInt(from));
        const meets = from + LIMB_BITS > 64 && k + 1 < words;
        return i64.and(meets ? i64.or(low, i64.shl(word(k + 1), BigInt(64 - from))) : low, MASK);
      });
      const value = { min: 0n, max: prime - 1n };
      const program = reductionProgram(
        prime,
        { limbs: bits.map(() => ({ min: 0n, max: MASK })), value },
        value,
      ).program;
      const inputs = bits.map((limb) => f.local('i64', limb));
      for (const [i, limb] of emitProgram(program, f, inputs).entries()) f.store(at(slot, 8 * i), limb);
    },
  );
}

/**
 * (target, slot, lane): the canonical integer of limbs within the bounds, whose value is at least −4p and
 * below 4p: adds 4p, then takes away 4p, 2p and p where the rest stays positive, by masks.
 */
export function emitPack(m: ModuleBuilder, prime: bigint, stored: Bounds): Callable<undefined> {
  if (stored.value.min < -4n * prime || stored.value.max >= 4n * prime)
    throw new RangeError('too wide to pack');
  const words = wordsOf(prime);
  return m.function(
    'pack',
    { params: { target: 'i32', slot: 'i32', lane: 'i32' } },
    (f, { target, slot }) => {
      const limbs = stored.limbs.map((_, i) => f.local('i64', i64.load(at(slot, 8 * i))));
      addMultiple(f, limbs, 4n * prime);
      for (const multiple of [4n * prime, 2n * prime, prime]) {
        const rest = limbs.map((limb) => f.local('i64', limb));
        addMultiple(f, rest, -multiple);
        const negative = f.local('i64', i64.shrS(rest.at(-1)!, 63n));
        for (const [i, limb] of limbs.entries()) {
          f.set(limb, i64.xor(rest[i]!, i64.and(i64.xor(limb, rest[i]!), negative)));
        }
      }
      for (let k = 0; k < words; k++) {
        let word: I64 = 0n;
        for (const [i, limb] of limbs.entries()) {
          const shift = LIMB_BITS * i - 64 * k;
          if (shift <= -LIMB_BITS || shift >= 64) continue;
          const part = shift >= 0 ? i64.shl(limb, BigInt(shift)) : i64.shrU(limb, BigInt(-shift));
          word = i64.or(word, part);
        }
        f.store(at(target, 8 * k), i64.or(word, 0n));
      }
    },
  );
}

/** Adds the constant and carries, so that every limb but the highest lies in 0 … 2^29−1. */
function addMultiple(f: FunctionBuilder, limbs: readonly Local<'i64'>[], constant: bigint): void {
  for (const [i, limb] of limbs.entries()) {
    const last = i === limbs.length - 1;
    const digit = constant >> BigInt(LIMB_BITS * i);
    f.set(limb, i64.add(limb, last ? digit : digit & MASK));
    if (i > 0) f.set(limb, i64.add(limb, i64.shrS(limbs[i - 1]!, BigInt(LIMB_BITS))));
    if (i > 0) f.set(limbs[i - 1]!, i64.and(limbs[i - 1]!, MASK));
  }
}
