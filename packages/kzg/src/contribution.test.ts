import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canBeRead, contributionBytes, encodeContribution, parseContribution } from './contribution.ts';
import { ETHEREUM_SIZES } from './sizes.ts';
import { bentContribution, plainContribution, SMALL_SIZES } from './testing/plain-contribution.ts';
import { sampleContribution, utf8 } from './testing/samples.ts';

describe('bytes at Ethereum’s sizes', () => {
  const unsigned = sampleContribution(ETHEREUM_SIZES, false);
  const signed = sampleContribution(ETHEREUM_SIZES, true);
  const blsOnly = { ...signed, ecdsaSignature: null };
  test.each([
    ['served', unsigned, {}, 6_257_929],
    ['served from a signed one', signed, { signatures: 'empty-strings' }, 6_257_929],
    ['all signatures', signed, {}, 6_258_453],
    ['all signatures, pretty', signed, { pretty: true }, 6_937_545],
    ['no signature keys', signed, { signatures: 'omit' }, 6_257_837],
    ['no ECDSA signature', blsOnly, {}, 6_258_321],
  ] as const)('%s', (_, contribution, encoding, length) => {
    const bytes = encodeContribution(contribution, encoding);
    expect(bytes.length).toBe(length);
    const parsed = parseContribution(bytes);
    for (const [index, sub] of parsed.contributions.entries()) {
      expect(Buffer.compare(sub.g1, contribution.contributions[index]!.g1)).toBe(0);
      expect(Buffer.compare(sub.g2, contribution.contributions[index]!.g2)).toBe(0);
    }
  });
});

describe('encodeContribution', () => {
  test.each([true, false])('is laid out as JSON.stringify does, signed: %s', (signed) => {
    const contribution = sampleContribution(SMALL_SIZES, signed);
    const json = plainContribution(contribution);
    expect(encodeContribution(contribution)).toEqual(utf8(JSON.stringify(json)));
    expect(encodeContribution(contribution, { pretty: true })).toEqual(utf8(JSON.stringify(json, null, 2)));
  });
  test('an empty batch', () => {
    const empty = { contributions: [], ecdsaSignature: null };
    expect(encodeContribution(empty, { pretty: true })).toEqual(
      utf8(JSON.stringify({ contributions: [], ecdsaSignature: '' }, null, 2)),
    );
    expect(parseContribution(encodeContribution(empty))).toEqual(empty);
  });
});

describe('sizes', () => {
  test('tell the bytes of a contribution', () => {
    expect(contributionBytes(ETHEREUM_SIZES)).toBe(6_258_453);
    const small = encodeContribution(sampleContribution(SMALL_SIZES, true));
    expect(contributionBytes(SMALL_SIZES)).toBe(small.length);
  });
  test.each([
    [true, ETHEREUM_SIZES],
    [false, Array.from({ length: 17 }, () => ({ g1: 4, g2: 3 }))],
    [false, [{ g1: 65_537, g2: 2 }]],
    [false, [...ETHEREUM_SIZES, { g1: 65_536, g2: 65 }]],
  ])('whose contributions can be read: %s', (can, sizes) => {
    expect(canBeRead(sizes)).toBe(can);
  });
});

describe('parseContribution accepts', () => {
  test('what was written, in every form', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ g1: fc.integer({ min: 0, max: 70 }), g2: fc.integer({ min: 0, max: 5 }) }), {
          maxLength: 4,
        }),
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        (sizes, signed, pretty, seed) => {
          const contribution = sampleContribution(sizes, signed, seed);
          expect(parseContribution(encodeContribution(contribution, { pretty }))).toEqual(contribution);
        },
      ),
      { numRuns: 50 },
    );
  });
  test('keys in any order, white space, escapes', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };
    const contribution = sampleContribution(SMALL_SIZES, true);
    const text = JSON.stringify(reversed(plainContribution(contribution)), null, '\t')
      .replaceAll('potPubkey', 'potPub\\u006bey')
      .replaceAll('"0x', '"\\u0030x')
      .replaceAll('\n', '\r\n');
    expect(parseContribution(utf8(`\n ${text} \n`))).toEqual(contribution);
  });
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['null', null],
  ])('signatures that are %s', (_, value) => {
    const bytes = bentContribution((json) => {
      json.ecdsaSignature = value;
      for (const sub of json.contributions) sub.blsSignature = value;
    });
    const parsed = parseContribution(bytes);
    expect(parsed.ecdsaSignature).toBeNull();
    expect(parsed.contributions.map((sub) => sub.blsSignature)).toEqual([null, null]);
  });
  test('other keys inside a sub-contribution, of any value', () => {
    const bytes = bentContribution((json) => {
      json.contributions[0].bls_signature = '';
      json.contributions[0].more = {
        G1Powers: [1.5e3, [true, { a: null }], 'é\u0000😀'.repeat(500)],
        potPubkey: 3,
      };
      json.contributions[1]['x'.repeat(5000)] = [[], {}, -0];
    });
    expect(parseContribution(bytes)).toEqual(sampleContribution(SMALL_SIZES, true));
  });
});
