import { expect, it } from 'vitest';
import { Stamina } from './stamina.ts';

const MINUTE = 60_000;

it('ends after as much time as attempts and pauses take together, and begins anew when something goes well', () => {
  let now = 0;
  const stamina = new Stamina({ now: () => now }, 3 * MINUTE);
  const fails = (millis: number, pause: number) => {
    stamina.begin();
    now += millis;
    return stamina.lasts(pause);
  };
  expect(fails(MINUTE / 2, MINUTE)).toBe(true);
  expect(fails(MINUTE / 2, MINUTE)).toBe(true);
  expect(fails(0, 1)).toBe(false);
  stamina.reset();
  expect(fails(MINUTE, MINUTE)).toBe(true);
});

it('is not used up by a machine that sleeps', () => {
  let now = 0;
  const stamina = new Stamina({ now: () => now }, 3 * MINUTE);
  stamina.begin();
  now += 8 * 60 * MINUTE;
  expect(stamina.lasts(1_000)).toBe(true);
  // Asleep in a pause: the next attempt begins when it is over.
  now += 8 * 60 * MINUTE;
  stamina.begin();
  expect(stamina.lasts(1_000)).toBe(true);
});
