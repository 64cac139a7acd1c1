import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlace, type Place } from './testing/run-cli.ts';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.remove());

const KERNEL = /^(fma|wide|plain)$/;

it('says in words what this machine computes with, and how fast', async () => {
  const { code, out } = await place.run(['doctor', '--threads', '1']);
  expect(code).toBe(0);
  for (const curve of ['bls12-381', 'bn254'])
    expect(out).toMatch(new RegExp(`^Kernel   ${curve}: .+ \\(kernel (fma|wide|plain)`, 'm'));
  expect(out).toContain('agrees with the plain one');
  expect(out).toMatch(/^Speed {4}[\d,]+ points a second/m);
  expect(out).toMatch(/takes about \d+ s here$/m);
});

it('says the same to programs, for as many threads as the variable names', async () => {
  const { json } = await place.run(['doctor', '--json'], { env: { BREBAJE_THREADS: '2' } });
  const kernel = { kernel: expect.stringMatching(KERNEL), rejected: expect.any(Array) };
  expect(json).toMatchObject({
    ok: true,
    agree: true,
    threads: 2,
    kernels: [
      { curve: 'bls12-381', ...kernel },
      { curve: 'bn254', ...kernel },
    ],
  });
  expect(json.pointsPerSecond).toBeGreaterThan(0);
  expect(json.estimate).toBeGreaterThan(0);
});

it.each(['0', '1.5', 'many'])('takes no %s threads', async (count) => {
  const { code, err } = await place.run(['doctor', '--threads', count]);
  expect([code, err]).toEqual([2, expect.stringContaining('a whole number from 1 up')]);
});
