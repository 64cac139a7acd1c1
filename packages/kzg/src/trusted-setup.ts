/** The result of a KZG ceremony in the two forms that Ethereum's clients load. */
import { FormatError } from './format-error.ts';
import { fromHex, toHex } from './hex.ts';
import { G1_BYTES, G2_BYTES } from './sizes.ts';

/**
 * One sub-ceremony's powers and their Lagrange form, encoded and packed. `lagrange` is [Lᵢ(τ)]G₁ in natural
 * order, over the roots of unity 7^(i(r−1)/n): both forms of file want it so, and c-kzg and the consensus
 * specification permute it by {@link bitReversed} after reading.
 */
export interface TrustedSetup {
  /** n · 48 bytes, n a power of two. */
  g1Monomial: Uint8Array;
  /** n · 48 bytes. */
  g1Lagrange: Uint8Array;
  /** m · 96 bytes. */
  g2Monomial: Uint8Array;
}

/**
 * The order that EIP-4844 evaluates in: row i of the result is row j of `rows`, j being i's bits reversed.
 * The number of rows must be a power of two. Applied twice it gives the rows back.
 */
export function bitReversed(rows: Uint8Array, width: number): Uint8Array {
  const count = rows.length / width;
  const bits = Math.log2(count);
  if (!Number.isInteger(bits)) throw new RangeError('the number of rows is no power of two');
  const result = new Uint8Array(rows.length);
  for (let row = 0; row < count; row++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((row >> bit) & 1) << (bits - 1 - bit);
    result.set(rows.subarray(reversed * width, (reversed + 1) * width), row * width);
  }
  return result;
}

/**
 * c-kzg's trusted_setup.txt, version 2 and later: the numbers of G1 and G2 points, then G1 Lagrange, G2
 * monomial and G1 monomial, one point a line in hexadecimal without 0x, a newline at the end of each.
 */
export function formatTrustedSetupText(setup: TrustedSetup): string {
  requireEqualCounts(setup);
  const lines = [
    String(setup.g1Monomial.length / G1_BYTES),
    String(setup.g2Monomial.length / G2_BYTES),
    ...hexRows(setup.g1Lagrange, G1_BYTES),
    ...hexRows(setup.g2Monomial, G2_BYTES),
    ...hexRows(setup.g1Monomial, G1_BYTES),
  ];
  return `${lines.join('\n')}\n`;
}

/** Reads what {@link formatTrustedSetupText} writes; any white space separates. Throws {@link FormatError}. */
export function parseTrustedSetupText(text: string): TrustedSetup {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const n = Number(words[0]);
  const m = Number(words[1]);
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(m) || words.length !== 2 + 2 * n + m) {
    throw new FormatError('shape', 'the numbers of points do not fit the number of lines');
  }
  return {
    g1Lagrange: packRows(words.slice(2, 2 + n), G1_BYTES, 'G1 Lagrange'),
    g2Monomial: packRows(words.slice(2 + n, 2 + n + m), G2_BYTES, 'G2 monomial'),
    g1Monomial: packRows(words.slice(2 + n + m), G1_BYTES, 'G1 monomial'),
  };
}

/** The JSON form of the consensus specification's trusted_setup_4096.json, two-space indentation. */
export function formatTrustedSetupJson(setup: TrustedSetup): string {
  requireEqualCounts(setup);
  const list = (points: Uint8Array, width: number) => hexRows(points, width).map((hex) => `0x${hex}`);
  const json = {
    g1_monomial: list(setup.g1Monomial, G1_BYTES),
    g1_lagrange: list(setup.g1Lagrange, G1_BYTES),
    g2_monomial: list(setup.g2Monomial, G2_BYTES),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Reads the JSON form, of a file one trusts enough to hold in memory. Throws {@link FormatError}. */
export function parseTrustedSetupJson(text: string): TrustedSetup {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FormatError('syntax', 'not JSON');
  }
  const list = (key: string, width: number) => {
    const points = (json as Record<string, unknown> | null)?.[key];
    if (!Array.isArray(points) || !points.every((point) => typeof point === 'string' && /^0x/.test(point))) {
      throw new FormatError('shape', `${key}: expected a list of points`);
    }
    return packRows(
      points.map((point: string) => point.slice(2)),
      width,
      key,
    );
  };
  const setup = {
    g1Monomial: list('g1_monomial', G1_BYTES),
    g1Lagrange: list('g1_lagrange', G1_BYTES),
    g2Monomial: list('g2_monomial', G2_BYTES),
  };
  requireEqualCounts(setup);
  return setup;
}

/** The form that kzg-wasm's loadKZG takes: each list as one hexadecimal text without 0x. */
export function kzgWasmSetup(setup: TrustedSetup) {
  return {
    g1_monomial: toHex(setup.g1Monomial),
    g1_lagrange: toHex(setup.g1Lagrange),
    g2_monomial: toHex(setup.g2Monomial),
  };
}

function requireEqualCounts(setup: TrustedSetup): void {
  if (setup.g1Lagrange.length === setup.g1Monomial.length) return;
  throw new FormatError('shape', 'as many Lagrange points as powers of G1 are needed');
}

function hexRows(points: Uint8Array, width: number): string[] {
  return Array.from({ length: points.length / width }, (_, row) =>
    toHex(points.subarray(row * width, (row + 1) * width)),
  );
}

function packRows(rows: string[], width: number, what: string): Uint8Array {
  const packed = new Uint8Array(rows.length * width);
  for (const [row, hex] of rows.entries()) {
    const point = fromHex(hex);
    if (point?.length !== width)
      throw new FormatError('shape', `${what} ${row}: expected ${width} bytes in hexadecimal`);
    packed.set(point, row * width);
  }
  return packed;
}
