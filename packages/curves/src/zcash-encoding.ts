import type { Group, PointFault } from './engine.ts';

/**
 * The ZCash encoding of BLS12-381 points, compressed form: x big-endian in 48 bytes (G1), or x = c0 + c1·u as
 * c1 ‖ c0 in 96 bytes (G2); three flags in the top bits of the first byte (compressed, infinity, y is the
 * larger of the two roots). draft-irtf-cfrg-pairing-friendly-curves-11, appendix C.
 *
 * Only what can be seen without field arithmetic is decided here, once for both engines.
 */

/** The prime p of BLS12-381's base field. */
export const FIELD_PRIME =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

/** Bytes of one coordinate. */
export const FIELD_BYTES = 48;

const COMPRESSED = 0x80;
const INFINITY = 0x40;
const LARGER_ROOT = 0x20;
const FLAGS = COMPRESSED | INFINITY | LARGER_ROOT;

const PRIME_BYTES = bigIntToField(FIELD_PRIME);

/** The standard generators (draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1), compressed, in hex. */
export const GENERATORS: Record<Group, string> = {
  G1: '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
  G2:
    '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
    '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8',
};

/** Bytes of one compressed point. */
export function encodedSize(group: Group): 48 | 96 {
  return group === 'G1' ? 48 : 96;
}

/** How many points the bytes hold. Throws a RangeError when that is not a whole number. */
export function encodedCount(group: Group, bytes: Uint8Array): number {
  const count = bytes.length / encodedSize(group);
  if (!Number.isInteger(count)) {
    throw new RangeError(`${bytes.length} bytes are no whole number of ${group} points`);
  }
  return count;
}

/**
 * What the point encoded at `at` says about itself: the fault of its flags or coordinate, or whether it is
 * infinity or an x that is below p in every part.
 */
export function inspectEncoding(group: Group, bytes: Uint8Array, at: number): PointFault | 'point' | 'zero' {
  const size = encodedSize(group);
  const head = bytes[at]!;
  if ((head & COMPRESSED) === 0) return 'not-compressed';
  if (head & INFINITY) {
    if (head & ~(COMPRESSED | INFINITY)) return 'bad-infinity';
    for (let i = 1; i < size; i++) if (bytes[at + i] !== 0) return 'bad-infinity';
    return 'zero';
  }
  if (!belowPrime(bytes, at, ~FLAGS)) return 'not-canonical';
  if (group === 'G2' && !belowPrime(bytes, at + FIELD_BYTES, 0xff)) return 'not-canonical';
  return 'point';
}

/** Whether the flag for the larger root of y is set in the encoding at `at`. */
export function wantsLargerRoot(bytes: Uint8Array, at: number): boolean {
  return (bytes[at]! & LARGER_ROOT) !== 0;
}

/** The coordinate at `at` as an integer; `flags` says that its top three bits are flags and not its own. */
export function fieldToBigInt(bytes: Uint8Array, at: number, flags: boolean): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FIELD_BYTES);
  let value = view.getBigUint64(0);
  if (flags) value &= 0x1fffffffffffffffn;
  for (let i = 8; i < FIELD_BYTES; i += 8) value = (value << 64n) | view.getBigUint64(i);
  return value;
}

/** Writes the flags of a compressed point into its first byte. */
export function setEncodingFlags(bytes: Uint8Array, at: number, kind: 'zero' | 'smaller' | 'larger'): void {
  bytes[at]! |= COMPRESSED | (kind === 'zero' ? INFINITY : kind === 'larger' ? LARGER_ROOT : 0);
}

/** An integer below 2^384 as 48 big-endian bytes. */
export function bigIntToField(value: bigint): Uint8Array {
  const bytes = new Uint8Array(FIELD_BYTES);
  const view = new DataView(bytes.buffer);
  let rest = value;
  for (let at = FIELD_BYTES - 8; at >= 0; at -= 8) {
    view.setBigUint64(at, rest & 0xffffffffffffffffn);
    rest >>= 64n;
  }
  return bytes;
}

function belowPrime(bytes: Uint8Array, at: number, firstMask: number): boolean {
  for (let i = 0; i < FIELD_BYTES; i++) {
    const byte = i === 0 ? bytes[at]! & firstMask : bytes[at + i]!;
    if (byte !== PRIME_BYTES[i]) return byte < PRIME_BYTES[i]!;
  }
  return false;
}
