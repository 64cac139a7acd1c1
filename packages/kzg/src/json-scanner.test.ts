import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from './format-error.ts';
import { JsonScanner, type JsonSink } from './json-scanner.ts';
import { utf8 } from './testing/samples.ts';

/** Rebuilds the value that the scanner reports. */
function parse(bytes: Uint8Array, cuts: number[] = []): unknown {
  const stack: { value: unknown[] | Map<string, unknown>; key: string }[] = [];
  let result: unknown;
  const put = (value: unknown) => {
    const top = stack.at(-1);
    if (!top) result = value;
    else if (Array.isArray(top.value)) top.value.push(value);
    else top.value.set(top.key, value);
  };
  const text = (from: Uint8Array, start: number, end: number) =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(from.subarray(start, end));
  const close = () => {
    const { value } = stack.pop()!;
    put(Array.isArray(value) ? value : Object.fromEntries(value));
  };
  const sink: JsonSink = {
    beginObject: () => stack.push({ value: new Map(), key: '' }),
    beginArray: () => stack.push({ value: [], key: '' }),
    endObject: close,
    endArray: close,
    key(from, start, end) {
      stack.at(-1)!.key = text(from, start, end);
    },
    string: (from, start, end) => put(text(from, start, end)),
    number: (number) => put(Number(number)),
    literal: put,
  };
  const scanner = new JsonScanner(sink);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.max(from, Math.min(cut, bytes.length));
    scanner.push(bytes.slice(from, to));
    from = to;
  }
  scanner.push(bytes.slice(from));
  scanner.finish();
  return result;
}

describe('JsonScanner', () => {
  test('reads what JSON.parse reads, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }),
        fc.constantFrom(undefined, 1, '\t'),
        fc.array(fc.nat(500)),
        (value, indent, cuts) => {
          const text = JSON.stringify(value, null, indent);
          // Lone halves of surrogate pairs are texts that UTF-8 cannot hold.
          fc.pre(text.isWellFormed() && !/\\ud[89a-f]/.test(text));
          const long = /"[^"]{300,}/.test(text);
          fc.pre(!long);
          expect(parse(utf8(text), cuts)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('refuses what JSON.parse refuses, and nothing more', () => {
    const alphabet = fc.constantFrom(
      ...'{}[]":,\\ue01-+.E tfn\n',
      'true',
      'null',
      '"a"',
      '\\n',
      '\\u00e9',
      'é',
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), fc.nat(12), (parts, cut) => {
        const text = parts.join('');
        let expected: unknown;
        let valid = true;
        try {
          expected = JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(parse(utf8(text), [cut])).toEqual(expected);
        else expect(() => parse(utf8(text), [cut])).toThrow(FormatError);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\u00E9\\/\\b\\f\\n\\r\\t\\"\\\\"', 'é/\b\f\n\r\t"\\'],
    ['-0.5e+2', -50],
    [' 0 ', 0],
    ['{"":{}}', { '': {} }],
  ])('reads %s', (text, value) => {
    for (let cut = 0; cut <= text.length; cut++) expect(parse(utf8(text), [cut])).toEqual(value);
  });

  test.each([
    '"\\ud83d"',
    '"\\ud83dx"',
    '"\\ud83d\\n"',
    '"\\ude00"',
    '"\\ud83d\\ud83d"',
    '"\\u12g4"',
    '"\\x41"',
    '"\n"',
    '01',
    '1.',
    '.1',
    '1e',
    '-',
    'nul',
    'nulL',
    '[1,]',
    '{"a":1,}',
    '{"a"}',
    '{a:1}',
    '[1}',
    '{"a":1]',
    '1 2',
    ']',
    '',
    ' ',
    '[',
    '"',
  ])('refuses %s', (text) => {
    expect(() => parse(utf8(text))).toThrow(expect.objectContaining({ kind: 'syntax' }));
  });

  test.each([
    ['a continuation without a beginning', [0x80]],
    ['an overlong form', [0xc0, 0x80]],
    ['a long overlong form', [0xe0, 0x80, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['above 10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a character cut short', [0xe2, 0x82]],
    ['a byte that never occurs', [0xff]],
  ])('refuses %s in a string', (_, bytes) => {
    const text = Uint8Array.from([0x22, ...bytes, 0x22]);
    for (let cut = 0; cut <= text.length; cut++) expect(() => parse(text, [cut])).toThrow(/not UTF-8/);
  });

  test('keeps the beginning of a long string and says so', () => {
    const seen: [number, boolean][] = [];
    const ignore = () => {};
    const sink: JsonSink = {
      beginObject: ignore,
      endObject: ignore,
      beginArray: ignore,
      endArray: ignore,
      key: ignore,
      literal: ignore,
      string: (_, from, to, cut) => seen.push([to - from, cut]),
      number: (text, cut) => seen.push([text.length, cut]),
    };
    const scanner = new JsonScanner(sink);
    for (const piece of [
      '["',
      'a'.repeat(768),
      '","',
      'a'.repeat(769),
      '",',
      '1'.repeat(1000),
      `,"${'b'.repeat(800)}"]`,
    ]) {
      scanner.push(utf8(piece));
    }
    scanner.finish();
    expect(seen).toEqual([
      [768, false],
      [768, true],
      [64, true],
      [768, true],
    ]);
  });
});
