/** Addresses of parts that anybody who has them may send to, for a while: our own disk signs as a bucket would. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../store/keys.ts';

/** What one address is good for. `expires` is in seconds since 1970. */
export interface SignedPart {
  upload: number;
  number: number;
  size: number;
  expires: number;
}

/** What the log key signs to make this key. Nothing else that it signs is of this form. */
const PURPOSE = 'brebaje/upload-addresses/v1';

/**
 * The key of all processes that share the server's key files. An ed25519 signature is the same each time and
 * cannot be made without the key, so it makes a key that needs no file of its own.
 */
export function addressKey(keys: Pick<Keys, 'signLog'>): Buffer {
  return createHash('sha256')
    .update(keys.signLog(Buffer.from(PURPOSE)))
    .digest();
}

/** The signature of an address, hex. */
export function signPart(key: Buffer, { upload, number, size, expires }: SignedPart): string {
  return createHmac('sha256', key).update(`PUT\n${upload}\n${number}\n${size}\n${expires}`).digest('hex');
}

/** Whether an address was signed by us; takes the same time whatever is wrong. */
export function isSigned(key: Buffer, part: SignedPart, signature: string): boolean {
  const expected = Buffer.from(signPart(key, part), 'hex');
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
