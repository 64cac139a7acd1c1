import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexAt, lineOf, placesOf, spotOf, threadFor } from './thread.ts';

it('lays every place inside of the box, apart from all others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 900 }),
      fc.integer({ min: 260, max: 1_400 }),
      fc.boolean(),
      (count, width, rtl) => {
        const thread = threadFor(count, width, rtl);
        const spots = Array.from({ length: count }, (_, index) => spotOf(index, thread));
        for (const [index, { x, y }] of spots.entries()) {
          const next = spots[index + 1] ?? { x: x + thread.pitch, y };
          const fits =
            x >= thread.pitch * 0.45 && x <= width - thread.pitch * 0.45 && y > 0 && y < thread.height;
          const apart = Math.hypot(next.x - x, next.y - y) > thread.pitch * 0.9;
          if (!fits || !apart || indexAt(x, y, thread, count) !== index)
            expect.fail(`place ${index} at ${x}, ${y}`);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('goes on where the row before ended', () => {
  const thread = threadFor(200, 700);
  expect(spotOf(thread.columns - 1, thread).x).toBeCloseTo(spotOf(thread.columns, thread).x);
  expect(spotOf(0, threadFor(200, 700, true)).x).toBeGreaterThan(600);
});

it('draws one line through all rows', () => {
  const count = 50;
  const thread = threadFor(count, 500);
  for (let row = 0; row < thread.rows; row++) {
    const { from, to } = placesOf(row, thread, count);
    const curves = lineOf(row, thread, count).split('C').length - 1;
    expect(curves).toBe(to - from - (to < count ? 0 : 1));
  }
  expect(lineOf(thread.rows, thread, count)).toBe('');
});
