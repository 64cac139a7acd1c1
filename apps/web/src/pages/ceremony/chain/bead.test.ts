import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { BEAD_RADIUS, beadOf } from './bead.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

it('draws the same bead of the same hash, and another of another', () => {
  expect(beadOf(hashOf('a'))).toEqual(beadOf(hashOf('a')));
  expect(beadOf(`0x${hashOf('a')}`)).toEqual(beadOf(hashOf('a')));
  const outlines = new Set(Array.from({ length: 500 }, (_, index) => beadOf(hashOf(`${index}`)).outline));
  expect(outlines.size).toBeGreaterThan(495);
});

it('spreads colours over the circle', () => {
  const sixths = new Set(
    Array.from({ length: 60 }, (_, index) => Math.floor(beadOf(hashOf(`${index}`)).hue / 60)),
  );
  expect([...sixths].filter((sixth) => sixth < 6).length).toBe(6);
});

it('stays inside of its circle, whatever it is made from', () => {
  for (const seed of [
    ...Array.from({ length: 200 }, (_, index) => hashOf(`${index}`)),
    '',
    '12',
    '𝔘<script>',
  ]) {
    const { outline, bubbles } = beadOf(seed);
    expect(outline).toMatch(/^M[-\d C]+Z$/);
    const ends = [...outline.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) =>
      Math.hypot(Number(x), Number(y)),
    );
    expect(Math.max(...ends)).toBeLessThan(BEAD_RADIUS * 1.13);
    for (const { x, y, r } of bubbles) expect(Math.hypot(x, y) + r).toBeLessThan(BEAD_RADIUS * 0.75);
  }
});
