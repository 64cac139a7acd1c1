import { expect, it } from 'vitest';
import { runKills } from './kill-run.ts';

it('loses nothing when it is killed while people take part', async () => {
  const figures = await runKills({ kills: 12, seed: 1, crowd: 6, verifyEvery: 4 });
  expect({ violations: figures.violations, complaints: figures.complaints }).toEqual({
    violations: [],
    complaints: [],
  });
  expect(figures.kills).toBe(12);
  expect(figures.receipts).toBe(figures.endings.accepted);
  expect(figures.contributions).toBe(figures.receipts);
});
