import { expect, it, vi } from 'vitest';
import { freshEntropy } from './entropy.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

it('is fresh for every sub-ceremony and every time', () => {
  const made = [...freshEntropy(4), ...freshEntropy(4)].map(text);
  expect(new Set(made).size).toBe(8);
  expect(made.every((hex) => hex.length === 64)).toBe(true);
});

it('mixes what the person adds, and stays fresh when they add the same again', () => {
  const extra = new TextEncoder().encode('dice: 4 2 6 6 1');
  expect(text(freshEntropy(1, extra)[0]!)).not.toBe(text(freshEntropy(1, extra)[0]!));
  const spy = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => array);
  try {
    // With a broken generator what the person added still decides.
    const [plain] = freshEntropy(1);
    const [mixed] = freshEntropy(1, extra);
    expect(text(plain!)).not.toBe(text(mixed!));
  } finally {
    spy.mockRestore();
  }
});
