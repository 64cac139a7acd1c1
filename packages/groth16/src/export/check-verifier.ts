import { type Fp2, modulo, multiply2 } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { VerificationKey } from './verification-key.ts';

/** What was found out about a verifier that somebody deployed, or is about to. */
export interface VerifierFindings {
  /** Whether nothing speaks against it. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly code: /** δ is γ: nobody has contributed, and everybody can forge proofs. */
    | 'delta-is-gamma'
    /** There is no δ to be found beside γ: most likely both are the same. */
    | 'no-delta'
    /** Something of the expected key is not there. */
    | 'other-key'
    /** It holds no key that this can read. */
    | 'no-key'
    /** The key is there, and δ is another point than γ. */
    | 'delta-differs'
    /** All of the expected key is there. */
    | 'same-key';
  readonly text: string;
}

const { p, twistB, g2 } = CURVES.bn254;
const GAMMA = [g2.x[0], g2.x[1], g2.y[0], g2.y[1]];

/** Smaller numbers are no coordinates: addresses, sizes, selectors. */
const LEAST_COORDINATE = 1n << 160n;

/**
 * Looks at a verifier on BN254 for what has cost real money: a key whose phase 2 nobody has run has δ = γ, and proofs
 * for it can be made by anybody. `content` is a verification key as JSON, the source of a Solidity contract, or a
 * contract's code in hexadecimal. With `expected`, every number of that key must be in it.
 *
 * Contracts are not understood, only read: their large constants are looked through for points. One that hides its
 * constants is not found out.
 */
export function checkVerifier(content: string, expected?: VerificationKey): VerifierFindings {
  const numbers = numbersOf(content.trim());
  const findings = [deltaFinding(numbers)];
  if (expected) findings.push(keyFinding(numbers, expected));
  return { ok: findings.every(({ code }) => code === 'delta-differs' || code === 'same-key'), findings };
}

/** The large numbers of a verifier, in their order. */
function numbersOf(content: string): bigint[] {
  const code = /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(content)?.[1];
  const all = code ? pushed(hexToBytes(code)) : literals(content);
  return all.filter((number) => number >= LEAST_COORDINATE && number < p);
}

/** Decimal and hexadecimal literals of a source, or of JSON. */
function literals(text: string): bigint[] {
  const words = text.match(/\b0x[0-9a-f]+\b|\b[0-9]{20,}\b/gi) ?? [];
  return words.filter((word) => word.length <= 80).map(BigInt);
}

/** What a contract's code pushes onto the stack. */
function pushed(code: Uint8Array): bigint[] {
  const numbers: bigint[] = [];
  for (let at = 0; at < code.length; at++) {
    const size = code[at]! - 0x5f;
    if (size < 1 || size > 32) continue;
    let number = 0n;
    for (const byte of code.subarray(at + 1, at + 1 + size)) number = (number << 8n) | BigInt(byte);
    numbers.push(number);
    at += size;
  }
  return numbers;
}

type Point = readonly bigint[];

/** Four numbers in a row that are a point of the twist, the lower coefficients first or the higher ones. */
function pointsOf(numbers: readonly bigint[]): Point[] {
  const points: Point[] = [];
  for (let at = 0; at + 4 <= numbers.length; at++) {
    const [a, b, c, d] = numbers.slice(at, at + 4) as [bigint, bigint, bigint, bigint];
    const point = [
      [a, b, c, d],
      [b, a, d, c],
    ].find(isOnTwist);
    if (!point) continue;
    points.push(point);
    at += 3;
  }
  return points;
}

function isOnTwist([x0, x1, y0, y1]: Point): boolean {
  const [x, y]: [Fp2, Fp2] = [
    [x0!, x1!],
    [y0!, y1!],
  ];
  const cube = multiply2(multiply2(x, x, p), x, p);
  const square = multiply2(y, y, p);
  return [0, 1].every((i) => modulo(square[i]! - cube[i]! - twistB[i]!, p) === 0n);
}

function deltaFinding(numbers: readonly bigint[]): Finding {
  const points = pointsOf(numbers);
  const isGamma = (point: Point) => point.every((number, i) => number === GAMMA[i]);
  if (points.length === 0) return { code: 'no-key', text: 'No points of a key on BN254 were found in it.' };
  const gammas = points.filter(isGamma).length;
  const others = new Set(points.filter((point) => !isGamma(point)).map(String)).size;
  if (gammas > 1) {
    return {
      code: 'delta-is-gamma',
      text: 'δ equals γ: nobody has contributed to this key, and everybody can forge proofs. Do not use it.',
    };
  }
  // β and δ.
  if (others < 2) {
    return {
      code: 'no-delta',
      text: 'Beside γ only one point of G2 was found where β and δ should be: δ is probably γ. Do not use it.',
    };
  }
  return { code: 'delta-differs', text: 'δ is another point than γ.' };
}

function keyFinding(numbers: readonly bigint[], key: VerificationKey): Finding {
  const found = new Set(numbers);
  const parts: [string, readonly (string | readonly string[])[]][] = [
    ['α', key.vk_alpha_1.slice(0, 2)],
    ['β', key.vk_beta_2.slice(0, 2).flat()],
    ['γ', key.vk_gamma_2.slice(0, 2).flat()],
    ['δ', key.vk_delta_2.slice(0, 2).flat()],
    ...key.IC.map((point, i): [string, string[]] => [`IC ${i}`, point.slice(0, 2)]),
  ];
  const missing = parts
    .filter(([, values]) => !values.flat().every((value) => found.has(BigInt(value))))
    .map(([name]) => name);
  if (missing.length === 0) return { code: 'same-key', text: 'All of the ceremony’s key is in it.' };
  return { code: 'other-key', text: `It is not the ceremony’s key. Not the same: ${missing.join(', ')}.` };
}
