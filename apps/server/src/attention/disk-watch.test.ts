import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { createDiskWatch, freeBytes } from './disk-watch.ts';

it('is short below the limit, and no more once there is a tenth more than that', async () => {
  let free = 1_000;
  const watch = createDiskWatch(1_000, async () => free);
  expect([watch.short(), watch.free()]).toEqual([false, null]);
  let now = 0;
  const look = async (bytes: number) => {
    free = bytes;
    now += 10_000;
    await watch.look(now);
    return watch.short();
  };
  expect(await look(1_000)).toBe(false);
  expect(await look(999)).toBe(true);
  expect(await look(1_050)).toBe(true);
  expect(await look(1_100)).toBe(false);
  expect(await look(1_050)).toBe(false);
});

it('measures at most every ten seconds, and again when the clock was stepped back', async () => {
  let measured = 0;
  const watch = createDiskWatch(1, async () => ++measured);
  for (const now of [0, 1, 9_999, 10_000, 10_001, -5_000]) await watch.look(now);
  expect(measured).toBe(3);
});

it('stops nothing when space cannot be measured, and measures nothing with a limit of 0', async () => {
  const watch = createDiskWatch(1_000, () => Promise.reject(new Error('no such call')));
  await watch.look(0);
  expect([watch.short(), watch.free()]).toEqual([false, null]);
  const never = createDiskWatch(0, () => Promise.reject(new Error('asked')));
  await never.look(0);
  expect(never.short()).toBe(false);
});

it('knows the space of a real folder', async () => {
  expect(await freeBytes(tmpdir())).toBeGreaterThan(0);
});
