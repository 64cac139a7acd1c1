import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { hexToBytes } from '@noble/hashes/utils.js';
import { curveOf, NoVerificationKey, parseVerificationKey } from './parse-verification-key.ts';
import { type Coordinates, pointsAmong } from './points-among.ts';
import type { VerificationKey } from './verification-key.ts';

/** What a point is for. */
export type Role = 'alpha' | 'beta' | 'gamma' | 'delta' | 'ic';

export interface HeldPoint {
  readonly group: 'G1' | 'G2';
  /** x, y, or coefficients x0, x1, y0, y1; nothing when it is infinity. */
  readonly coordinates: Coordinates;
  readonly role: Role | undefined;
  /** How often it stands there. */
  readonly times: number;
}

/** The key that a verifier holds, as far as it can be read. */
export interface HeldKey {
  readonly form: /** A verification key of snarkjs. */
    | 'key'
    /** The source of a contract: what points are for is known by the words before them. */
    | 'source'
    /** A contract's code: nothing tells what a point is for. */
    | 'code';
  readonly curve: CurveName;
  readonly points: readonly HeldPoint[];
  /** The key itself, where it is one. */
  readonly key?: VerificationKey;
  /** Whether a coordinate stands in it. */
  has(value: bigint): boolean;
}

/** Smaller numbers are no coordinates: addresses, sizes, selectors. */
const LEAST_COORDINATE = 1n << 160n;

/**
 * What is searched for points, which takes the longer the more there is: contracts have at most 24,576 bytes
 * (EIP-170), and sources of a thousand public inputs a sixth of this.
 */
const MOST_CODE = 1 << 17;
const MOST_SOURCE = 1 << 20;

/**
 * Reads the key out of a verification key as JSON, the source of a contract, or a contract's code in hexadecimal,
 * alone or in the JSON that compilers write. Throws NoVerificationKey for JSON that is neither, and for what is too
 * large to be a contract.
 */
export function heldKey(content: string): HeldKey {
  const text = content.trim();
  const code = hexOf(text) ?? (text.startsWith('{') ? compiledCode(text) : undefined);
  if (code !== undefined) {
    if (code.length > 2 * MOST_CODE)
      throw new NoVerificationKey(`no contract has ${code.length / 2} bytes of code`);
    return heldByCode(hexToBytes(code));
  }
  if (text.startsWith('{')) return heldByKey(parseVerificationKey(text));
  if (text.length > MOST_SOURCE)
    throw new NoVerificationKey(`no contract’s source has ${text.length} characters`);
  return heldBySource(text);
}

function hexOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  return /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(text)?.[1];
}

/** Of Hardhat (`deployedBytecode`), of Foundry and of solc (`deployedBytecode.object`, below `evm`). */
function compiledCode(text: string): string | undefined {
  try {
    const { evm, deployedBytecode = evm?.deployedBytecode } = JSON.parse(text);
    return hexOf(deployedBytecode?.object ?? deployedBytecode);
  } catch {
    return undefined;
  }
}

function heldByKey(key: VerificationKey): HeldKey {
  const g1 = (role: Role, [x, y, z]: readonly string[]): HeldPoint => ({
    group: 'G1',
    role,
    times: 1,
    coordinates: z === '0' ? [] : [BigInt(x!), BigInt(y!)],
  });
  const g2 = (role: Role, [x, y, z]: readonly (readonly string[])[]): HeldPoint => ({
    group: 'G2',
    role,
    times: 1,
    coordinates: z!.every((one) => one === '0') ? [] : [...x!, ...y!].map(BigInt),
  });
  const points = [
    g1('alpha', key.vk_alpha_1),
    g2('beta', key.vk_beta_2),
    g2('gamma', key.vk_gamma_2),
    g2('delta', key.vk_delta_2),
    ...key.IC.map((point) => g1('ic', point)),
  ];
  const all = new Set(points.flatMap(({ coordinates }) => coordinates));
  return { form: 'key', curve: curveOf(key.curve), points, key, has: (value) => all.has(value) };
}

/** Words that stand before a point of a contract's source, whoever wrote it. */
const WORDS: Record<'G1' | 'G2', readonly [RegExp, Role][]> = {
  G1: [
    [/alpha|alfa|α/gi, 'alpha'],
    [/\bIC|\bPUB_|\bCONSTANT_|gamma_abc/g, 'ic'],
  ],
  G2: [
    [/beta|β/gi, 'beta'],
    [/gamma|γ/gi, 'gamma'],
    [/delta|δ/gi, 'delta'],
  ],
};

function heldBySource(text: string): HeldKey {
  const literals = [...text.matchAll(/\b0x[0-9a-f]{20,64}\b|\b[0-9]{20,80}\b/gi)]
    .map((match) => ({ number: BigInt(match[0]), at: match.index, end: match.index + match[0].length }))
    .filter(({ number }) => isCoordinate(number));
  const numbers = literals.map(({ number }) => number);
  const found = pointsAmong(numbers);
  // A point that stands there twice is there twice, each with the words before it.
  const points = found.flatMap(({ group, coordinates, times }): HeldPoint[] => {
    const places = literals.filter(
      ({ number }, i) =>
        number === coordinates[0] &&
        coordinates.every((one) => numbers.slice(Math.max(0, i - 3), i + 4).includes(one)),
    );
    return places.map(({ at }) => ({
      group,
      coordinates,
      times,
      role: roleBefore(text, at, literals, group),
    }));
  });
  const all = new Set(numbers);
  return { form: 'source', curve: 'bn254', points, has: (value) => all.has(value) };
}

/** By the last of the words between a number and the number before the last three. */
function roleBefore(
  text: string,
  at: number,
  literals: readonly { at: number; end: number }[],
  group: 'G1' | 'G2',
): Role | undefined {
  const index = literals.findIndex((one) => one.at === at);
  const from = literals[Math.max(0, index - 4)]!.end;
  const before = text.slice(index < 4 ? 0 : from, at);
  let [last, role]: [number, Role | undefined] = [-1, undefined];
  for (const [word, meant] of WORDS[group]) {
    const found = [...before.matchAll(word)].at(-1);
    if (found && found.index > last) [last, role] = [found.index, meant];
  }
  return role;
}

function heldByCode(code: Uint8Array): HeldKey {
  let numbers = pushed(code).filter(isCoordinate);
  let points = pointsAmong(numbers);
  if (!points.some(({ group }) => group === 'G2')) {
    // Some compilers keep constants as data, and copy them from there.
    numbers = words(code).filter(isCoordinate);
    points = pointsInRows(code);
  }
  const all = new Set(numbers);
  return {
    form: 'code',
    curve: 'bn254',
    points: points.map((point) => ({ ...point, role: undefined })),
    has: (value) => all.has(value),
  };
}

/** What a contract's code pushes onto the stack (PUSH1 to PUSH32: 0x60 to 0x7f). */
function pushed(code: Uint8Array): bigint[] {
  const numbers: bigint[] = [];
  for (let at = 0; at < code.length; at++) {
    const size = code[at]! - 0x5f;
    if (size < 1 || size > 32) continue;
    numbers.push(numberOf(code.subarray(at + 1, at + 1 + size)));
    at += size;
  }
  return numbers;
}

/** Every 32 bytes, wherever they begin. */
function words(code: Uint8Array): bigint[] {
  const count = Math.max(0, code.length - 31);
  return Array.from({ length: count }, (_, at) => numberOf(code.subarray(at, at + 32)));
}

/** Points whose coordinates stand one behind the other, in any place. */
function pointsInRows(code: Uint8Array): ReturnType<typeof pointsAmong> {
  const all = words(code);
  const rows = all.flatMap((first, at) => {
    const row = [first, all[at + 32], all[at + 64], all[at + 96]].filter((one) => one !== undefined);
    return row.length === 4 && row.every(isCoordinate) ? [row] : [];
  });
  const found = new Map<string, ReturnType<typeof pointsAmong>[number]>();
  for (const row of rows.slice(0, MOST_ROWS)) {
    for (const point of pointsAmong(row).filter(({ group }) => group === 'G2')) {
      const name = point.coordinates.join();
      const times = (found.get(name)?.times ?? 0) + 1;
      found.set(name, { ...point, times });
    }
  }
  return [...found.values()];
}

/** Of code that has more it is not found out; contracts have at most 24,576 bytes (EIP-170). */
const MOST_ROWS = 24_576;

function numberOf(bytes: Uint8Array): bigint {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  return number;
}

function isCoordinate(number: bigint): boolean {
  return number >= LEAST_COORDINATE && number < CURVES.bn254.p;
}
