import { expect, it } from 'vitest';
import { serverClock } from './server-clock.ts';

it('finds the server’s time however late and rounded it is told', () => {
  let local = 5_000_000;
  const clock = serverClock(() => local);
  expect(clock.now()).toBe(5_000);
  // The server is 1,000.4 s ahead; each moment takes some time to arrive.
  for (const [passed, delay] of [
    [0, 300],
    [1_300, 40],
    [900, 800],
    [610, 5],
  ] as const) {
    local += passed;
    clock.heard(Math.floor((local - delay) / 1_000 + 1_000.4));
  }
  expect(Math.abs(clock.now() - (local / 1_000 + 1_000.4))).toBeLessThan(0.6);
});

it('believes a clock that was set right, after a while', () => {
  let local = 0;
  const clock = serverClock(() => local);
  clock.heard(100);
  local += 90_000;
  for (let times = 0; times < 16; times++) clock.heard(100);
  expect(clock.now()).toBe(100);
});
