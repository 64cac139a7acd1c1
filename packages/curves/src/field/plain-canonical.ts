import { at, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Bounds } from './limb-bounds.ts';
import { limbOfWords, makeCanonical, storeWords } from './limb-words.ts';
import { LIMB_BITS, limbsOf } from './plain-limbs.ts';
import { reductionProgram } from './plain-product.ts';
import { emitProgram } from './program.ts';
import { wordsOf } from './words.ts';

/**
 * (slot, lane, source): canonical words into limbs. Limb i takes bits 29i … 29i+28; a carry then makes
 * digits of them, which is what slots hold.
 */
export function emitUnpack(m: ModuleBuilder, prime: bigint): Callable<undefined> {
  const params = { slot: 'i32', lane: 'i32', source: 'i32' } as const;
  return m.function('unpack', { params }, (f, { slot, source }) => {
    const value = { min: 0n, max: prime - 1n };
    const limb = { min: 0n, max: (1n << BigInt(LIMB_BITS)) - 1n };
    const limbs = Array.from({ length: limbsOf(prime) }, () => limb);
    const { program } = reductionProgram(prime, { limbs, value }, value);
    const inputs = limbs.map((_, i) => f.local('i64', limbOfWords(source, wordsOf(prime), LIMB_BITS, i)));
    for (const [i, digit] of emitProgram(program, f, inputs).entries()) f.store(at(slot, 8 * i), digit);
  });
}

/** (target, slot, lane): the canonical integer of limbs whose value is at least −4p and below 4p. */
export function emitPack(m: ModuleBuilder, prime: bigint, stored: Bounds): Callable<undefined> {
  if (stored.value.min < -4n * prime || stored.value.max >= 4n * prime) {
    throw new RangeError('too wide to pack');
  }
  const params = { target: 'i32', slot: 'i32', lane: 'i32' } as const;
  return m.function('pack', { params }, (f, { target, slot }) => {
    const limbs = stored.limbs.map((_, i) => f.local('i64', i64.load(at(slot, 8 * i))));
    makeCanonical(f, LIMB_BITS, limbs, prime, 2);
    storeWords(f, target, wordsOf(prime), LIMB_BITS, limbs);
  });
}
