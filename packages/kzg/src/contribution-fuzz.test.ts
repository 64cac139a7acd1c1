import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeContribution, parseContribution } from './contribution.ts';
import { FormatError } from './format-error.ts';
import { sampleContribution, utf8 } from './testing/samples.ts';

const WHOLE = encodeContribution(
  sampleContribution(
    [
      { g1: 4, g2: 2 },
      { g1: 5, g2: 3 },
    ],
    true,
  ),
);

/** Reads bytes that a stranger sent; nothing but FormatError may come out, and what is accepted reads back. */
function tryParse(bytes: Uint8Array): 'accepted' | 'refused' {
  try {
    const contribution = parseContribution(bytes);
    expect(parseContribution(encodeContribution(contribution))).toEqual(contribution);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return 'refused';
  }
}

test('mutated bytes never give anything but FormatError', () => {
  const place = fc.nat(WHOLE.length - 1);
  const mutation = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.nat(255) }),
    fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat(400) }),
    fc.record({ kind: fc.constant('copy' as const), at: place, from: place, length: fc.nat(400) }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: place,
      text: fc.constantFrom(...'{}[]":,\\-0e.tfn', '"":', ',""', 'null,'),
    }),
  );
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      let bytes = WHOLE;
      for (const m of mutations) {
        const before = bytes.subarray(0, m.at);
        const after = bytes.subarray(m.at);
        if (m.kind === 'set') bytes = concat(before, Uint8Array.of(m.byte), after.subarray(1));
        else if (m.kind === 'cut') bytes = concat(before, after.subarray(m.length));
        else if (m.kind === 'copy') bytes = concat(before, bytes.subarray(m.from, m.from + m.length), after);
        else bytes = concat(before, utf8(m.text), after);
      }
      tryParse(bytes);
    }),
    { numRuns: 3000 },
  );
});

test('any JSON and any bytes give nothing but FormatError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json().map(utf8), fc.uint8Array({ maxLength: 300 })), (bytes) => {
      expect(tryParse(bytes)).toBe('refused');
    }),
    { numRuns: 1000 },
  );
});

test('every beginning of a contribution is refused as no JSON', () => {
  for (let length = 0; length < WHOLE.length; length += 7) {
    expect(() => parseContribution(WHOLE.subarray(0, length))).toThrow(
      expect.objectContaining({ kind: 'syntax' }),
    );
  }
});

test('the time grows with the length, whatever is in it', () => {
  const hostile = [
    `{"contributions":[${'{},'.repeat(100_000)}`,
    `{"contributions":[{"x":[${'{"a":[0]},'.repeat(100_000)}0]`,
    `{"contributions":[{"${'\\u0061'.repeat(300_000)}":1`,
    `{"contributions":[{"x":${'9'.repeat(2_000_000)}`,
    `{"contributions":[{"powersOfTau":{"G1Powers":["${'a'.repeat(2_000_000)}`,
    ' '.repeat(2_000_000),
    '['.repeat(2_000_000),
  ];
  // Hours where something is read again from every byte.
  for (const text of hostile) expect(tryParse(utf8(text))).toBe('refused');
});

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
