import { walk } from '../batch/walk.ts';
import type { PrimeField } from '../field/field.ts';
import { at, i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/**
 * How to raise to a fixed exponent: start with the odd power `first`, then for each step square some times and
 * multiply by an odd power (none: only square). Odd power i is a^(2i+1). Menezes, van Oorschot and Vanstone,
 * "Handbook of Applied Cryptography", algorithm 14.85 (sliding windows).
 */
export interface PowerPlan {
  /** How many odd powers the table holds. */
  readonly table: number;
  readonly first: number;
  readonly steps: readonly { readonly squarings: number; readonly power: number | undefined }[];
  /** Products and squares in all. */
  readonly products: number;
}

/** The plan with the fewest products over all widths of windows. The exponent is positive. */
export function powerPlan(exponent: bigint): PowerPlan {
  const plans = Array.from({ length: 7 }, (_, i) => slidingWindows(exponent, i + 1));
  return plans.reduce((best, plan) => (plan.products < best.products ? plan : best));
}

function slidingWindows(exponent: bigint, width: number): PowerPlan {
  const bits = exponent.toString(2);
  const steps: { squarings: number; power: number | undefined }[] = [];
  let squarings = 0;
  for (let i = 0; i < bits.length; ) {
    if (bits[i] === '0') {
      squarings++;
      i++;
      continue;
    }
    const window = bits.slice(i, i + width).replace(/0*$/, '');
    steps.push({ squarings: squarings + window.length, power: (Number.parseInt(window, 2) - 1) / 2 });
    squarings = 0;
    i += window.length;
  }
  if (squarings > 0) steps.push({ squarings, power: undefined });
  const [start, ...rest] = steps;
  const table = 1 + Math.max(...steps.map(({ power }) => power ?? 0));
  // The first odd power costs nothing; the others cost the square they are apart by and a product each.
  const products = rest.reduce(
    (sum, step) => sum + step.squarings + (step.power === undefined ? 0 : 1),
    table === 1 ? 0 : table,
  );
  return { table, first: start!.power!, steps: rest, products };
}

const NO_POWER = 255;

/**
 * (target, source, n): raises n slots of F_p, a multiple of `unroll`, to the fixed public exponent. The columns
 * may be the same. The same products are done for every element.
 */
export function emitPower(
  m: ModuleBuilder,
  field: PrimeField,
  exponent: bigint,
  label: string,
): Callable<undefined> {
  const plan = powerPlan(exponent);
  const step = field.unroll * field.slotBytes;
  const table = m.reserve(plan.table * step, 64);
  const square = m.reserve(step, 64);
  const result = m.reserve(step, 64);
  const program = new Uint8Array(
    plan.steps.flatMap(({ squarings, power }) => [squarings, power ?? NO_POWER]),
  );
  const steps = m.constant(program);
  return m.function(
    label,
    { params: { target: 'i32', source: 'i32', n: 'i32' } },
    (f, { target, source, n }) => {
      const ops = field.ops(f, field.slotBytes);
      const entry = f.local('i32');
      const next = f.local('i32');
      const count = f.local('i32');
      walk(f, 'upward', i32.mul(n, field.slotBytes), step, [target, source], (to, from) => {
        const base = ops.load(from);
        ops.store(at(table), base);
        ops.store(at(square), ops.sqr(base));
        f.for(entry, table, table + (plan.table - 1) * step, step, () => {
          ops.store(at(entry, step), ops.mul(ops.load(at(entry)), ops.load(at(square))));
        });
        ops.store(at(result), ops.load(at(table + plan.first * step)));
        f.for(next, steps, steps + program.length, 2, () => {
          f.set(count, i32.load8U(at(next)));
          f.while(
            () => count,
            () => {
              ops.store(at(result), ops.sqr(ops.load(at(result))));
              f.set(count, i32.sub(count, 1));
            },
          );
          f.set(entry, i32.load8U(at(next, 1)));
          f.if(i32.ne(entry, NO_POWER), () => {
            f.set(entry, i32.add(i32.mul(entry, step), table));
            ops.store(at(result), ops.mul(ops.load(at(result)), ops.load(at(entry))));
          });
        });
        ops.store(to, ops.load(at(result)));
      });
    },
  );
}
