import { describe, expect, test } from 'vitest';
import { encodeContribution, parseContribution } from './contribution.ts';
import { FormatError } from './format-error.ts';
import { bentContribution, plainContribution, SMALL_SIZES } from './testing/plain-contribution.ts';
import { sampleContribution, utf8 } from './testing/samples.ts';

function refusal(bytes: Uint8Array, limits?: Parameters<typeof parseContribution>[1]): FormatError {
  try {
    parseContribution(bytes, limits);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseContribution refuses the shape', () => {
  const point = `0x${'ab'.repeat(48)}`;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const cases: [string, (json: any) => void, RegExp][] = [
    [
      'another key of the batch',
      (j) => {
        j.more = 1;
      },
      /^more: no such key/,
    ],
    [
      'another key of powersOfTau',
      (j) => {
        j.contributions[1].powersOfTau.x = 1;
      },
      /^contributions\[1\]\.powersOfTau\.x: no such key/,
    ],
    [
      '__proto__ as a key',
      (j) => {
        Object.defineProperty(j, '__proto__', { value: 1, enumerable: true });
      },
      /no such key/,
    ],
    [
      'no contributions',
      (j) => {
        delete j.contributions;
      },
      /"contributions" is missing/,
    ],
    [
      'no potPubkey',
      (j) => {
        delete j.contributions[0].potPubkey;
      },
      /contributions\[0\]: "potPubkey" is missing/,
    ],
    [
      'an empty potPubkey',
      (j) => {
        j.contributions[0].potPubkey = '';
      },
      /potPubkey: expected a G2 point/,
    ],
    [
      'a null potPubkey',
      (j) => {
        j.contributions[0].potPubkey = null;
      },
      /potPubkey: expected a G2 point/,
    ],
    [
      'no powersOfTau',
      (j) => {
        delete j.contributions[0].powersOfTau;
      },
      /"powersOfTau" is missing/,
    ],
    [
      'no G2Powers',
      (j) => {
        delete j.contributions[0].powersOfTau.G2Powers;
      },
      /"G2Powers" is missing/,
    ],
    [
      'no numG1Powers',
      (j) => {
        delete j.contributions[0].numG1Powers;
      },
      /"numG1Powers" is missing/,
    ],
    [
      'numG1Powers too large',
      (j) => {
        j.contributions[0].numG1Powers = 5;
      },
      /numG1Powers is 5, but there are 4 G1Powers/,
    ],
    [
      'numG2Powers too small',
      (j) => {
        j.contributions[1].numG2Powers = 1;
      },
      /numG2Powers is 1, but there are 2 G2Powers/,
    ],
    [
      'a negative number',
      (j) => {
        j.contributions[0].numG1Powers = -4;
      },
      /non-negative integer/,
    ],
    [
      'a fraction',
      (j) => {
        j.contributions[0].numG1Powers = 4.5;
      },
      /non-negative integer/,
    ],
    [
      'a number as text',
      (j) => {
        j.contributions[0].numG1Powers = '4';
      },
      /non-negative integer/,
    ],
    [
      'an unsafe number',
      (j) => {
        j.contributions[0].numG1Powers = 2 ** 53;
      },
      /non-negative integer/,
    ],
    [
      'upper-case digits',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers[2] = `0x${'AB'.repeat(48)}`;
      },
      /G1Powers\[2\]: expected G1 point/,
    ],
    [
      '0X',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers[2] = `0X${'ab'.repeat(48)}`;
      },
      /G1Powers\[2\]/,
    ],
    [
      'no 0x',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers[2] = 'ab'.repeat(48);
      },
      /G1Powers\[2\]/,
    ],
    [
      'a short point',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers[0] = point.slice(0, -2);
      },
      /G1Powers\[0\]/,
    ],
    [
      'a long point',
      (j) => {
        j.contributions[0].powersOfTau.G2Powers[0] = `0x${'ab'.repeat(97)}`;
      },
      /G2Powers\[0\]/,
    ],
    [
      'an endless point',
      (j) => {
        j.contributions[0].powersOfTau.G2Powers[0] = `0x${'ab'.repeat(9700)}`;
      },
      /G2Powers\[0\]/,
    ],
    [
      'a digit that is none',
      (j) => {
        j.contributions[0].potPubkey = `0x${'ag'.repeat(96)}`;
      },
      /potPubkey/,
    ],
    [
      'letters beyond ASCII',
      (j) => {
        j.contributions[0].potPubkey = `0x${'é'.repeat(96)}`;
      },
      /potPubkey/,
    ],
    [
      'a point as number',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers[1] = 7;
      },
      /G1Powers\[1\]/,
    ],
    [
      'a list as point',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers[1] = [point];
      },
      /G1Powers\[1\]/,
    ],
    [
      'an object as list',
      (j) => {
        j.contributions[0].powersOfTau.G1Powers = { 0: point };
      },
      /G1Powers: expected a list/,
    ],
    [
      'a malformed BLS signature',
      (j) => {
        j.contributions[0].blsSignature = '0x12';
      },
      /blsSignature: expected a G1 point/,
    ],
    [
      'a malformed ECDSA signature',
      (j) => {
        j.ecdsaSignature = point;
      },
      /ecdsaSignature: expected an ECDSA signature/,
    ],
    [
      'a false signature',
      (j) => {
        j.ecdsaSignature = false;
      },
      /ecdsaSignature/,
    ],
    [
      'contributions as object',
      (j) => {
        j.contributions = {};
      },
      /contributions: expected a list/,
    ],
    [
      'a list as contribution',
      (j) => {
        j.contributions[0] = [];
      },
      /contributions\[0\]: expected a sub-contribution/,
    ],
  ];
  test.each(cases)('%s', (_, bend, message) => {
    const error = refusal(bentContribution(bend));
    expect(error.message).toMatch(message);
    expect(error.kind).toBe('shape');
    expect(error.offset).toBeGreaterThan(0);
  });
  test('a key that stands twice, even when spelled with an escape', () => {
    const text = JSON.stringify(plainContribution(sampleContribution(SMALL_SIZES, true)));
    for (const twice of ['"ecdsaSignature":"",', '"ecdsa\\u0053ignature":"",']) {
      const error = refusal(utf8(text.replace('{', `{${twice}`)));
      expect([error.kind, error.message]).toEqual([
        'shape',
        expect.stringMatching(/ecdsaSignature: the key stands twice/),
      ]);
    }
  });
  test.each(['null', '1', '"x"', '[]', 'true'])('%s instead of an object', (text) => {
    expect(refusal(utf8(text)).kind).toBe('shape');
  });
  test('numbers that are integers in value only', () => {
    const text = JSON.stringify(plainContribution(sampleContribution(SMALL_SIZES, true)));
    for (const number of ['4.0', '4e0', '-0', `4${'0'.repeat(400)}`, `0.${'0'.repeat(400)}4e401`]) {
      expect(refusal(utf8(text.replace('"numG1Powers":4', `"numG1Powers":${number}`))).kind).toBe('shape');
    }
  });
  test('more than the limits', () => {
    const bytes = encodeContribution(sampleContribution(SMALL_SIZES, true));
    expect(refusal(bytes, { maxBytes: bytes.length - 1 }).message).toMatch(/more than/);
    expect(refusal(bytes, { maxSubs: 1 }).message).toMatch(/^contributions\[0\]: more than 1 entries/);
    expect(refusal(bytes, { maxPowers: 7 }).message).toMatch(/G1Powers\[6\]: more than 7 entries/);
    expect(
      parseContribution(bytes, { maxBytes: bytes.length, maxSubs: 2, maxPowers: 8 }).contributions,
    ).toHaveLength(2);
  });
});

describe('parseContribution calls it no JSON', () => {
  const text = JSON.stringify(plainContribution(sampleContribution(SMALL_SIZES, true)));
  test.each([
    ['nothing', ''],
    ['a beginning', text.slice(0, -1)],
    ['something after it', `${text}{}`],
    ['a byte order mark', `\ufeff${text}`],
    ['a comma too many', text.replace(/\]\}\]?/, (end) => `,${end}`)],
    ['a comment', `/**/${text}`],
    ['single quotes', text.replaceAll('"', "'")],
    ['a leading zero', text.replace('"numG1Powers":4', '"numG1Powers":04')],
    ['a plus', text.replace('"numG1Powers":4', '"numG1Powers":+4')],
    ['a zero byte', `${text}\0`],
    ['NaN', text.replace('"numG1Powers":4', '"numG1Powers":NaN')],
  ])('%s', (_, broken) => {
    expect(refusal(utf8(broken)).kind).toBe('syntax');
  });
  test('deep nesting in a value that is passed over', () => {
    const deep = (depth: number) =>
      utf8(text.replace('{"numG1Powers"', `{"x":${'['.repeat(depth)}${']'.repeat(depth)},"numG1Powers"`));
    expect(parseContribution(deep(120))).toEqual(sampleContribution(SMALL_SIZES, true));
    expect(refusal(deep(100_000)).message).toMatch(/nested too deeply/);
  });
  test('bytes that are not UTF-8, even in a value that is passed over', () => {
    const bytes = utf8(text.replace('{"numG1Powers"', '{"x":"?","numG1Powers"'));
    bytes[bytes.indexOf(0x3f)] = 0xff;
    expect(refusal(bytes)).toMatchObject({ kind: 'syntax', message: expect.stringMatching(/not UTF-8/) });
  });
});
