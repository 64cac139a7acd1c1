import { sha256 } from '@noble/hashes/sha2.js';
import { joinBytes } from '../bytes.ts';

/** A custom section, which engines skip: its number, its length, the length of its name, its name. */
const HEAD = Uint8Array.of(0, 39, 6, ...new TextEncoder().encode('sha256'));
const DIGEST = 32;

/**
 * The module with the SHA-256 of its bytes behind it. It shows what storage or transport spoilt: known answers show
 * that only in code that they run. Whoever changes a module on purpose can seal it anew.
 */
export function sealModule(module: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinBytes([module, HEAD, sha256(module)]);
}

/** The bytes, which are as {@link sealModule} made them; throws an Error otherwise. */
export function requireSealed(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const sealed = sealModule(bytes.subarray(0, Math.max(0, bytes.length - HEAD.length - DIGEST)));
  if (sealed.length !== bytes.length || sealed.some((byte, i) => byte !== bytes[i])) {
    throw new Error('the module is not as it was emitted');
  }
  return bytes;
}
