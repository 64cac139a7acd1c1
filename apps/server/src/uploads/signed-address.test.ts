import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addressKey, isSigned, signPart } from './signed-address.ts';

const keysOf = () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { signLog: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)) };
};
const part = { upload: 3, number: 1, size: 100, expires: 1_000 };

describe('addresses of parts', () => {
  it('are signed by every process with the same key files, and by no other server', () => {
    const keys = keysOf();
    const signature = signPart(addressKey(keys), part);
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(isSigned(addressKey(keys), part, signature)).toBe(true);
    expect(isSigned(addressKey(keysOf()), part, signature)).toBe(false);
  });

  it('are good for what they name and nothing else', () => {
    const key = addressKey(keysOf());
    const signature = signPart(key, part);
    for (const field of ['upload', 'number', 'size', 'expires'] as const)
      expect(isSigned(key, { ...part, [field]: part[field] + 1 }, signature)).toBe(false);
    expect(
      isSigned(key, { ...part, upload: 31, number: 1 }, signPart(key, { ...part, upload: 3, number: 11 })),
    ).toBe(false);
    for (const wrong of ['', '00', signature.slice(2), `${signature}00`, 'zz'.repeat(32)])
      expect(isSigned(key, part, wrong)).toBe(false);
  });
});
