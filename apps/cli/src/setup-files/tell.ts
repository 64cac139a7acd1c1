import { hashLines } from '@brebaje/groth16/chain/record-hash';

/** Hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A hash of 64 bytes as snarkjs prints it. */
export function inLines(hash: Uint8Array): string {
  return hashLines(hash).join('\n');
}
