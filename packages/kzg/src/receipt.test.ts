import { addr } from 'micro-eth-signer';
import { verifyMessage } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { toHex } from './hex.ts';
import { addressOf, receiptText, signReceipt, verifyReceipt } from './receipt.ts';
import { SAMPLE_ETH_IDENTITY, sampleBytes } from './testing/samples.ts';

const KEY = sampleBytes(32, 7);
const TEXT = receiptText(
  SAMPLE_ETH_IDENTITY,
  [1, 2, 3, 4].map((seed) => sampleBytes(96, seed)),
);

describe('receipts', () => {
  test('the text is compact, identity first, 861 characters for an address', () => {
    expect(TEXT).toHaveLength(861);
    expect(receiptText('git|1|a', [sampleBytes(96, 1)])).toBe(
      `{"identity":"git|1|a","witness":["0x${toHex(sampleBytes(96, 1))}"]}`,
    );
  });
  test('the signature is the one that wallets make and check', async () => {
    const signature = signReceipt(TEXT, KEY);
    expect(signature).toMatch(/^[0-9a-f]{128}(1b|1c)$/);
    const account = privateKeyToAccount(`0x${toHex(KEY)}`);
    expect(`0x${signature}`).toBe(await account.signMessage({ message: TEXT }));
    expect(addressOf(KEY)).toBe(account.address);
    expect(addr.isValid(addressOf(KEY))).toBe(true);
    expect(
      await verifyMessage({ address: account.address, message: TEXT, signature: `0x${signature}` }),
    ).toBe(true);
  });
  test('verifyReceipt accepts every usual spelling', () => {
    const signature = signReceipt(TEXT, KEY);
    const address = addressOf(KEY);
    expect(verifyReceipt(TEXT, signature, address)).toBe(true);
    expect(verifyReceipt(TEXT, `0x${signature.toUpperCase()}`, address.toLowerCase())).toBe(true);
  });
  test('verifyReceipt refuses another text, key, address or signature', () => {
    const signature = signReceipt(TEXT, KEY);
    const address = addressOf(KEY);
    expect(verifyReceipt(`${TEXT} `, signature, address)).toBe(false);
    expect(verifyReceipt(TEXT, signReceipt(TEXT, sampleBytes(32, 8)), address)).toBe(false);
    expect(verifyReceipt(TEXT, signature, addressOf(sampleBytes(32, 8)))).toBe(false);
    for (let digit = 0; digit < 130; digit += 9) {
      const other = signature[digit] === '0' ? '1' : '0';
      expect(
        verifyReceipt(TEXT, signature.slice(0, digit) + other + signature.slice(digit + 1), address),
      ).toBe(false);
    }
    const low = (Number.parseInt(signature.slice(128), 16) - 27).toString(16).padStart(2, '0');
    for (const bad of [
      '',
      '0x',
      signature.slice(2),
      `${signature}00`,
      'zz'.repeat(65),
      signature.slice(0, 128) + low,
      `${'00'.repeat(64)}1b`,
      `${'ff'.repeat(64)}1b`,
    ]) {
      expect(verifyReceipt(TEXT, bad, address)).toBe(false);
    }
  });
});
