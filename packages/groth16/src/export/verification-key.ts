import { CURVES } from '@brebaje/curves/curve/parameters';
import { storageIntegers } from '@brebaje/curves/curve/storage';
import type { CurveName, Engine, Group } from '@brebaje/curves/engine';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { decodeHeader } from '../chain/chain-points.ts';
import { sizesOf } from '../curve.ts';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';

/** A point of G1 as decimal text: x, y, 1. */
export type JsonG1 = [string, string, string];
/** A point of G2: coefficients of x and of y, then 1. */
export type JsonG2 = [[string, string], [string, string], [string, string]];

/** A verification key as snarkjs writes it into `verification_key.json`; the order of members is that of the file. */
export interface VerificationKey {
  protocol: 'groth16';
  curve: 'bn128' | 'bls12381';
  nPublic: number;
  vk_alpha_1: JsonG1;
  vk_beta_2: JsonG2;
  vk_gamma_2: JsonG2;
  vk_delta_2: JsonG2;
  /** e(α, β): twelve coefficients, two of three of two. */
  vk_alphabeta_12: string[][][];
  IC: JsonG1[];
}

/** snarkjs' names of the curves. */
export const CURVE_NAMES = { bn254: 'bn128', 'bls12-381': 'bls12381' } as const;

/**
 * The verification key of a zkey. Its points are decoded first, strictly; none may be infinity. Throws Refused.
 * Whether the zkey is worth anything, `verifyZkey` tells.
 */
export async function verificationKey(engine: Engine, zkey: Zkey): Promise<VerificationKey> {
  const { header } = zkey;
  const { curve, nPublic } = header;
  await decodeHeader(engine, header);
  const { from, size } = zkeySection(zkey, SECTION.ic);
  const ic = await zkey.source.read(from, from + size);
  await decodeOrRefuse(
    () => engine.decode('G1', 'lem', ic),
    (index) => ({ section: SECTION.ic, index, name: `point ${index} of IC` }),
  );
  const { G1 } = sizesOf(curve);
  const points = Array.from({ length: nPublic + 1 }, (_, i) => ic.subarray(i * G1, (i + 1) * G1));
  return {
    protocol: 'groth16',
    curve: CURVE_NAMES[curve],
    nPublic,
    vk_alpha_1: jsonG1(curve, header.alpha1),
    vk_beta_2: jsonG2(curve, header.beta2),
    vk_gamma_2: jsonG2(curve, header.gamma2),
    vk_delta_2: jsonG2(curve, header.delta2),
    vk_alphabeta_12: pairing(curve, header.alpha1, header.beta2),
    IC: points.map((point) => jsonG1(curve, point)),
  };
}

/** The text of `verification_key.json`, byte for byte as snarkjs' command writes it. */
export function verificationKeyText(key: VerificationKey): string {
  return JSON.stringify(key, null, 1);
}

function jsonG1(curve: CurveName, point: Uint8Array): JsonG1 {
  const [x, y] = integers(curve, point) as [string, string];
  return [x, y, '1'];
}

function jsonG2(curve: CurveName, point: Uint8Array): JsonG2 {
  const [x0, x1, y0, y1] = integers(curve, point) as [string, string, string, string];
  return [
    [x0, x1],
    [y0, y1],
    ['1', '0'],
  ];
}

function integers(curve: CurveName, point: Uint8Array): string[] {
  return storageIntegers(CURVES[curve], point).map(String);
}

/** By noble: once per key, and nothing depends on it but the file. */
export function pairing(curve: CurveName, alpha: Uint8Array, beta: Uint8Array): string[][][] {
  const library = curve === 'bn254' ? bn254 : bls12_381;
  const { G1, G2 } = library;
  const of = (group: Group, point: Uint8Array) => {
    const values = storageIntegers(CURVES[curve], point);
    if (group === 'G1') return { x: values[0]!, y: values[1]! };
    const [c0, c1, d0, d1] = values as [bigint, bigint, bigint, bigint];
    return { x: { c0, c1 }, y: { c0: d0, c1: d1 } };
  };
  const value = library.pairing(
    G1.Point.fromAffine(of('G1', alpha) as Parameters<typeof G1.Point.fromAffine>[0]),
    G2.Point.fromAffine(of('G2', beta) as Parameters<typeof G2.Point.fromAffine>[0]),
  );
  return [value.c0, value.c1].map((half) =>
    [half.c0, half.c1, half.c2].map(({ c0, c1 }) => [c0, c1].map(String)),
  );
}
