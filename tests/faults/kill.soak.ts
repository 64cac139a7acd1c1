import { expect, it } from 'vitest';
import { runKills } from './kill-run.ts';

/** `BREBAJE_KILLS=300 BREBAJE_SEED=7 npx vitest run --config vitest.soak.config.ts tests/faults` */
const kills = Number(process.env.BREBAJE_KILLS ?? 300);
const seed = Number(process.env.BREBAJE_SEED ?? 1);

it(`loses nothing in ${kills} kills`, async () => {
  const figures = await runKills({ kills, seed, crowd: 8, verifyEvery: 10, tell: console.log });
  console.log(JSON.stringify(figures, null, 2));
  expect([...figures.violations, ...figures.complaints]).toEqual([]);
  expect(figures.kills).toBe(kills);
  expect(figures.receipts).toBe(figures.endings.accepted);
  expect(figures.contributions).toBe(figures.receipts);
});
