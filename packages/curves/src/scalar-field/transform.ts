import { inverse } from '../curve/arithmetic.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import { rootOfUnity, twoAdicity } from '../curve/roots.ts';
import type { PrimeField } from '../field/field.ts';
import { at, type Expression, type I32, i32, i64 } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { SCALAR_BYTES } from './batches.ts';

/** log₂ of the scalars that are transformed in columns. */
const BLOCK = 9;

/**
 * Exports frTransform(values, log, inverse): 2^log scalars vⱼ become Σⱼ ω^(ij)·vⱼ, in natural order and in place,
 * ω = rootOfUnity(2^log). With `inverse` Σⱼ ω^(−ij)·vⱼ/2^log, which undoes it.
 *
 * Cooley and Tukey's passes from bit-reversed order, several at once on blocks that are read and written once
 * (Bailey, "FFTs in external or hierarchical memory", 1990): passes l…l+k−1 work on scalars 2^l apart. With
 * remainder ρ of their index modulo 2^l, multiplying the one that stands k-bit-reversed at e by ω_(2^(l+k))^(ρe)
 * makes of them a transform of size 2^k alone. Each lane has a block of its own.
 */
export function emitScalarTransform(m: ModuleBuilder, curve: CurveParameters, field: PrimeField): void {
  const { lanes, slotBytes } = field;
  const { r, name } = curve;
  const adicity = twoAdicity(name);
  const root = rootOfUnity(name, adicity);
  const constant = (value: bigint) => m.constant(field.constantSlot(value));
  const [forward, backward, oneHalf] = [constant(root), constant(inverse(root, r)), constant(inverse(2n, r))];
  /** For each log, from 0, a root of order 2^log. */
  const roots = m.reserve((adicity + 1) * slotBytes, 64);
  const fraction = m.reserve(slotBytes);
  const half = 1 << (BLOCK - 1);
  const twiddles = m.reserve(half * slotBytes, 64);
  const column = m.reserve(2 * half * slotBytes, 64);
  const [start, base] = [m.reserve(slotBytes), m.reserve(slotBytes)];
  const [shift, power] = [m.reserve(slotBytes), m.reserve(slotBytes)];

  /** (i, bits): i with its lowest bits in the other order. */
  const reverse = m.function(
    'frReverse',
    { params: { i: 'i32', bits: 'i32' }, result: 'i32' },
    (f, { i, bits }) => {
      const reversed = f.local('i32', 0);
      f.while(
        () => bits,
        () => {
          f.set(reversed, i32.or(i32.shl(reversed, 1), i32.and(i, 1)));
          f.set(i, i32.shrU(i, 1));
          f.set(bits, i32.sub(bits, 1));
        },
      );
      f.return(reversed);
    },
  );

  const permute = m.function('frPermute', { params: { values: 'i32', log: 'i32' } }, (f, { values, log }) => {
    const i = f.local('i32');
    f.for(i, 0, i32.shl(1, log), 1, () => {
      const j = f.local('i32', f.call(reverse, i, log));
      f.if(i32.ltU(i, j), () => {
        const [a, b] = [i, j].map((k) => f.local('i32', i32.add(values, i32.mul(k, SCALAR_BYTES))));
        for (let byte = 0; byte < SCALAR_BYTES; byte += 8) {
          const word = f.local('i64', i64.load(at(a!, byte)));
          f.store(at(a!, byte), i64.load(at(b!, byte)));
          f.store(at(b!, byte), word);
        }
      });
    });
  });

  /** (root, log): the roots from that of the highest order, powers of that of order 2^BLOCK, and 1/2^log. */
  const prepare = m.function('frPrepare', { params: { root: 'i32', log: 'i32' } }, (f, { root, log }) => {
    const ops = field.ops(f);
    const offset = f.local('i32');
    ops.store(at(roots, adicity * slotBytes), ops.load(at(root)));
    f.down(offset, adicity * slotBytes, 0, slotBytes, () => {
      const next = ops.load(at(offset, roots + slotBytes));
      ops.store(at(offset, roots), ops.mul(next, next));
    });
    ops.store(at(fraction), ops.one());
    f.down(log, log, 0, 1, () =>
      ops.store(at(fraction), ops.mul(ops.load(at(fraction)), ops.load(at(oneHalf)))),
    );
    ops.store(at(twiddles), ops.one());
    f.for(offset, slotBytes, half * slotBytes, slotBytes, () =>
      ops.store(
        at(offset, twiddles),
        ops.mul(ops.load(at(offset, twiddles - slotBytes)), ops.load(at(roots, BLOCK * slotBytes))),
      ),
    );
  });

  /** (bits): the transform of the column's first 2^bits slots. */
  const transform = m.function('frTransformBlock', { params: { bits: 'i32' } }, (f, { bits }) => {
    const ops = field.ops(f);
    const [span, step] = [f.local('i32', slotBytes), f.local('i32', half * slotBytes)];
    const end = f.local('i32', i32.add(column, i32.shl(slotBytes, bits)));
    const [a, b, last, factor] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    f.while(
      () => bits,
      () => {
        f.set(a, i32.const(column));
        f.while(
          () => i32.ltU(a, end),
          () => {
            f.set(last, i32.add(a, span));
            f.set(factor, i32.const(twiddles));
            f.while(
              () => i32.ltU(a, last),
              () => {
                f.set(b, i32.add(a, span));
                const product = ops.mul(ops.load(at(b)), ops.load(at(factor)));
                const first = ops.load(at(a));
                const [sum, difference] = [ops.add(first, product), ops.sub(first, product)];
                ops.store(at(a), sum);
                ops.store(at(b), difference);
                f.set(a, i32.add(a, slotBytes));
                f.set(factor, i32.add(factor, step));
              },
            );
            f.set(a, i32.add(a, span));
          },
        );
        f.set(span, i32.shl(span, 1));
        f.set(step, i32.shrU(step, 1));
        f.set(bits, i32.sub(bits, 1));
      },
    );
  });

  /** Places of the scalars that a slot of the column holds: block `first` + lane, scalar `index` of it. */
  function placesOf(
    f: FunctionBuilder,
    values: I32,
    blocks: { first: I32; count: I32 },
    passes: { from: I32; bits: I32 },
    index: I32,
  ): { place: Expression<'i32'>; exists: Expression<'i32'> }[] {
    return Array.from({ length: lanes }, (_, lane) => {
      const last = i32.sub(blocks.count, 1);
      const wanted = i32.add(blocks.first, lane);
      const exists = f.local('i32', i32.leU(wanted, last));
      const block = f.local('i32', i32.select(wanted, last, exists));
      const remainder = i32.and(block, i32.sub(i32.shl(1, passes.from), 1));
      const rest = i32.shl(i32.shrU(block, passes.from), i32.add(passes.from, passes.bits));
      const number = i32.add(i32.add(rest, i32.shl(index, passes.from)), remainder);
      return { place: f.local('i32', i32.add(values, i32.mul(number, SCALAR_BYTES))), exists };
    });
  }

  /** (values, log, from, bits, scale): passes from…from + bits − 1; everything times the slot at `scale`, or 0. */
  const pass = m.function(
    'frPasses',
    { params: { values: 'i32', log: 'i32', from: 'i32', bits: 'i32', scale: 'i32' } },
    (f, { values, log, from, bits, scale }) => {
      const ops = field.ops(f);
      const passes = { from, bits };
      const blocks = { first: f.local('i32', 0), count: f.local('i32', i32.shl(1, i32.sub(log, bits))) };
      const remainders = f.local('i32', i32.sub(i32.shl(1, from), 1));
      const [index, size] = [f.local('i32'), f.local('i32', i32.shl(1, bits))];
      const root = f.local('i32', i32.add(i32.mul(i32.add(from, bits), slotBytes), roots));
      // From lane to lane and from one group of blocks to the next the remainder goes on by one.
      ops.store(at(shift), ops.one());
      for (let lane = 0; lane < lanes; lane++) {
        f.run(field.moveLane, start, lane, shift, 0);
        ops.store(at(shift), ops.mul(ops.load(at(shift)), ops.load(at(root))));
      }
      f.while(
        () => i32.ltU(blocks.first, blocks.count),
        () => {
          f.if(i32.eqz(i32.and(blocks.first, remainders)), () => ops.store(at(base), ops.load(at(start))));
          f.if(
            scale,
            () => ops.store(at(power), ops.load(at(scale))),
            () => ops.store(at(power), ops.one()),
          );
          f.for(index, 0, size, 1, () => {
            const reversed = f.local('i32', f.call(reverse, index, bits));
            const target = f.local('i32', i32.add(i32.mul(reversed, slotBytes), column));
            for (const [lane, { place }] of placesOf(f, values, blocks, passes, reversed).entries()) {
              f.run(field.unpack, target, lane, place);
            }
            f.if(i32.or(scale, from), () => {
              ops.store(at(target), ops.mul(ops.load(at(target)), ops.load(at(power))));
            });
            f.if(from, () => {
              ops.store(at(power), ops.mul(ops.load(at(power)), ops.load(at(base))));
            });
          });
          f.run(transform, bits);
          f.for(index, 0, size, 1, () => {
            for (const [lane, { place, exists }] of placesOf(f, values, blocks, passes, index).entries()) {
              f.if(exists, () => f.run(field.pack, place, i32.add(i32.mul(index, slotBytes), column), lane));
            }
          });
          f.if(from, () => ops.store(at(base), ops.mul(ops.load(at(base)), ops.load(at(shift)))));
          f.set(blocks.first, i32.add(blocks.first, lanes));
        },
      );
    },
  );

  m.function(
    'frTransform',
    { params: { values: 'i32', log: 'i32', inverse: 'i32' }, export: true },
    (f, { values, log, inverse }) => {
      f.if(i32.gtU(log, adicity), () => f.trap());
      const scale = f.local('i32', i32.select(fraction, 0, inverse));
      f.run(permute, values, log);
      f.run(prepare, i32.select(backward, forward, inverse), log);
      const [from, bits] = [f.local('i32', 0), f.local('i32')];
      f.while(
        () => i32.ltU(from, log),
        () => {
          f.set(bits, i32.sub(log, from));
          f.set(bits, i32.select(bits, BLOCK, i32.ltU(bits, BLOCK)));
          f.run(pass, values, log, from, bits, i32.select(0, scale, from));
          f.set(from, i32.add(from, bits));
        },
      );
    },
  );
}
