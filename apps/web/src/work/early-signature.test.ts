import { createEngine } from '@brebaje/client/engine';
import { fromHex } from '@brebaje/kzg/hex';
import type { TypedDataDefinition } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { EarlySignature } from './early-signature.ts';

const SIZES = [
  { g1: 4, g2: 2 },
  { g1: 8, g2: 2 },
];
const CEREMONY = { scheme: 'KZG', circuits: [{ sizes: SIZES }] } as never;
const starting = createEngine(1);
/** One engine for all; whoever closes it lets the next have it. */
const lent = async () => ({ ...(await starting), close: async () => {} });
afterAll(async () => (await starting).close());

const wallet = privateKeyToAccount(generatePrivateKey());
let heard: number;
let signature: EarlySignature;
beforeEach(() => {
  heard = 0;
  signature = new EarlySignature(CEREMONY, () => heard++, lent);
});

async function signed(document: unknown, account = wallet): Promise<Uint8Array> {
  const hex = await account.signTypedData(document as TypedDataDefinition);
  return fromHex(hex.slice(2))!;
}

it('is there for the turn once a wallet has signed', async () => {
  const entropy = Uint8Array.of(1, 2, 3);
  const document = await signature.draw(entropy);
  expect(entropy).toEqual(new Uint8Array(3));
  expect(JSON.stringify(document)).toContain('PoTPubkeys');
  expect(signature.sign(await signed(document), wallet.address.toLowerCase())).toBe(true);
  expect(heard).toBe(1);
  signature.decide();
  expect(signature.isMeant(false)).toBe(true);
  expect(signature.taken()!.take(SIZES)).toMatchObject({ secrets: [{ length: 32 }, { length: 32 }] });
  // A second turn would be with the same secrets.
  expect(signature.taken()).toBeUndefined();
});

it('is not taken when it is another account’s, garbage, or over other keys', async () => {
  const before = await signature.draw(undefined);
  const document = await signature.draw(undefined);
  const other = privateKeyToAccount(generatePrivateKey());
  const tampered = structuredClone(document!);
  tampered.message.potPubkeys.reverse();
  for (const wrong of [
    await signed(document, other),
    new Uint8Array(65).fill(0xab),
    new Uint8Array(97),
    await signed(before),
    await signed(tampered),
  ])
    expect(signature.sign(wrong, wallet.address)).toBe(false);
  expect(heard).toBe(0);
  // What was asked for last can still be signed.
  expect(signature.sign(await signed(document), wallet.address)).toBe(true);
});

it.each<[string, (one: EarlySignature) => void]>([
  ['whoever goes on without it', (one) => one.leave(false)],
  ['whoever enters while the wallet is asked', (one) => one.decide()],
  ['a turn that came first', (one) => void one.taken()],
  ['the end of the run', (one) => one.over()],
])('comes too late for %s', async (_, act) => {
  const document = await signature.draw(undefined);
  act(signature);
  expect(signature.sign(await signed(document), wallet.address)).toBe(false);
  expect(signature.taken()).toBeUndefined();
});

it('overwrites the secrets that it comes to nothing with', async () => {
  const used: Uint8Array[] = [];
  const engine = await lent();
  const scale = vi.fn<typeof engine.scale>((points, secret) => {
    used.push(secret);
    return engine.scale(points, secret);
  });
  signature = new EarlySignature(
    CEREMONY,
    () => {},
    async () => ({ ...engine, scale }),
  );
  const ends = [() => signature.over(), () => signature.leave(false), () => signature.decide()];
  for (const end of ends) {
    await signature.draw(undefined);
    end();
  }
  const sign = async () => signature.sign(await signed(await signature.draw(undefined)), wallet.address);
  await sign();
  signature.leave(false);
  expect(signature.isSigned).toBe(true);
  signature.leave(true);
  expect(signature.isSigned).toBe(false);
  await sign();
  signature.over();
  // Two questions at once: the first is nobody's any more.
  const both = await Promise.all([signature.draw(undefined), signature.draw(undefined)]);
  expect(both).toEqual([undefined, expect.anything()]);
  signature.over();
  expect(used).toHaveLength(14);
  expect(used.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
});

it('is remembered across a reload until somebody decides', async () => {
  expect(signature.isMeant(true)).toBe(true);
  signature.decide();
  expect(signature.isMeant(true)).toBe(false);
  signature.over();
  expect(signature.isMeant(true)).toBe(true);
  expect(signature.isMeant(false)).toBe(false);
});

it('is nothing of a ceremony of circuits', async () => {
  const circuits = new EarlySignature({ scheme: 'GROTH16', circuits: [{}] } as never, () => {}, lent);
  const entropy = Uint8Array.of(7);
  expect(await circuits.draw(entropy)).toBeUndefined();
  expect(entropy).toEqual(new Uint8Array(1));
});
