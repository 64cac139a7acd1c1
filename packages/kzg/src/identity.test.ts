import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from './format-error.ts';
import { formatIdentity, parseIdentity } from './identity.ts';

describe('identities', () => {
  const address = `0x${'0123456789abcdef0123'.repeat(2)}`;
  test.each([
    ['', { kind: 'origin' }],
    [`eth|${address}`, { kind: 'eth', address }],
    ['git|0|a', { kind: 'git', id: 0n, login: 'a' }],
    ['git|18446744073709551615|Octo-Cat', { kind: 'git', id: 2n ** 64n - 1n, login: 'Octo-Cat' }],
  ] as const)('%s', (text, identity) => {
    expect(parseIdentity(text)).toEqual(identity);
    expect(formatIdentity(identity)).toBe(text);
  });
  test('an address is written in lower case, an id may be a number', () => {
    expect(formatIdentity({ kind: 'eth', address: address.toUpperCase().replace('0X', '0x') })).toBe(
      `eth|${address}`,
    );
    expect(formatIdentity({ kind: 'git', id: 42, login: 'Al' })).toBe('git|42|Al');
  });
  test.each([
    'eth',
    'eth|',
    `eth|${address}|`,
    `eth|${address}|more`,
    `eth|${address.toUpperCase()}`,
    `eth|${address.replace('a', 'A')}`,
    `eth|${address.slice(2)}`,
    `eth|${address}0`,
    `ETH|${address}`,
    ` eth|${address}`,
    'git|1',
    'git|1|',
    'git|1|a|b',
    'git||a',
    'git|-1|a',
    'git|01|a',
    'git|1.0|a',
    'git|18446744073709551616|a',
    'git|1|a\nb',
    'git|1|a\u009b31m',
    'git|1|a\u202eb',
    'git|1|a\u2028b',
    'git|1|\ud800',
    `git|1|${'a'.repeat(300)}`,
    'origin',
    '|',
    'other|1|a',
  ])('refuses %j', (text) => {
    expect(() => parseIdentity(text)).toThrow(FormatError);
  });
  test('writes nothing that it could not read', () => {
    expect(() => formatIdentity({ kind: 'eth', address: '0x12' })).toThrow(FormatError);
    expect(() => formatIdentity({ kind: 'git', id: 2n ** 64n, login: 'a' })).toThrow(FormatError);
    expect(() => formatIdentity({ kind: 'git', id: 1, login: 'a|b' })).toThrow(FormatError);
    expect(() => formatIdentity({ kind: 'git', id: 1, login: '@a' })).toThrow(FormatError);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.string(), (id, login) => {
        let text: string;
        try {
          text = formatIdentity({ kind: 'git', id, login });
        } catch {
          return;
        }
        expect(parseIdentity(text)).toEqual({ kind: 'git', id, login });
      }),
    );
  });
});
