/**
 * Secrets of a contribution from random bytes. Every buffer made here on the way is overwritten before it is
 * let go; curves/scalar.ts says what that cannot promise.
 */
import { bigIntToScalar, SCALAR_ORDER } from '@brebaje/curves/scalar';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Bytes of entropy for one sub-ceremony. */
export const ENTROPY_BYTES = 32;

/** L of the specification: enough bytes that their residue modulo r is uniform. */
const OKM_BYTES = 48;

/**
 * KeyGen of BLS signatures (draft-irtf-cfrg-bls-signature-05, section 2.3, empty key_info): a scalar in 1…r−1
 * as 32 little-endian bytes from at least 32 secret bytes. The caller wipes both.
 */
export function blsKeyGen(material: Uint8Array): Uint8Array {
  if (material.length < 32) throw new RangeError('at least 32 bytes of key material are needed');
  const input = new Uint8Array(material.length + 1);
  input.set(material);
  let salt = new TextEncoder().encode('BLS-SIG-KEYGEN-SALT-');
  try {
    for (;;) {
      salt = sha256(salt);
      const key = extract(sha256, input, salt);
      const output = expand(sha256, key, Uint8Array.of(0, OKM_BYTES), OKM_BYTES);
      let value = 0n;
      for (const byte of output) value = (value << 8n) | BigInt(byte);
      key.fill(0);
      output.fill(0);
      value %= SCALAR_ORDER;
      if (value !== 0n) return bigIntToScalar(value);
    }
  } finally {
    input.fill(0);
  }
}

/** One secret for each sub-ceremony from 32 bytes of entropy each. The caller wipes both. */
export function secretsFromEntropy(entropy: Uint8Array[]): Uint8Array[] {
  return entropy.map((bytes) => {
    if (bytes.length !== ENTROPY_BYTES) throw new RangeError(`${ENTROPY_BYTES} bytes of entropy are needed`);
    return blsKeyGen(bytes);
  });
}

/** rand draws a byte array as the low bytes of as many 32-bit words. */
const BYTES_PER_WORD = 4;

/** Bytes of the second generator's output that the official client takes as key material. */
const MATERIAL_BYTES = 64;

/**
 * The secrets that the official browser client of 2023 (small-powers-of-tau with rand_chacha's ChaCha20Rng)
 * derives from one seed of 32 bytes: for each sub-ceremony a generator is seeded from the first, and KeyGen
 * gets its first 64 bytes. The caller wipes both.
 */
export function officialBrowserSecrets(seed: Uint8Array, count: number): Uint8Array[] {
  const words = keystream(seed, count * ENTROPY_BYTES * BYTES_PER_WORD);
  try {
    return Array.from({ length: count }, (_, sub) => {
      const first = sub * ENTROPY_BYTES;
      const inner = Uint8Array.from(
        { length: ENTROPY_BYTES },
        (_, i) => words[(first + i) * BYTES_PER_WORD]!,
      );
      const material = keystream(inner, MATERIAL_BYTES);
      try {
        return blsKeyGen(material);
      } finally {
        inner.fill(0);
        material.fill(0);
      }
    });
  } finally {
    words.fill(0);
  }
}

/** ChaCha20Rng's output: block counter and stream both from zero. */
function keystream(seed: Uint8Array, length: number): Uint8Array {
  return chacha20(seed, new Uint8Array(12), new Uint8Array(length));
}
