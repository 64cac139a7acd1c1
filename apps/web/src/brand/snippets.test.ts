import fc from 'fast-check';
import { expect, it } from 'vitest';
import { snippets } from './snippets.ts';

const PAGE = 'https://setup.example/c/spring';

it('gives a frame and a badge to paste', () => {
  const { frame, badge } = snippets(PAGE, 'Spring');
  expect(frame).toContain(`<iframe src="${PAGE}/embed" title="Spring"`);
  expect(badge).toBe(`[![Spring](${PAGE}/badge.svg)](${PAGE})`);
});

it('keeps a title inside the attribute and inside the brackets, whatever it is', () => {
  expect(snippets(PAGE, '"><script>alert(1)</script>').frame).not.toContain('<script');
  expect(snippets(PAGE, 'a](javascript:alert(1))[b\n\n<b>').badge).toBe(
    `[![a\\]\\(javascript:alert\\(1\\)\\)\\[b \\<b\\>](${PAGE}/badge.svg)](${PAGE})`,
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      const { frame, badge } = snippets(PAGE, title);
      expect(frame.match(/[<>]/g)).toHaveLength(4);
      expect(frame.match(/"/g)).toHaveLength(14);
      expect(badge).not.toMatch(/\n/);
      expect(badge.slice(3, badge.lastIndexOf(`](${PAGE}/badge.svg)`))).not.toMatch(/(?<!\\)(\\\\)*[\][]/);
    }),
  );
});
