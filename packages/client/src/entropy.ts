import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

const SALT = new TextEncoder().encode('brebaje entropy v1');

/**
 * 32 bytes for each of `count` sub-ceremonies. Every one is made from 32 fresh bytes of the system's generator
 * and, when given, from what the person added: that can only add, a known or empty input takes nothing away.
 * HKDF-SHA-256 with the index as info. The caller wipes the result and its own copy of `extra`.
 */
export function freshEntropy(count: number, extra?: Uint8Array): Uint8Array[] {
  const added = sha256(extra ?? new Uint8Array());
  return Array.from({ length: count }, (_, index) => {
    const material = new Uint8Array(64);
    crypto.getRandomValues(material.subarray(0, 32));
    material.set(added, 32);
    try {
      return hkdf(sha256, material, SALT, Uint8Array.of(index >> 8, index & 255), 32);
    } finally {
      material.fill(0);
    }
  });
}
