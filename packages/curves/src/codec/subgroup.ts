import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { conjugate2, multiply2 } from '../curve/arithmetic.ts';
import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import type { ConstantOps, FieldOps } from '../field/field.ts';
import type { QuadraticOps } from '../tower/quadratic.ts';
import { type Address, at, i32, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import { type Chains, emitChains } from './chain.ts';
import type { Jacobian } from './jacobian.ts';
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

interface Affine {
  readonly x: unknown;
  readonly y: unknown;
}

/** Both sides of a relation for a step of points: multiples of those at x and y go into memory, then they are compared. */
interface Relation {
  multiply(f: FunctionBuilder, x: Address, y: Address): void;
  compare(ops: FieldOps<unknown>, point: Affine): Sides;
}

interface Sides {
  readonly left: Jacobian<unknown>;
  readonly right: Jacobian<unknown> | Affine;
}

function emitTest(kernel: GroupKernel, relation: Relation): Callable<undefined> {
  const { m, field, step, elementBytes } = kernel;
  const label = kernel.group.toLowerCase();
  const difference = m.reserve(3 * step, 64);
  const place = {
    x: at(difference),
    y: at(difference, step),
    z: at(difference, 2 * step),
  };

  return m.function(
    `${label}Subgroup`,
    { params: { x: 'i32', y: 'i32', n: 'i32', verdicts: 'i32' } },
    (f, { x, y, n, verdicts }) => {
      walk(f, 'upward', i32.mul(n, elementBytes), step, [x, y], (x, y) => {
        relation.multiply(f, x, y);
        kernel.compact(f, (ops) => {
          const { left, right } = relation.compare(ops, { x: ops.load(x), y: ops.load(y) });
          const found = differences(ops, left, right);
          ops.store(place.x, found.x);
          ops.store(place.y, found.y);
          ops.store(place.z, found.z);
        });
        judge(kernel, f, verdicts, [place.x, place.y], [place.z]);
        f.set(verdicts, i32.add(verdicts, field.unroll * field.lanes));
      });
    },
  );
}

/** X·z² − x·Z², Y·z³ − y·Z³ and Z·z of the sides, where z is 1 for an affine one. */
function differences(ops: FieldOps<unknown>, { x, y, z }: Jacobian<unknown>, right: Sides['right']) {
  const scaled = (point: Affine, w: unknown) => {
    const square = ops.sqr(w);
    return { x: ops.mul(point.x, square), y: ops.mul(point.y, ops.mul(square, w)) };
  };
  const a = 'z' in right ? scaled({ x, y }, right.z) : { x, y };
  const b = scaled(right, z);
  return { x: ops.sub(a.x, b.x), y: ops.sub(a.y, b.y), z: 'z' in right ? ops.mul(z, right.z) : z };
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
  const inner = chains.coordinates(once);
  return emitTest(kernel, {
    multiply(f, x, y) {
      f.run(multiple, once, pointer(x), pointer(y));
      f.run(multiple, twice, pointer(inner.x), pointer(inner.y));
    },
    compare(plain, point) {
      const ops = plain as ConstantOps<unknown>;
      const square = chains.load(ops, twice);
      const { z } = chains.load(ops, once);
      const image = {
        x: ops.mul(point.x, ops.constant(cubicEndomorphism(curve).beta)),
        y: ops.neg(point.y),
      };
      return { left: { ...square, z: ops.mul(square.z, z) }, right: image };
    },
  });
}

/** ψ(Q) = [z]Q (the same, section 4). */
function blsGroupTwo(kernel: GroupKernel): Callable<undefined> {
  const { m, curve } = kernel;
  const chains = emitChains(kernel);
  const multiple = chains.multiple(magnitude(curve.parameter), 'g2TimesParameter');
  const multiplied = m.reserve(chains.bytes, 64);
  return emitTest(kernel, {
    multiply: (f, x, y) => f.run(multiple, multiplied, pointer(x), pointer(y)),
    compare(plain, point) {
      const ops = plain as QuadraticOps<unknown>;
      // z is negative: [|z|]Q = −ψ(Q).
      return { left: chains.load(ops, multiplied), right: oppositeOfPsi(kernel, ops, point) };
    },
  });
}

/**
 * [x + 1]Q + ψ([x]Q) + ψ²([x]Q) = ψ³([2x]Q) (Dai, Lin, Zhao and Zhou, "Fast subgroup membership testings for G1,
 * G2 and GT on pairing-friendly curves", 2022, section 4.2), half as long as ψ(Q) = [6x²]Q. Modulo ψ² − tψ + p the
 * relation is a + bψ, so that it gives [a² + abt + b²p]Q = 0, and the greatest common divisor of this number and
 * the order of the curve is r.
 *
 * ψ² is (βx, −y) with β in F_p. With R = [x]Q the relation says (R + ψ²R) + Q = −ψ(R − 2ψ²R). R and ψ²R have the
 * same Z, so that both brackets are sums of affine points on one isomorphic curve.
 */
function bnGroupTwo(kernel: GroupKernel): Callable<undefined> {
  const { m, curve, step } = kernel;
  const chains = emitChains(kernel);
  const multiple = chains.multiple(curve.parameter, 'g2TimesParameter');
  const [multiplied, sum, other] = [
    m.reserve(chains.bytes),
    m.reserve(chains.bytes),
    m.reserve(chains.bytes),
  ];
  const [r, left, right] = [multiplied, sum, other].map(chains.coordinates) as [Place, Place, Place];
  const { cx } = frobeniusEndomorphism(curve);
  const [beta] = multiply2(cx, conjugate2(cx, curve.p), curve.p);
  return emitTest(kernel, {
    multiply(f, x, y) {
      f.run(multiple, multiplied, pointer(x), pointer(y));
      // R − 2ψ²R and R + ψ²R on the curve where R is (X, Y).
      kernel.compact(f, (plain) => {
        const ops = plain as QuadraticOps<unknown>;
        ops.store(right.x, ops.mul(ops.load(r.x), ops.constant([beta, 0n])));
        ops.store(right.z, ops.one());
        ops.store(left.y, ops.neg(ops.load(r.y)));
        ops.store(left.z, ops.one());
      });
      f.copy(pointer(left.x), pointer(right.x), step);
      f.copy(pointer(right.y), pointer(r.y), step);
      f.run(chains.double, other);
      f.run(chains.addAffine, other, pointer(r.x), pointer(r.y));
      f.run(chains.addAffine, sum, pointer(r.x), pointer(r.y));
      // Then Q added where R is (X/Z², Y/Z³).
      kernel.compact(f, (ops) => ops.store(left.z, ops.mul(ops.load(left.z), ops.load(r.z))));
      f.run(chains.addAffine, sum, pointer(x), pointer(y));
    },
    compare(plain) {
      const ops = plain as QuadraticOps<unknown>;
      const { x, y, z } = chains.load(ops, other);
      const scale = ops.conjugate(ops.mul(z, chains.load(ops, multiplied).z));
      return {
        left: chains.load(ops, sum),
        right: { ...oppositeOfPsi(kernel, ops, { x, y }), z: scale },
      };
    },
  });
}

type Place = ReturnType<Chains['coordinates']>;

/** −ψ of x and y: of an affine point, or of a Jacobian one whose Z is then conjugated. */
function oppositeOfPsi({ curve }: GroupKernel, ops: QuadraticOps<unknown>, { x, y }: Affine): Affine {
  const { cx, cy } = frobeniusEndomorphism(curve);
  return {
    x: ops.mul(ops.conjugate(x), ops.constant(cx)),
    y: ops.neg(ops.mul(ops.conjugate(y), ops.constant(cy))),
  };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
