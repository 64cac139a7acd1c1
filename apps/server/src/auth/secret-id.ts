/** Secrets that are handed out once and stored as a hash. */
import { createHash } from 'node:crypto';

/** SHA-256 in hex: what the tables hold of session ids, nonces and codes. */
export function hashId(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** A random UUID, version 4 (RFC 9562), from 16 random bytes. */
export function uuidFrom(random: Uint8Array): string {
  const bytes = Buffer.from(random.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** 128 random bits in hex. */
export function nonceFrom(random: Uint8Array): string {
  return Buffer.from(random.subarray(0, 16)).toString('hex');
}
