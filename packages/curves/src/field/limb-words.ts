import { at, type I32, type I64, i64 } from '../wasm/expression.ts';
import type { FunctionBuilder, Local } from '../wasm/function.ts';

/**
 * Integers in two forms: 64-bit words in memory, and limbs of fewer bits in variables, lowest first, none of them
 * negative but the highest.
 */
export type Limbs = readonly Local<'i64'>[];

/** Limb i of an integer of so many words. */
export function limbOfWords(source: I32, words: number, bits: number, i: number): I64 {
  const [k, from] = [Math.floor((bits * i) / 64), (bits * i) % 64];
  if (k >= words) return 0n;
  const low = i64.shrU(i64.load(at(source, 8 * k)), BigInt(from));
  const meets = from + bits > 64 && k + 1 < words;
  const both = meets ? i64.or(low, i64.shl(i64.load(at(source, 8 * (k + 1))), BigInt(64 - from))) : low;
  return i64.and(both, (1n << BigInt(bits)) - 1n);
}

/** Writes the words of an integer that is not negative. */
export function storeWords(f: FunctionBuilder, target: I32, words: number, bits: number, limbs: Limbs): void {
  for (let k = 0; k < words; k++) {
    const parts = limbs.flatMap((limb, i) => {
      const shift = bits * i - 64 * k;
      if (shift <= -bits || shift >= 64) return [];
      return [shift >= 0 ? i64.shl(limb, BigInt(shift)) : i64.shrU(limb, BigInt(-shift))];
    });
    f.store(at(target, 8 * k), parts.reduce(i64.or));
  }
}

/** Limb i of a constant: the highest takes its sign. */
export function limbOf(constant: bigint, bits: number, i: number, count: number): bigint {
  const limb = constant >> BigInt(bits * i);
  return i === count - 1 ? limb : BigInt.asUintN(bits, limb);
}

/** Adds the constant. Before, limbs may be a few bits longer, and negative. */
export function addConstant(f: FunctionBuilder, bits: number, limbs: Limbs, constant: bigint): void {
  for (const [i, limb] of limbs.entries()) {
    f.set(limb, i64.add(limb, limbOf(constant, bits, i, limbs.length)));
  }
  carry(f, bits, limbs);
}

/** Carries, so that every limb but the highest has no more than its bits and no sign. */
export function carry(f: FunctionBuilder, bits: number, limbs: Limbs): void {
  for (const [i, limb] of limbs.slice(0, -1).entries()) {
    f.set(limbs[i + 1]!, i64.add(limbs[i + 1]!, i64.shrS(limb, BigInt(bits))));
    f.set(limb, i64.and(limb, (1n << BigInt(bits)) - 1n));
  }
}

/** Sets the limbs to the others unless those are negative, by a mask. */
export function setUnlessNegative(f: FunctionBuilder, limbs: Limbs, others: Limbs): void {
  const negative = f.local('i64', i64.shrS(others.at(-1)!, 63n));
  for (const [i, limb] of limbs.entries()) {
    f.set(limb, i64.xor(others[i]!, i64.and(i64.xor(limb, others[i]!), negative)));
  }
}

/**
 * From an integer that is at least −2^k·p and below 2^k·p to its class in 0 … p − 1: 2^k·p is added, then 2^k·p … 2p
 * and p are taken away, each where the rest stays positive.
 */
export function makeCanonical(
  f: FunctionBuilder,
  bits: number,
  limbs: Limbs,
  prime: bigint,
  k: number,
): void {
  addConstant(f, bits, limbs, prime << BigInt(k));
  for (let left = k; left >= 0; left--) {
    const rest = limbs.map((limb) => f.local('i64', limb));
    addConstant(f, bits, rest, -(prime << BigInt(left)));
    setUnlessNegative(f, limbs, rest);
  }
}
