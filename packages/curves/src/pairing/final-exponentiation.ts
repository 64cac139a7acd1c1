import type { GroupKernel } from '../batch/group.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import { DEGENERATE } from '../kernel/abi.ts';
import { at, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { Accumulator } from './accumulator.ts';

/** Values in memory, by their addresses; each operation leaves its answer in a place of its own. */
interface Steps {
  mul(...values: number[]): number;
  square(a: number): number;
  /** 1/a, where a^(p⁶ + 1) = 1. */
  conjugate(a: number): number;
  frobenius(a: number, power: 1 | 2 | 3): number;
  /** a to the curve's parameter, where a^(p⁶ + 1) = 1. */
  parameterPower(a: number): number;
}

/**
 * Emits `finalExponentiation(value, out)` → 0: a Miller value, twelve integers in storage form, to the power
 * k·(p¹² − 1)/r, in the same form: one exactly if the product of the pairings is. k has no factor in common with r; it
 * is 3 for BLS12-381 and 2x·(6x² + 3x + 1) for BN254. Answers 14 for zero, which is no Miller value.
 *
 * The exponent is (p⁶ − 1)(p² + 1) times k·(p⁴ − p² + 1)/r. After the first two factors a value times its conjugate is
 * one.
 */
export function emitFinalExponentiation(
  { m, curve }: Pick<GroupKernel, 'm' | 'curve'>,
  fp12: Accumulator,
): void {
  const place = () => m.reserve(fp12.bytes, 64);
  const toParameter = emitParameterPower({ m, curve }, fp12);

  m.function(
    'finalExponentiation',
    { params: { value: 'i32', out: 'i32' }, result: 'i32', export: true },
    (f, { value, out }) => {
      const into = (write: (r: number) => void): number => {
        const r = place();
        write(r);
        return r;
      };
      const changed = (a: number, change: Callable<undefined>) =>
        into((r) => {
          f.copy(r, a, fp12.bytes);
          f.run(change, r);
        });
      const steps: Steps = {
        mul: (...values) => values.reduce((a, b) => into((r) => f.run(fp12.mul, r, a, b))),
        square: (a) => changed(a, fp12.square),
        conjugate: (a) => changed(a, fp12.conjugate),
        frobenius: (a, power) => into((r) => f.run(fp12.frobenius[power], r, a)),
        parameterPower: (a) => into((r) => f.run(toParameter, r, a)),
      };
      const { mul, conjugate, frobenius } = steps;

      const given = place();
      f.run(fp12.setOne, given);
      f.run(fp12.read, value, given);
      const inverse = place();
      f.if(i32.eqz(f.call(fp12.invert, inverse, given)), () => f.return(i32.const(DEGENERATE)));
      const unitary = mul(conjugate(given), inverse);
      const start = mul(frobenius(unitary, 2), unitary);
      f.run(
        fp12.write,
        out,
        curve.name === 'bn254' ? hardPartOfBn(steps, start) : hardPartOfBls(steps, start),
      );
      f.return(i32.const(0));
    },
  );
}

/** (r, a): r becomes a to the curve's parameter, where a^(p⁶ + 1) = 1; r is not a. */
function emitParameterPower(
  { m, curve }: Pick<GroupKernel, 'm' | 'curve'>,
  fp12: Accumulator,
): Callable<undefined> {
  const digits = Uint8Array.from(magnitude(curve).toString(2).slice(1), Number);
  const schedule = m.constant(digits, 1);
  return m.function(
    'fp12ParameterPower',
    { params: { r: 'i32', a: 'i32' } },
    (f: FunctionBuilder, { r, a }) => {
      const digit = f.local('i32');
      f.copy(r, a, fp12.bytes);
      f.for(digit, schedule, schedule + digits.length, 1, () => {
        f.run(fp12.square, r);
        f.if(i32.load8U(at(digit)), () => f.run(fp12.mul, r, r, a));
      });
      if (curve.parameter < 0n) f.run(fp12.conjugate, r);
    },
  );
}

function magnitude({ parameter }: CurveParameters): bigint {
  return parameter < 0n ? -parameter : parameter;
}

/**
 * (x − 1)²·(x + p)·(x² + p² − 1) + 3, which is 3·(p⁴ − p² + 1)/r. Hayashida, Hayasaka and Teruya, "Efficient Final
 * Exponentiation via Cyclotomic Structure for Pairings over Families of Elliptic Curves", eprint 2020/875.
 */
function hardPartOfBls({ mul, square, conjugate, frobenius, parameterPower }: Steps, a: number): number {
  const lessOne = (b: number) => mul(parameterPower(b), conjugate(b));
  const first = lessOne(lessOne(a));
  const second = mul(parameterPower(first), frobenius(first, 1));
  const squared = parameterPower(parameterPower(second));
  return mul(squared, frobenius(second, 2), conjugate(second), square(a), a);
}

/**
 * 1 + 6x + 12x² + 12x³ + (4x + 6x² + 12x³)·p + (6x + 6x² + 12x³)·p² + (4x + 6x² + 12x³ − 1)·p³, which is
 * 2x·(6x² + 3x + 1)·(p⁴ − p² + 1)/r. Fuentes-Castañeda, Knapp and Rodríguez-Henríquez, "Faster Hashing to G2", 2011.
 */
function hardPartOfBn({ mul, square, conjugate, frobenius, parameterPower }: Steps, a: number): number {
  const two = square(parameterPower(a));
  const six = mul(square(two), two);
  const sixSquares = parameterPower(six);
  const high = mul(six, sixSquares, parameterPower(square(sixSquares)));
  const low = mul(high, conjugate(two));
  return mul(
    high,
    sixSquares,
    a,
    frobenius(low, 1),
    frobenius(high, 2),
    frobenius(mul(low, conjugate(a)), 3),
  );
}
