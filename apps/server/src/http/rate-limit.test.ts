import { describe, expect, it } from 'vitest';
import { addressPrefix, PrefixCounter } from './rate-limit.ts';

describe('addressPrefix', () => {
  it.each([
    ['10.1.2.3', '10.1.2'],
    ['::ffff:10.1.2.3', '10.1.2'],
    ['2001:db8:5:6::1', '2001:db8:5'],
    ['2001:0DB8:0005::', '2001:db8:5'],
    ['2001:db8::1', '2001:db8:0'],
    ['::1', '0:0:0'],
    ['nonsense', 'unknown'],
  ])('%s is of %s', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });
});

describe('PrefixCounter', () => {
  it('counts each prefix by itself, per window', () => {
    const counter = new PrefixCounter(2, 1000);
    const take = (address: string, now: number): boolean => counter.take(address, now);
    expect([
      take('10.0.0.1', 5000),
      take('10.0.0.2', 5001),
      take('10.0.0.3', 5002),
      take('10.0.1.1', 5003),
    ]).toEqual([true, true, false, true]);
    expect(take('10.0.0.1', 6000)).toBe(true);
  });

  it('does not keep anybody out after the clock was stepped back', () => {
    const counter = new PrefixCounter(1, 1000);
    expect([counter.take('10.0.0.1', 900_000), counter.take('10.0.0.1', 100)]).toEqual([true, true]);
  });
});
