import type { CurveName, Group } from '@brebaje/curves/engine';
import { type Coordinate, NOBLE_CURVES } from '@brebaje/curves/noble-curve';
import { encodeNoble, isLarger, squareRoot } from '@brebaje/curves/noble-encodings';
import { clearCofactor } from './cofactor.ts';
import { drawElement } from './field-element.ts';
import { KeyStream } from './key-stream.ts';

/**
 * A random point of a group in the form of the files, as snarkjs draws it: an abscissa and a bit, until the curve
 * has points there; the bit says which of the two; times the cofactor.
 */
export function drawPoint(stream: KeyStream, name: CurveName, group: Group): Uint8Array {
  const curve = NOBLE_CURVES[name];
  const Point = curve.groups[group];
  const { Fp } = Point;
  for (;;) {
    const x = drawAbscissa(stream, name, group);
    const larger = (stream.u32() & 1) === 1;
    const y = squareRoot(Fp, Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b));
    if (y === undefined) continue;
    const point = Point.fromAffine({ x, y: isLarger(curve, y) === larger ? y : Fp.neg(y) });
    return encodeNoble(curve, group, 'lem', [clearCofactor(name, group, point)]);
  }
}

/** The point of G2 that a digest of at least 32 bytes stands for, in the form of the files. */
export function hashToG2(curve: CurveName, digest: Uint8Array): Uint8Array {
  return drawPoint(new KeyStream(digest), curve, 'G2');
}

function drawAbscissa(stream: KeyStream, name: CurveName, group: Group): Coordinate {
  const { Fp, Fp2 } = NOBLE_CURVES[name].fields;
  const c0 = drawElement(stream, Fp.ORDER);
  return group === 'G1' ? c0 : Fp2.fromBigTuple([c0, drawElement(stream, Fp.ORDER)]);
}
