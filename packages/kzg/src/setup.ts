import type { Engine, Progress } from '@brebaje/curves/engine';
import {
  bigIntToScalar,
  powScalar,
  randomScalars,
  SCALAR_ORDER,
  scalarToBigInt,
} from '@brebaje/curves/scalar';
import type { PowersState } from './state.ts';
import type { TrustedSetup } from './trusted-setup.ts';

/**
 * The result of one sub-ceremony as polynomial commitments use it: the powers as they are, and the G1 powers
 * in Lagrange form, in natural order. The number of G1 powers must be a power of two. The state must have been
 * checked; the Lagrange points are compared with the powers before they are returned.
 */
export async function exportSetup(
  engine: Engine,
  state: PowersState,
  sub = 0,
  progress?: Progress,
): Promise<TrustedSetup> {
  const powers = state.subs[sub];
  if (!powers) throw new RangeError(`there is no sub-ceremony ${sub}`);
  const monomial = await engine.decode('G1', 'zcash', powers.g1);
  const lagrange = await engine.lagrange(monomial, progress);
  const setup = {
    g1Monomial: powers.g1,
    g1Lagrange: await engine.encode(lagrange, 'zcash'),
    g2Monomial: powers.g2,
  };
  if (!(await lagrangeMatches(engine, setup))) throw new Error('the Lagrange transform went wrong');
  return setup;
}

/**
 * Whether the Lagrange points of a setup belong to its powers: with ρ random, Σ FFT(ρ)ₖ·Lₖ = Σ ρᵢ·Pᵢ, since the
 * polynomial with coefficients ρ has the values FFT(ρ). Points that are none, or lists of unequal length, throw.
 */
export async function lagrangeMatches(
  engine: Engine,
  setup: Pick<TrustedSetup, 'g1Monomial' | 'g1Lagrange'>,
): Promise<boolean> {
  const monomial = await engine.decode('G1', 'zcash', setup.g1Monomial);
  const lagrange = await engine.decode('G1', 'zcash', setup.g1Lagrange);
  if (monomial.count !== lagrange.count)
    throw new RangeError('there are not as many Lagrange points as powers');
  const coefficients = randomScalars(monomial.count, 32);
  const values = evaluate(coefficients);
  const left = await engine.msm(lagrange, values, 32);
  const right = await engine.msm(monomial, coefficients, 32);
  return (await engine.firstDifference(left, right)) === undefined;
}

/** The values of a polynomial (32-byte coefficients, lowest first) at the n-th roots of unity, in natural order. */
function evaluate(coefficients: Uint8Array): Uint8Array {
  const n = coefficients.length / 32;
  // EIP-4844: the n-th root of unity is 7^((r−1)/n).
  const root = powScalar(7n, (SCALAR_ORDER - 1n) / BigInt(n));
  const list = Array.from({ length: n }, (_, i) =>
    scalarToBigInt(coefficients.subarray(i * 32, i * 32 + 32)),
  );
  const values = transform(list, root);
  const packed = new Uint8Array(coefficients.length);
  for (const [i, value] of values.entries()) packed.set(bigIntToScalar(value), i * 32);
  return packed;
}

function transform(list: bigint[], root: bigint): bigint[] {
  if (list.length === 1) return list;
  const square = (root * root) % SCALAR_ORDER;
  const even = transform(
    list.filter((_, i) => i % 2 === 0),
    square,
  );
  const odd = transform(
    list.filter((_, i) => i % 2 === 1),
    square,
  );
  const result = new Array<bigint>(list.length);
  let factor = 1n;
  for (let i = 0; i < even.length; i++) {
    const twisted = (odd[i]! * factor) % SCALAR_ORDER;
    result[i] = (even[i]! + twisted) % SCALAR_ORDER;
    result[i + even.length] = (even[i]! - twisted + SCALAR_ORDER) % SCALAR_ORDER;
    factor = (factor * root) % SCALAR_ORDER;
  }
  return result;
}
