import type { CurveName } from '@brebaje/curves/engine';
import { CURVE_NAMES, type JsonG1, type JsonG2, type VerificationKey } from './verification-key.ts';

/** A text that is no verification key. */
export class NoVerificationKey extends Error {
  override readonly name = 'NoVerificationKey';
}

/** Keys have few points; more public inputs than this nobody has had. */
const MOST_POINTS = 1 << 20;

/** What other tools call the curves. */
const OTHER_NAMES: Record<string, CurveName> = {
  bn254: 'bn254',
  altbn128: 'bn254',
  'bls12-381': 'bls12-381',
};

/**
 * Reads a verification key as snarkjs writes it. Only its form is looked at: every coordinate a decimal number, every
 * list as long as it must be. Throws {@link NoVerificationKey}.
 */
export function parseVerificationKey(text: string): VerificationKey {
  const json = objectOf(text);
  if (json.protocol !== undefined && json.protocol !== 'groth16') throw fail('protocol is not groth16');
  const curve = curveOf(json.curve);
  const ic = json.IC;
  if (!Array.isArray(ic) || ic.length === 0 || ic.length > MOST_POINTS) throw fail('IC is no list of points');
  if (json.nPublic !== undefined && json.nPublic !== ic.length - 1) {
    throw fail(`nPublic is ${json.nPublic} beside ${ic.length} points of IC`);
  }
  return {
    protocol: 'groth16',
    curve: CURVE_NAMES[curve],
    nPublic: ic.length - 1,
    vk_alpha_1: g1Of(json.vk_alpha_1, 'vk_alpha_1'),
    vk_beta_2: g2Of(json.vk_beta_2, 'vk_beta_2'),
    vk_gamma_2: g2Of(json.vk_gamma_2, 'vk_gamma_2'),
    vk_delta_2: g2Of(json.vk_delta_2, 'vk_delta_2'),
    vk_alphabeta_12: json.vk_alphabeta_12 === undefined ? [] : productOf(json.vk_alphabeta_12),
    IC: ic.map((point, i) => g1Of(point, `IC ${i}`)),
  };
}

/** The curve of a key, by any of its names. */
export function curveOf(name: unknown): CurveName {
  const word = String(name).toLowerCase();
  const known = Object.entries(CURVE_NAMES).find(([, snarkjs]) => snarkjs === word)?.[0];
  const curve = (known as CurveName | undefined) ?? OTHER_NAMES[word];
  if (!curve) throw fail('its curve is neither bn128 nor bls12381');
  return curve;
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return json as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw fail('it is no JSON object');
}

function g1Of(value: unknown, name: string): JsonG1 {
  if (isNumbers(value, 3)) return value as JsonG1;
  throw fail(`${name} is no point of G1`);
}

function g2Of(value: unknown, name: string): JsonG2 {
  if (Array.isArray(value) && value.length === 3 && value.every((pair) => isNumbers(pair, 2)))
    return value as JsonG2;
  throw fail(`${name} is no point of G2`);
}

function productOf(value: unknown): string[][][] {
  const right =
    Array.isArray(value) &&
    value.length === 2 &&
    value.every(
      (half) => Array.isArray(half) && half.length === 3 && half.every((pair) => isNumbers(pair, 2)),
    );
  if (right) return value as string[][][];
  throw fail('vk_alphabeta_12 is no product of a pairing');
}

/** As decimal text; a coordinate of the larger curve has 115 digits. */
function isNumbers(value: unknown, count: number): value is string[] {
  return (
    Array.isArray(value) &&
    value.length === count &&
    value.every((one) => typeof one === 'string' && /^[0-9]{1,120}$/.test(one))
  );
}

function fail(what: string): NoVerificationKey {
  return new NoVerificationKey(`this is no verification key of snarkjs: ${what}`);
}
