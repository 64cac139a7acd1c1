import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField } from './field.ts';
import { emitInvert } from './invert.ts';
import { wordFunctions, wordsOf } from './words.ts';

/** What is a kernel's own: the rest of a field follows from it. */
type Own = Omit<PrimeField, 'words' | 'isZero' | 'invert' | 'constantSlot'>;

interface Montgomery {
  /** Montgomery's R. */
  readonly radix: bigint;
  /** (r, a, b), on one slot. */
  readonly mul: Callable<undefined>;
  /** A slot whose lanes all hold the integer, 0 ≤ v < p, as it is. */
  slot(value: bigint): Uint8Array;
}

/** A field whose slots hold Montgomery's form. */
export function montgomeryField(m: ModuleBuilder, own: Own, { radix, mul, slot }: Montgomery): PrimeField {
  const { prime, pack } = own;
  const words = wordsOf(prime);
  return {
    ...own,
    words,
    isZero: emitIsZero(m, pack, words),
    invert: emitInvert(m, { ...own, radix, mul, slot }),
    constantSlot: (value) => slot((((value % prime) + prime) * radix) % prime),
  };
}

function emitIsZero(m: ModuleBuilder, pack: Callable<undefined>, words: number): Callable<'i32'> {
  const canonical = m.reserve(8 * words);
  const { isZero } = wordFunctions(m, words);
  const signature = { params: { slot: 'i32', lane: 'i32' }, result: 'i32' } as const;
  return m.function('isZero', signature, (f, { slot, lane }) => {
    f.run(pack, canonical, slot, lane);
    f.return(f.call(isZero, canonical));
  });
}
