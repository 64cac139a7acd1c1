import type { PrimeField } from '../field/field.ts';
import { at, i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/**
 * The function (bytes, r, a, b …) for the coefficients: Σ coefficient·element, slot after slot, whatever elements of
 * so many bytes are made of. r may be that of an operand.
 */
export type SlotSums = (coefficients: readonly number[]) => Callable<undefined>;

const sums = new WeakMap<PrimeField, SlotSums>();

/** The sums of a field, each in the module once. */
export function slotSums(m: ModuleBuilder, field: PrimeField): SlotSums {
  const known = sums.get(field) ?? makeSums(m, field);
  sums.set(field, known);
  return known;
}

function makeSums(m: ModuleBuilder, field: PrimeField): SlotSums {
  const made = new Map<string, Callable<undefined>>();
  return (coefficients) => {
    const label = `sum ${coefficients.join(' ')}`;
    const known = made.get(label);
    if (known) return known;
    const names = ['bytes', 'r', ...coefficients.map((_, i) => `a${i}`)];
    const params = Object.fromEntries(names.map((name) => [name, 'i32' as const]));
    const sum = m.function(label, { params }, (f, values) => {
      const [bytes, r, ...terms] = Object.values(values);
      const end = f.local('i32', i32.add(r!, bytes!));
      f.while(
        () => i32.ltU(r!, end),
        () => {
          const ops = field.ops(f);
          const products = terms.map((term, i) => ops.times(ops.load(at(term)), coefficients[i]!));
          ops.store(
            at(r!),
            products.reduce((all, product) => ops.add(all, product)),
          );
          for (const place of [r!, ...terms]) f.set(place, i32.add(place, field.slotBytes));
        },
      );
    });
    made.set(label, sum);
    return sum;
  };
}
