import type { CurveParameters } from '../curve/parameters.ts';

/**
 * One step of a Miller loop, for T and Q of every pair and the accumulator f. Every step that meets a line
 * multiplies f by its value at P.
 *
 * - `double`: f ← f², the tangent at T, T ← 2T
 * - `add`: the line through T and Q, T ← T + Q
 * - `negate`: Q ← −Q
 * - `frobenius`: Q ← ψ(Q)
 */
export type MillerStep = 'double' | 'add' | 'negate' | 'frobenius';

/**
 * The steps of the optimal ate pairing, T = Q and f = 1 at the start. BLS12-381: f_{|z|}(Q), whose conjugate belongs
 * to the negative z. BN254: f_{6x+2}(Q) and the lines to ψ(Q) and −ψ²(Q). Vercauteren, "Optimal Pairings", eprint 2008/096,
 * section 4.
 */
export function millerSteps({ name, parameter }: CurveParameters): MillerStep[] {
  if (name === 'bls12-381') return loop(nonAdjacent(-parameter));
  return [...loop(nonAdjacent(6n * parameter + 2n)), 'frobenius', 'add', 'frobenius', 'negate', 'add'];
}

/** Doublings and additions from the digit after the highest down; Q is as it was after them. */
function loop(digits: readonly number[]): MillerStep[] {
  const steps: MillerStep[] = [];
  let sign = 1;
  const turn = (wanted: number) => {
    if (wanted !== sign) steps.push('negate');
    sign = wanted;
  };
  for (const digit of digits.slice(0, -1).reverse()) {
    steps.push('double');
    if (digit === 0) continue;
    turn(digit);
    steps.push('add');
  }
  turn(1);
  return steps;
}

/**
 * The digits −1, 0, 1 of a positive integer, lowest first, no two neighbours of which are both not zero; but a highest
 * 4 − 1 is written 2 + 1, which saves a doubling.
 */
function nonAdjacent(value: bigint): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 1n) {
    const digit = rest & 1n ? 2n - (rest & 3n) : 0n;
    digits.push(Number(digit));
    rest -= digit;
  }
  return digits.at(-3) === -1 ? [...digits.slice(0, -3), 1, 1] : digits;
}
