import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentProblem, contrastOf, GROUNDS, mix, softAccent, THEMES } from './accent.ts';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('contrast', () => {
  // The examples of WCAG's own understanding documents and of its working group's checker.
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.478],
    ['#767676', '#ffffff', 4.542],
    ['#ff0000', '#ffffff', 3.998],
  ])('%s on %s is %f', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
    expect(contrastOf(other, one)).toBeCloseTo(ratio, 2);
  });
});

describe.each(THEMES)('an accent on %s pages', (theme) => {
  it('is taken when it is read on every ground, and refused when it is not on one', () => {
    expect(accentProblem(theme, theme === 'light' ? '#0b6e4f' : '#5fd3a8')).toBeNull();
    expect(accentProblem(theme, theme === 'light' ? '#ffcc00' : '#22208a')).toMatchObject({
      nearest: expect.stringMatching(/^#[0-9a-f]{6}$/),
    });
    expect(accentProblem(theme, GROUNDS[theme].card)?.contrast).toBeLessThan(4.5);
  });

  it('is told one that passes, as near as there is', () => {
    fc.assert(
      fc.property(hex, (colour) => {
        const problem = accentProblem(theme, colour);
        if (!problem) {
          for (const ground of [...Object.values(GROUNDS[theme]), softAccent(theme, colour)])
            expect(contrastOf(colour, ground)).toBeGreaterThanOrEqual(4.5);
          return;
        }
        expect(problem.contrast).toBeLessThan(4.5);
        expect(accentProblem(theme, problem.nearest)).toBeNull();
        const end = theme === 'light' ? '#000000' : '#ffffff';
        const away = Array.from({ length: 255 }, (_, step) => mix(colour, end, (step + 1) / 255));
        const before = away.slice(0, away.indexOf(problem.nearest));
        for (const nearer of before) expect(accentProblem(theme, nearer)).not.toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});
