import { at, i64 } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField, PrimeOps } from './field.ts';
import { montgomeryField } from './prime-field.ts';
import { wideFunctions } from './wide-functions.ts';
import { WideOps } from './wide-ops.ts';
import { wordBytes, wordsOf } from './words.ts';

/**
 * The kernel on wide arithmetic: elements are four or six saturated 64-bit words in Montgomery form with
 * R = 2^(64·words), the form of snarkjs' files.
 *
 * Where R > 4p a slot holds an integer of at most 2p and products need no last subtraction: a·b/R + p < 2p
 * for a, b ≤ 2p. Where it is not, which is BLS12-381's scalars, slots are below p. Sums up to R are kept as
 * they are; wide-ops.ts keeps count of the bound.
 */
export function wideField(m: ModuleBuilder, prime: bigint): PrimeField {
  const words = wordsOf(prime);
  const radix = 1n << BigInt(64 * words);
  if (2n * prime > radix) throw new RangeError('the prime leaves no bit of its words free');
  const exact = radix <= 4n * prime;
  const limit = exact ? 1n : 2n;
  const functions = wideFunctions(m, prime, exact);
  const slotBytes = 8 * words;
  const slot = (value: bigint) => wordBytes(value, words);
  const copy = (label: string, parameters: readonly string[], to: string, from: string) =>
    m.function(
      label,
      { params: Object.fromEntries(parameters.map((name) => [name, 'i32' as const])) },
      (f, places) => {
        for (let k = 0; k < words; k++) f.store(at(places[to]!, 8 * k), i64.load(at(places[from]!, 8 * k)));
      },
    );
  const unpack = copy('unpack', ['slot', 'lane', 'source'], 'slot', 'source');
  const moveLane = copy('moveLane', ['slot', 'lane', 'fromSlot', 'fromLane'], 'slot', 'fromSlot');
  const takeAway = functions.takeAway(1n);
  const pack = m.function(
    'pack',
    { params: { target: 'i32', slot: 'i32', lane: 'i32' } },
    (f, { target, slot }) => {
      // From at most 2p to below p: 2p itself needs both.
      f.run(takeAway, target, slot);
      f.run(takeAway, target, target);
    },
  );
  const constants = new Map<bigint, number>();
  const kernel = { prime, limit, functions, constants };
  const own = {
    kernel: 'wide',
    prime,
    lanes: 1,
    slotBytes,
    unroll: 1,
    ops: (f: FunctionBuilder) => new WideOps(m, f, kernel) as PrimeOps<unknown>,
    unpack,
    pack,
    moveLane,
  } as const;
  return montgomeryField(m, own, { radix, mul: functions.mul, slot });
}
