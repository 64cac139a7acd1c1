import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import type { ConstantOps } from '../field/field.ts';
import type { QuadraticOps } from '../tower/quadratic.ts';
import { type Expression, type I32, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { GroupKernel } from './group.ts';
import { walk } from './walk.ts';

/**
 * Small multiples of every point of a chunk, in columns: one of x and one of y for every byte that a digit can be.
 * Signs and powers of ω have columns of their own, so that a digit selects and nothing is left to compute.
 */
export interface Table {
  /** Where the points themselves go before `build`. */
  readonly x: number;
  readonly y: number;
  /** (n) → 1, or 0 when a denominator is zero, which the recodings exclude for points of order r. */
  readonly build: Callable<'i32'>;
  readonly xs: Choice;
  readonly ys: Choice;
}

/** Columns, `columnStride` apart, of which a digit selects one. */
export interface Choice {
  readonly first: number;
  readonly count: number;
  indexOf(digit: I32): Expression<'i32'>;
}

/** The table of the group's recoding. `spare` are two columns that it may use. */
export function multiples(kernel: GroupKernel, spare: { readonly x: number; readonly y: number }): Table {
  return kernel.group === 'G1' ? eisensteinTable(kernel) : alignedTable(kernel, spare);
}

/** Digits of curve/eisenstein.ts: bits 0–1 the multiple t, bits 2–3 the power j of ω, bit 4 the sign. */
function eisensteinTable(kernel: GroupKernel): Table {
  const { m, curve, step } = kernel;
  const { beta } = cubicEndomorphism(curve);
  const stride = kernel.columnStride;
  const [xs, ys] = [kernel.column(12), kernel.column(8)];
  const x = (t: number, j: number) => xs + (t + 4 * j) * stride;
  const y = (t: number, sign: number) => ys + (t + 4 * sign) * stride;

  /** (x, bx, bbx, y, minus, n): from (x, y), which are given, βx, β²x = −x − βx and −y. */
  const params = { x: 'i32', bx: 'i32', bbx: 'i32', y: 'i32', minus: 'i32', n: 'i32' } as const;
  const images = m.function('g1Images', { params }, (f, { x, bx, bbx, y, minus, n }) => {
    walk(f, 'upward', bytesOf(kernel, n), step, [x, bx, bbx, y, minus], (x, bx, bbx, y, minus) => {
      kernel.compact(f, (plain) => {
        const ops = plain as ConstantOps<unknown>;
        const first = ops.load(x);
        const second = ops.mul(first, ops.constant(beta));
        ops.store(bx, second);
        ops.store(bbx, ops.neg(ops.add(first, second)));
        ops.store(minus, ops.neg(ops.load(y)));
      });
    });
  });

  const build = m.function('g1Table', { params: { n: 'i32' }, result: 'i32' }, (f, { n }) => {
    const complete = (t: number) => f.run(images, x(t, 0), x(t, 1), x(t, 2), y(t, 0), y(t, 1), n);
    const copy = (to: number, from: number) => {
      f.copy(x(to, 0), x(from, 0), bytesOf(kernel, n));
      f.copy(y(to, 0), y(from, 0), bytesOf(kernel, n));
    };
    const add = (t: number, qx: number, qy: number) =>
      failUnless(f, f.call(kernel.add, x(t, 0), y(t, 0), qx, qy, n));
    complete(0);
    copy(1, 0);
    add(1, x(0, 1), y(0, 1));
    copy(2, 0);
    failUnless(f, f.call(kernel.double, x(2, 0), y(2, 0), n));
    add(2, x(0, 0), y(0, 0));
    copy(3, 2);
    add(3, x(0, 1), y(0, 0));
    for (const t of [1, 2, 3]) complete(t);
    f.return(i32.const(1));
  });

  return {
    x: xs,
    y: ys,
    build,
    xs: { first: xs, count: 12, indexOf: (digit) => i32.and(digit, 15) },
    ys: {
      first: ys,
      count: 8,
      indexOf: (digit) => i32.or(i32.and(digit, 3), i32.and(i32.shrU(digit, 2), 4)),
    },
  };
}

/** Columns of curve/sac.ts: bits 0–2 say which of ψ, ψ², ψ³ are added to P, bit 3 the sign. */
function alignedTable(kernel: GroupKernel, image: { readonly x: number; readonly y: number }): Table {
  const { m, curve, step } = kernel;
  const { cx, cy } = frobeniusEndomorphism(curve);
  const stride = kernel.columnStride;
  const [xs, ys] = [kernel.column(8), kernel.column(16)];
  const x = (index: number) => xs + index * stride;
  const y = (index: number) => ys + index * stride;

  /** (x, y, n): from (x, y) to ψ of it, in the columns of the image. */
  const pair = { params: { x: 'i32', y: 'i32', n: 'i32' } } as const;
  const apply = m.function('g2Images', pair, (f, { x, y, n }) => {
    walk(f, 'upward', bytesOf(kernel, n), step, [x, y, image.x, image.y], (x, y, imageX, imageY) => {
      // Where the images are those of images, each is stored over what it was computed from.
      for (const [from, to, factor] of [
        [x, imageX, cx],
        [y, imageY, cy],
      ] as const) {
        kernel.formula(f, (plain) => {
          const ops = plain as QuadraticOps<unknown>;
          ops.store(to, ops.mul(ops.conjugate(ops.load(from)), ops.constant(factor)));
        });
      }
    });
  });

  const negate = m.function('g2Negate', pair, (f, { x: from, y: to, n }) => {
    walk(f, 'upward', bytesOf(kernel, n), step, [from, to], (from, to) =>
      kernel.formula(f, (ops) => ops.store(to, ops.neg(ops.load(from)))),
    );
  });

  const build = m.function('g2Table', { params: { n: 'i32' }, result: 'i32' }, (f, { n }) => {
    for (let power = 0; power < 3; power++) {
      if (power === 0) f.run(apply, xs, ys, n);
      else f.run(apply, image.x, image.y, n);
      const half = 1 << power;
      for (let index = 0; index < half; index++) {
        f.copy(x(half + index), x(index), bytesOf(kernel, n));
        f.copy(y(half + index), y(index), bytesOf(kernel, n));
        failUnless(f, f.call(kernel.add, x(half + index), y(half + index), image.x, image.y, n));
      }
    }
    for (let index = 0; index < 8; index++) f.run(negate, y(index), y(8 + index), n);
    f.return(i32.const(1));
  });

  return {
    x: xs,
    y: ys,
    build,
    xs: { first: xs, count: 8, indexOf: (digit) => i32.and(digit, 7) },
    ys: { first: ys, count: 16, indexOf: (digit) => i32.and(digit, 15) },
  };
}

const bytesOf = (kernel: GroupKernel, n: I32): I32 => i32.mul(n, kernel.elementBytes);

function failUnless(f: FunctionBuilder, done: I32): void {
  f.if(i32.eqz(done), () => f.return(i32.const(0)));
}
