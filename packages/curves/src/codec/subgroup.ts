import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import type { FieldOps, PrimeOps } from '../field/field.ts';
import type { QuadraticOps } from '../tower/quadratic.ts';
import { type Address, i32, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import { type Chains, emitChains } from './chain.ts';
import * as jacobian from './jacobian.ts';
import { judge } from './verdict.ts';

/**
 * (x, y, n, verdicts): for each point of n slots one byte, 0 where the point lies in the subgroup of order r, else
 * 1. Points must be on the curve and affine; nothing else is assumed of them. Undefined where every point of the
 * curve lies in the subgroup.
 *
 * Each test is a relation between multiples of the point and its images under an endomorphism, computed with
 * Jacobian formulas that cannot mix up points and never invert. Where a step meets a case the formulas do not
 * cover, Z is 0 in the end and the point is refused; for points of order r that depends on the multiples modulo r
 * only, so that it happens to all of them or none.
 */
export function emitSubgroup(kernel: GroupKernel): Callable<undefined> | undefined {
  const { curve, group } = kernel;
  if (group === 'G1') return curve.name === 'bn254' ? undefined : blsGroupOne(kernel);
  return curve.name === 'bn254' ? bnGroupTwo(kernel) : blsGroupTwo(kernel);
}

/** A test by what the answer puts into memory for a group of points: what must be zero and what must not. */
type Relation = (
  f: FunctionBuilder,
  x: Address,
  y: Address,
) => { readonly zeros: readonly Address[]; readonly units: readonly Address[] };

function emitTest(kernel: GroupKernel, relation: Relation): Callable<undefined> {
  const { m, field, step, elementBytes } = kernel;
  return m.function(
    `${kernel.group.toLowerCase()}Subgroup`,
    { params: { x: 'i32', y: 'i32', n: 'i32', verdicts: 'i32' } },
    (f, { x, y, n, verdicts }) => {
      walk(f, 'upward', i32.mul(n, elementBytes), step, [x, y], (x, y) => {
        const { zeros, units } = relation(f, x, y);
        judge(kernel, f, verdicts, zeros, units);
        f.set(verdicts, i32.add(verdicts, field.unroll * field.lanes));
      });
    },
  );
}

/**
 * φ(P) = −[z²]P (Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves", 2021,
 * section 5). [|z|]P = (X/Z², Y/Z³) is, on the isomorphic curve y² = x³ + b·Z⁶, the affine point (X, Y), so that
 * the second half adds affine points as well; in the end both Z multiply.
 */
function blsGroupOne(kernel: GroupKernel): Callable<undefined> {
  const { m, curve } = kernel;
  const chains = emitChains(kernel);
  const multiple = chains.multiple(magnitude(curve.parameter), 'g1TimesParameter');
  const [once, twice] = [m.reserve(chains.bytes, 64), m.reserve(chains.bytes, 64)];
  return emitTest(kernel, (f, x, y) => {
    const ops = kernel.ops(f, true) as PrimeOps<unknown>;
    const inner = chains.coordinates(once);
    f.run(multiple, once, pointer(x), pointer(y));
    f.run(multiple, twice, pointer(inner.x), pointer(inner.y));
    const square = chains.load(ops, twice);
    const z = ops.mul(square.z, ops.load(inner.z));
    const image = {
      x: ops.mul(ops.load(x), ops.constant(cubicEndomorphism(curve).beta)),
      y: ops.neg(ops.load(y)),
    };
    return compareAffine(chains, ops, twice, { ...square, z }, image);
  });
}

/** ψ(Q) = [z]Q (the same, section 4). */
function blsGroupTwo(kernel: GroupKernel): Callable<undefined> {
  const { m, curve } = kernel;
  const chains = emitChains(kernel);
  const multiple = chains.multiple(magnitude(curve.parameter), 'g2TimesParameter');
  const point = m.reserve(chains.bytes, 64);
  const { cx, cy } = frobeniusEndomorphism(curve);
  return emitTest(kernel, (f, x, y) => {
    const ops = kernel.ops(f, true) as QuadraticOps<unknown>;
    f.run(multiple, point, pointer(x), pointer(y));
    // z is negative: −ψ(Q) = [|z|]Q.
    const image = {
      x: ops.mul(ops.conjugate(ops.load(x)), ops.constant(cx)),
      y: ops.neg(ops.mul(ops.conjugate(ops.load(y)), ops.constant(cy))),
    };
    return compareAffine(chains, ops, point, chains.load(ops, point), image);
  });
}

/**
 * [x + 1]Q + ψ([x]Q) + ψ²([x]Q) = ψ³([2x]Q) (Dai, Lin, Zhao and Zhou, "Fast subgroup membership testings for G1,
 * G2 and GT on pairing-friendly curves", 2022, section 4.2), half as long as ψ(Q) = [6x²]Q. Modulo ψ² − tψ + p the
 * relation is a + bψ, so that it gives [a² + abt + b²p]Q = 0, and the greatest common divisor of this number and
 * the order of the curve is r.
 */
function bnGroupTwo(kernel: GroupKernel): Callable<undefined> {
  const { m, curve } = kernel;
  const chains = emitChains(kernel);
  const multiple = chains.multiple(curve.parameter, 'g2TimesParameter');
  const points = Array.from({ length: 4 }, () => m.reserve(chains.bytes, 64));
  const [first, second, third, fourth] = points as [number, number, number, number];
  const { cx, cy } = frobeniusEndomorphism(curve);

  const apply = m.function('g2Psi', { params: { target: 'i32', source: 'i32' } }, (f, { target, source }) => {
    const ops = kernel.ops(f, true) as QuadraticOps<unknown>;
    const { x, y, z } = chains.load(ops, source);
    chains.store(ops, target, {
      x: ops.mul(ops.conjugate(x), ops.constant(cx)),
      y: ops.mul(ops.conjugate(y), ops.constant(cy)),
      z: ops.conjugate(z),
    });
  });

  const add = m.function(
    'g2JacobianAdd',
    { params: { point: 'i32', other: 'i32' } },
    (f, { point, other }) => {
      const ops = kernel.ops(f, true);
      chains.store(ops, point, jacobian.add(ops, chains.load(ops, point), chains.load(ops, other)));
    },
  );

  return emitTest(kernel, (f, x, y) => {
    const ops = kernel.ops(f, true) as QuadraticOps<unknown>;
    f.run(multiple, first, pointer(x), pointer(y));
    f.run(apply, second, first);
    f.run(apply, third, second);
    f.run(apply, fourth, third);
    f.run(chains.double, fourth);
    f.run(chains.addAffine, first, pointer(x), pointer(y));
    f.run(add, second, third);
    f.run(add, first, second);
    const [sum, image] = [chains.load(ops, first), chains.load(ops, fourth)];
    const squares = [ops.sqr(sum.z), ops.sqr(image.z)] as const;
    const cubes = [ops.mul(squares[0], sum.z), ops.mul(squares[1], image.z)] as const;
    const place = chains.coordinates(second);
    ops.store(place.x, ops.sub(ops.mul(sum.x, squares[1]), ops.mul(image.x, squares[0])));
    ops.store(place.y, ops.sub(ops.mul(sum.y, cubes[1]), ops.mul(image.y, cubes[0])));
    ops.store(place.z, ops.mul(sum.z, image.z));
    return { zeros: [place.x, place.y], units: [place.z] };
  });
}

/** Leaves X − x·Z², Y − y·Z³ and Z at `place`. */
function compareAffine(
  chains: Chains,
  ops: FieldOps<unknown>,
  place: number,
  point: { x: unknown; y: unknown; z: unknown },
  affine: { x: unknown; y: unknown },
): ReturnType<Relation> {
  const square = ops.sqr(point.z);
  const cube = ops.mul(square, point.z);
  const value = {
    x: ops.sub(point.x, ops.mul(affine.x, square)),
    y: ops.sub(point.y, ops.mul(affine.y, cube)),
    z: point.z,
  };
  chains.store(ops, place, value);
  const { x, y, z } = chains.coordinates(place);
  return { zeros: [x, y], units: [z] };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
