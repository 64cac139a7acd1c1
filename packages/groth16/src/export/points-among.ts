import { type Fp2, modulo, multiply2 } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';

/**
 * Points of BN254 among numbers that somebody found in a program. Whatever order a compiler has put coordinates in,
 * those of one point stand near each other, and other numbers do not fit the curve's equation: 1 in 2^254 would.
 */

/** Coordinates of one point: x, y of G1, or coefficients x0, x1, y0, y1 of one on the twist. */
export type Coordinates = readonly bigint[];

export interface FoundPoint {
  readonly group: 'G1' | 'G2';
  readonly coordinates: Coordinates;
  /** How often its rarest coordinate stands there. */
  readonly times: number;
  /** Index of the first of its numbers. */
  readonly first: number;
}

/** Numbers in a row in which a point's coordinates are looked for. */
const NEAR = 8;

const { p, b, twistB } = CURVES.bn254;

/** Each point once, in the order in which they begin. Points of G2 are on the twist; their order is not checked. */
export function pointsAmong(numbers: readonly bigint[]): FoundPoint[] {
  const found = new Map<string, Omit<FoundPoint, 'times'>>();
  const curve = remembering((x: bigint) => modulo(x ** 3n + b, p));
  const square = remembering((y: bigint) => modulo(y * y, p));
  const note = (group: 'G1' | 'G2', coordinates: Coordinates, first: number) => {
    const name = coordinates.join();
    if (!found.has(name)) found.set(name, { group, coordinates, first });
  };
  for (let first = 0; first < numbers.length; first++) {
    const near = [...new Set(numbers.slice(first, first + NEAR))];
    for (const x of near) for (const y of near) if (curve(x) === square(y)) note('G1', [x, y], first);
    for (const [x, y] of twistPoints(near)) note('G2', [...x, ...y], first);
  }
  const times = (number: bigint) => numbers.filter((one) => one === number).length;
  return [...found.values()].map((point) => ({
    ...point,
    times: Math.min(...point.coordinates.map(times)),
  }));
}

function twistPoints(near: readonly bigint[]): [Fp2, Fp2][] {
  const pairs: Fp2[] = near.flatMap((c0) => near.filter((c1) => c1 !== c0).map((c1): Fp2 => [c0, c1]));
  const squares = new Map<string, Fp2>();
  for (const y of pairs) squares.set(square2(y), y);
  return pairs.flatMap((x): [Fp2, Fp2][] => {
    const y = squares.get(twist2(x));
    return y === undefined ? [] : [[x, y]];
  });
}

const square2 = (y: Fp2): string => multiply2(y, y, p).join();

/** x³ + b′. */
function twist2(x: Fp2): string {
  const [c0, c1] = multiply2(multiply2(x, x, p), x, p);
  return [modulo(c0 + twistB[0], p), modulo(c1 + twistB[1], p)].join();
}

function remembering(compute: (value: bigint) => bigint): (value: bigint) => bigint {
  const known = new Map<bigint, bigint>();
  return (value) => {
    let result = known.get(value);
    if (result === undefined) {
      result = compute(value);
      known.set(value, result);
    }
    return result;
  };
}
