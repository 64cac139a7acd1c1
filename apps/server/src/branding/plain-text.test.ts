import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneLine } from './plain-text.ts';

it.each([
  ['Spring', 'Spring'],
  [' a\n\t b \u00a0 c ', 'a b c'],
  ['\u202eevil\u202c', 'evil'],
  ['a\u200bb\u2066c\u2069\ufeff', 'abc'],
  ['Z\u0335\u0322\u0321\u0327\u0328\u0331\u0332a', 'Z\u0335\u0322\u0321\u0327a'],
  ['\ud800x', '\ufffdx'],
  ['\u202e\u200b', ''],
  ['x'.repeat(30), `${'x'.repeat(19)}…`],
  // A family is one sign, and is not taken apart.
  ['👩‍👩‍👧‍👦'.repeat(25), `${'👩‍👩‍👧‍👦'.repeat(19)}…`],
])('%j becomes %j', (text, line) => expect(oneLine(text, 20)).toBe(line));

it('is one line, bounded, of whole signs, that steers nothing, whatever is given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      const line = oneLine(text, 40);
      expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u);
      expect([...new Intl.Segmenter('en').segment(line)].length).toBeLessThanOrEqual(41);
      expect(line.trim()).toBe(line);
    }),
  );
});

it('looks at no more of a long text than it shows', () => {
  expect(oneLine(`${'\u200b'.repeat(100)}seen`, 40)).toBe('seen');
  expect(oneLine(`${'\u200b'.repeat(1_000)}not seen`, 40)).toBe('');
});
