import { InvalidArgumentError } from 'commander';

/** Arguments of commands on setup files. */

/** UTF-16 units of a name that snarkjs writes; it cuts longer ones. */
const MOST_NAME_UNITS = 64;

const CURVES = {
  bn128: 'bn254',
  bn254: 'bn254',
  altbn128: 'bn254',
  'bls12-381': 'bls12-381',
  bls12381: 'bls12-381',
} as const;

/** A curve by any of its names. */
export function curveName(text: string): 'bn254' | 'bls12-381' {
  const curve = CURVES[text.toLowerCase() as keyof typeof CURVES];
  if (!curve) throw new InvalidArgumentError('bn128 (also bn254) or bls12-381 is expected');
  return curve;
}

/** A power of two by its exponent. */
export function power(text: string): number {
  const value = Number(text);
  if (!/^\d{1,2}$/.test(text) || value < 1 || value > 28)
    throw new InvalidArgumentError('a whole number from 1 to 28 is expected');
  return value;
}

/** A contributor's name; snarkjs' users write `-n="Ada"`, which arrives with its sign. */
export function contributorName(text: string): string {
  const name = text.replace(/^=/, '');
  if (name.length > MOST_NAME_UNITS)
    throw new InvalidArgumentError(`a name has at most ${MOST_NAME_UNITS} characters`);
  return name;
}

/** A beacon's bytes in hexadecimal digits. */
export function beaconBytes(text: string): Uint8Array {
  const digits = text.replace(/^0x/i, '');
  if (!/^([0-9a-f]{2}){1,255}$/i.test(digits))
    throw new InvalidArgumentError('1 to 255 bytes in hexadecimal digits are expected');
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

/** How often a beacon is hashed: 2 to this. snarkjs takes 10 and more, and nobody waits for more than 24. */
export function beaconExponent(text: string): number {
  const value = Number(text);
  if (!/^\d{1,2}$/.test(text) || value < 10 || value > 24)
    throw new InvalidArgumentError('a whole number from 10 to 24 is expected');
  return value;
}

/** A file's hash: SHA-256, or BLAKE2b-512 as published beside files of phase 1. */
export function fileHash(text: string): string {
  if (!/^([0-9a-f]{64}|[0-9a-f]{128})$/i.test(text))
    throw new InvalidArgumentError('64 hexadecimal digits (SHA-256) or 128 (BLAKE2b-512) are expected');
  return text.toLowerCase();
}

/** A SHA-256. */
export function sha256(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new InvalidArgumentError('64 hexadecimal digits (SHA-256) are expected');
  return text.toLowerCase();
}
