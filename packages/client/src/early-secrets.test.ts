import type { Engine } from '@brebaje/curves/engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { signEcdsa } from '@brebaje/kzg/eip712';
import { afterAll, expect, it, vi } from 'vitest';
import { EarlySecrets } from './early-secrets.ts';
import { freshKey } from './sign-in.ts';
import { partsOf } from './testing/signed-parts.ts';

const SIZES = [
  { g1: 4, g2: 2 },
  { g1: 8, g2: 3 },
];
const engine: Engine = await createWasmEngine({ threads: 1 });
afterAll(() => engine.close());

it('have public keys that a wallet signs, and serve once', async () => {
  const key = freshKey();
  const early = await EarlySecrets.draw(engine, SIZES, Uint8Array.of(4, 2));
  expect(early.typedData.message.potPubkeys).toMatchObject([
    { numG1Powers: 4, numG2Powers: 2, potPubkey: expect.stringMatching(/^0x[0-9a-f]{192}$/) },
    { numG1Powers: 8, numG2Powers: 3 },
  ]);
  const signature = signEcdsa(partsOf(early), key.privateKey);
  expect(early.sign(signature, key.address.toLowerCase())).toBe(true);
  const taken = early.take(SIZES)!;
  expect(taken.ecdsaSignature).toEqual(signature);
  const keys = taken.secrets.map((secret) => engine.scale(engine.generator('G2'), secret));
  const encoded = await Promise.all(keys.map(async (one) => engine.encode(await one, 'zcash')));
  expect(encoded).toEqual(partsOf(early).map(({ potPubkey }) => potPubkey));
  expect(early.take(SIZES)).toBeUndefined();
  // What was taken is the taker's.
  early.wipe();
  expect(taken.secrets.every((secret) => secret.some((byte) => byte !== 0))).toBe(true);
});

it('are other ones each time, whatever was added', async () => {
  const extra = Uint8Array.of(1, 2, 3);
  const drawn = [
    await EarlySecrets.draw(engine, SIZES, extra),
    await EarlySecrets.draw(engine, SIZES, extra),
  ];
  const keys = drawn.flatMap(partsOf).map(({ potPubkey }) => Buffer.from(potPubkey).toString('hex'));
  expect(new Set(keys).size).toBe(4);
});

it('take no signature of another account, of other keys, and no garbage', async () => {
  const key = freshKey();
  const early = await EarlySecrets.draw(engine, SIZES);
  const parts = partsOf(early);
  const [first, second] = parts;
  const tampered = [{ ...first!, potPubkey: second!.potPubkey }, second!];
  const signature = signEcdsa(parts, key.privateKey);
  const bad: [Uint8Array, string][] = [
    [signature, freshKey().address],
    [signEcdsa(parts, freshKey().privateKey), key.address],
    [signEcdsa(tampered, key.privateKey), key.address],
    [signEcdsa([...parts].reverse(), key.privateKey), key.address],
    [signature.slice(0, 64), key.address],
    [new Uint8Array(65), key.address],
    [new Uint8Array(65).fill(0xab), key.address],
    [signature, ''],
  ];
  for (const [wrong, address] of bad) expect(early.sign(wrong, address)).toBe(false);
  expect(early.isSigned).toBe(false);
  expect(early.take(SIZES)).toBeUndefined();
});

it.each([
  ['unsigned', false, SIZES],
  ['of other sizes', true, [SIZES[1]!, SIZES[0]!]],
  ['of fewer sizes', true, SIZES.slice(1)],
])('are overwritten when they are %s', async (_, signed, sizes) => {
  const key = freshKey();
  const used: Uint8Array[] = [];
  const scale = vi.spyOn(engine, 'scale').mockImplementation(async (points, secret) => {
    used.push(secret);
    return points;
  });
  try {
    const early = await EarlySecrets.draw(engine, SIZES);
    expect(used.map((secret) => secret.some((byte) => byte !== 0))).toEqual([true, true]);
    if (signed) early.sign(signEcdsa(partsOf(early), key.privateKey), key.address);
    expect(early.isSigned).toBe(signed);
    expect(early.take(sizes)).toBeUndefined();
    expect(used).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  } finally {
    scale.mockRestore();
  }
});

it('are overwritten when they cannot be finished', async () => {
  const used: Uint8Array[] = [];
  const scale = vi.spyOn(engine, 'scale').mockImplementation(async (_, secret) => {
    used.push(secret);
    throw new Error('broken');
  });
  await expect(EarlySecrets.draw(engine, SIZES)).rejects.toThrow('broken');
  scale.mockRestore();
  expect(used).toEqual([new Uint8Array(32)]);
});
