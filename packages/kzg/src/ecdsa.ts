import { keccak_256 } from '@noble/hashes/sha3.js';
import { addr } from 'micro-eth-signer';
import { initSig, recoverPublicKey, sign } from 'micro-eth-signer/utils.js';
import { ECDSA_BYTES } from './sizes.ts';

/**
 * Signs a 32-byte hash with a secp256k1 key: 65 bytes r‖s‖v, v 27 or 28, deterministic (RFC 6979), s in the
 * lower half.
 */
export function signHash(hash: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const signature = sign(hash, privateKey, false);
  const bytes = new Uint8Array(ECDSA_BYTES);
  bytes.set(signature.toBytes('compact'));
  bytes[64] = 27 + (signature.recovery ?? 0);
  return bytes;
}

/**
 * The EIP-55 address whose key made r‖s‖v over `hash`, or undefined when no key did. Like the reference
 * sequencer it takes v as 0, 1, 27 or 28 (hardware wallets give the former) and s in either half.
 */
export function recoverSigner(hash: Uint8Array, signature: Uint8Array): string | undefined {
  const v = signature[64];
  if (signature.length !== ECDSA_BYTES || v === undefined) return undefined;
  const recovery = v >= 27 ? v - 27 : v;
  if (recovery > 1) return undefined;
  try {
    return addr.fromPublicKey(recoverPublicKey(initSig(signature.subarray(0, 64), recovery), hash));
  } catch {
    return undefined;
  }
}

/** Keccak-256 of the parts together. */
export function keccak(...parts: Uint8Array[]): Uint8Array {
  const hash = keccak_256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}
