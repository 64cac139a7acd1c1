import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawSlot, redrawSlot } from './draw.ts';

const counts = fc.record({
  held: fc.nat(50),
  waiting: fc.nat(50),
  polling: fc.nat(50),
});
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('gives a slot with somebody held to them with probability waiting / everybody', () => {
  const facts = { held: 2, waiting: 3, polling: 9 };
  const steps = 12_000;
  let given = 0;
  for (let step = 0; step < steps; step += 1) if (drawSlot(facts, step / steps) === 'held') given += 1;
  expect(given).toBe(steps / 4);
});

it('keeps half the pollers share for them when nobody is held', () => {
  const facts = { held: 0, waiting: 3, polling: 9 };
  const steps = 12_000;
  let kept = 0;
  for (let step = 0; step < steps; step += 1) if (drawSlot(facts, step / steps) === 'poll') kept += 1;
  expect(kept).toBe((steps * 9) / 24);
});

it('never gives to the held when none is, nor keeps for pollers when none is', () => {
  fc.assert(
    fc.property(counts, random, fc.constantFrom('poll' as const, null), (facts, value, slotFor) => {
      for (const drawn of [drawSlot(facts, value), redrawSlot(slotFor, facts, value)]) {
        if (facts.held === 0) expect(drawn).not.toBe('held');
        if (facts.polling === 0) expect(drawn).not.toBe('poll');
        if (facts.held > 0) expect(drawn).not.toBe(null);
      }
    }),
  );
});

it('keeps a slot kept for pollers as long as there is one, and draws once', () => {
  expect(redrawSlot('poll', { held: 5, waiting: 5, polling: 1 }, 0)).toBe('poll');
  expect(redrawSlot('poll', { held: 5, waiting: 5, polling: 0 }, 0.99)).toBe('held');
  expect(redrawSlot('poll', { held: 0, waiting: 5, polling: 0 }, 0)).toBe(null);
  expect(redrawSlot(null, { held: 0, waiting: 5, polling: 5 }, 0)).toBe(null);
  expect(redrawSlot(null, { held: 1, waiting: 1, polling: 1 }, 0.75)).toBe('poll');
});
