import type { CurveParameters } from '../curve/parameters.ts';
import type { PrimeField } from '../field/field.ts';
import { at, i32 } from '../wasm/expression.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { SCALAR_BYTES } from './batches.ts';

/**
 * Exports frDots(a, b, counts, outputs, out): many short sums of products aᵢ·bᵢ, of the first counts₀ pairs, the next
 * counts₁ and so on, as many as `outputs` says; an empty one is 0. Scalars are 32 little-endian bytes below r.
 */
export function emitDotProducts(m: ModuleBuilder, curve: CurveParameters, field: PrimeField): void {
  if (field.prime !== curve.r) throw new RangeError('the field of scalars has another order');
  const { lanes, slotBytes } = field;
  const [left, right, sum, result] = Array.from({ length: 4 }, () => m.reserve(slotBytes)) as [
    number,
    number,
    number,
    number,
  ];
  const zero = m.constant(new Uint8Array(SCALAR_BYTES), 8);

  const params = { a: 'i32', b: 'i32', counts: 'i32', outputs: 'i32', out: 'i32' } as const;
  m.function('frDots', { params, export: true }, (f, { a, b, counts, outputs, out }) => {
    const ops = field.ops(f);
    const pairs = f.local('i32');
    f.while(
      () => outputs,
      () => {
        ops.store(at(sum), ops.zero());
        f.set(pairs, i32.load(at(counts)));
        f.while(
          () => i32.gtS(pairs, 0),
          () => {
            for (let lane = 0; lane < lanes; lane++) {
              // A lane without a pair multiplies by zero.
              const exists = i32.gtS(pairs, lane);
              f.run(field.unpack, left, lane, i32.select(i32.add(a, SCALAR_BYTES * lane), zero, exists));
              f.run(field.unpack, right, lane, i32.select(i32.add(b, SCALAR_BYTES * lane), zero, exists));
            }
            // A product of what stands for a with the integer b is the integer a·b.
            const product = ops.mul(ops.fromInteger(ops.load(at(left))), ops.load(at(right)));
            ops.store(at(sum), ops.add(ops.load(at(sum)), product));
            const step = f.local('i32', i32.select(lanes, pairs, i32.gtS(pairs, lanes - 1)));
            for (const pointer of [a, b]) f.set(pointer, i32.add(pointer, i32.mul(step, SCALAR_BYTES)));
            f.set(pairs, i32.sub(pairs, step));
          },
        );
        // The lanes' sums, each as an integer, added in the first lane.
        f.run(field.pack, out, sum, 0);
        for (let lane = 1; lane < lanes; lane++) {
          f.run(field.unpack, left, 0, out);
          f.run(field.pack, out, sum, lane);
          f.run(field.unpack, right, 0, out);
          ops.store(at(result), ops.add(ops.load(at(left)), ops.load(at(right))));
          f.run(field.pack, out, result, 0);
        }
        f.set(counts, i32.add(counts, 4));
        f.set(out, i32.add(out, SCALAR_BYTES));
        f.set(outputs, i32.sub(outputs, 1));
      },
    );
  });
}
