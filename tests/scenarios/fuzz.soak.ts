import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { parseContribution } from '@brebaje/kzg/contribution';
import { FormatError } from '@brebaje/kzg/format-error';
import { contributionFromState, initialState } from '@brebaje/kzg/state';
import { verifyContribution } from '@brebaje/kzg/verify';
import { expect, it } from 'vitest';
import { assault, FORGIVING } from '../support/assault.ts';
import { compute, engine } from '../support/compute.ts';
import { dice, hostile } from '../support/hostile.ts';
import { startTestServer } from '../support/server.ts';

const OVER_HTTP = 10_000;
const DIRECTLY = 30_000;

/** From the clock, and printed: every run meets other cases, and any of them can be had again. */
const seed = Number(process.env.BREBAJE_FUZZ_SEED ?? Date.now() % 2 ** 32);

it(`${OVER_HTTP} bad contributions over HTTP`, async () => {
  const server = await startTestServer(FORGIVING);
  const { answers, surprises, checkIns } = await assault(server, { cases: OVER_HTTP, seed });
  console.log(`seed ${seed}`, Object.fromEntries(answers), checkIns);
  expect(surprises).toEqual([]);
  expect((await server.send('/info/status')).json.num_contributions).toBe(0);
  await server.close();
});

it(`${DIRECTLY} bad contributions to the checks themselves`, async () => {
  const sizes = [
    { g1: 4, g2: 3 },
    { g1: 8, g2: 3 },
  ];
  const first = await compute(contributionFromState(initialState(sizes)));
  const before = { subs: first.contributions };
  const honest = await compute(contributionFromState(before));
  const noble = createNobleEngine();
  const roll = dice(seed);
  let unreadable = 0;
  for (let index = 0; index < DIRECTLY; index++) {
    const { what, body } = hostile(honest, index, roll);
    try {
      const verdict = await verifyContribution(await engine(), before, parseContribution(body), {
        confirm: noble,
      });
      expect(verdict.ok, `case ${index} of seed ${seed}, ${what}`).toBe(false);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      unreadable += 1;
    }
  }
  console.log(`seed ${seed}: ${DIRECTLY} refused, ${unreadable} of them because they could not be read`);
});
