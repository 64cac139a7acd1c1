/** groth16-formats.md §9.9, its first gap, of files alone: a zkey that must extend exactly one other. */

import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { times } from '@brebaje/groth16/testing/made-chain';
import type { SlimParts } from '@brebaje/groth16/testing/made-zkey';
import { verifyPrevious } from '@brebaje/groth16/verify/verify-previous';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { step } from '../hostile.ts';
import { outcomeOf } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { inSection, multiple, pointAt, type Row, row, withHeader, withPoint, withRecord } from './row.ts';

const judged = ({ engine, start }: Stage, previous: Zkey, zkey: Zkey) =>
  outcomeOf(() => verifyPrevious(engine, start, previous, zkey));

/** The state after three contributions beside what is said to be the one after two. */
const beside = (
  what: string,
  expected: string,
  change: (stage: Stage) => SlimParts | Promise<SlimParts>,
): Row =>
  row('9.9.1', `the previous file ${what}`, expected, async (stage) =>
    judged(stage, await stage.slim(await change(stage)), await stage.slim(stage.states[3])),
  );

export const PREVIOUS: Row[] = [
  beside('is the one it says', 'accepted', ({ states }) => states[2]),
  beside('is of another circuit', 'consistency other-circuit 2', async (stage) =>
    withHeader(stage.states[2], { beta1: await multiple(stage, 'G1', 5n) }),
  ),
  beside('is the file itself', 'consistency not-one-more 10 3', ({ states }) => states[3]),
  beside('is the one before', 'consistency not-one-more 10 1', ({ states }) => states[1]),
  beside('is the genesis', 'consistency not-one-more 10 0', ({ states }) => states[0]),
  beside('is of another branch', 'consistency record-changed 10 1', ({ engine, states }) =>
    step(engine, states[1], { secret: 55n }),
  ),
  beside('has another name in it', 'consistency record-changed 10 0', ({ states }) =>
    withRecord(states[2], { name: 'Mallory' }, 0),
  ),
  beside('has another δ₁', 'consistency delta-record 2', ({ states }) =>
    withHeader(states[2], { delta1: states[1].header.delta1 }),
  ),
  beside('has another δ₂', 'mathematical delta-2 2', ({ states }) =>
    withHeader(states[2], { delta2: states[1].header.delta2 }),
  ),
  beside('has another L', 'mathematical l 8', ({ states }) => ({ ...states[2], l: states[1].l })),
  beside('has another H', 'mathematical h 9', ({ states }) => ({ ...states[2], h: states[1].h })),
  beside('has a point of H doubled', 'mathematical h 9', async ({ engine, states: [, , parts] }) => {
    const point = await times(engine, 'G1', pointAt(parts, parts.h, 4), 2n);
    return withPoint(parts, 'h', 4, () => point);
  }),
  row(
    '9.9.1',
    'the previous file has another section that nobody changes',
    'consistency other-circuit',
    async (stage) => {
      const bytes = await inSection(await stage.whole(stage.states[2]), 6, (content) => {
        content[9]! ^= 1;
      });
      return judged(stage, await zkeyIn(bytes), await stage.slim(stage.states[3]));
    },
  ),
];
