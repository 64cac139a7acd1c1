/** groth16-formats.md §9.9: what snarkjs' verification accepts, in the order of its table. */

import { badPoints } from '@brebaje/groth16/testing/bad-points';
import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { slimBytes } from '@brebaje/groth16/testing/made-zkey';
import { step } from '../hostile.ts';
import { chunksOf, joined } from '../mutate/container.ts';
import { chainOutcome, uploadOutcome } from '../outcome.ts';
import { SECRETS } from '../stage.ts';
import { moved, pointAt, type Row, row, withPoint, withRecord } from './row.ts';

export const GAPS: Row[] = [
  row(
    '9.9.1',
    'redone from the genesis: honest records are gone',
    'consistency not-one-more 10 2',
    async (stage) => {
      const parts = await step(stage.engine, stage.states[0], { secret: SECRETS[2] });
      return uploadOutcome(stage, () => stage.slim(parts), { after: 2 });
    },
  ),
  row('9.9.2', 'the state before once more, as it is', 'consistency not-one-more 10 2', (stage) =>
    uploadOutcome(stage, () => stage.slim(stage.states[2]), { after: 2 }),
  ),
  row('9.9.3', 'the genesis itself', 'final no-contribution 10', async (stage) =>
    chainOutcome(stage, () => zkeyIn(stage.genesis)),
  ),
  row('9.9.4', 'a name overwritten', 'consistency record-changed 10 0', (stage) =>
    uploadOutcome(stage, () => stage.slim(withRecord(stage.states[2], { name: 'Mallory' }, 0))),
  ),
  row('9.9.4', 'a record relabelled as a beacon’s', 'consistency record-changed 10 1', (stage) => {
    const beacon = { bytes: Uint8Array.of(1, 2, 3), exponent: 10 };
    return uploadOutcome(
      stage,
      () => stage.slim(withRecord(stage.states[3], { type: 'beacon', beacon }, 1)),
      {
        after: 2,
      },
    );
  }),
  ...(['not-canonical', 'not-on-curve'] as const).map((code) =>
    row('9.9.5', `a point of H that is ${code}`, `format ${code} 9 11`, (stage) => {
      const make = badPoints(stage.curve, 'G1').find(([one]) => one === code)![1];
      return uploadOutcome(stage, () => stage.slim(withPoint(stage.states[2], 'h', 11, make)));
    }),
  ),
  row('9.9.5', 'a container that is not canonical', 'file sections', async (stage) => {
    const bytes = joined('zkey', chunksOf(await slimBytes(stage.states[2])).toReversed());
    return uploadOutcome(stage, () => zkeyIn(bytes, 'slim'));
  }),
  row(
    '9.9.6',
    'errors of L that a combination by small scalars would let pass once in a while',
    'mathematical l 8',
    async (stage) => {
      // Σ sⱼ·eⱼ is zero for s of 32 bits with probability 2⁻³² at most where e = (1, −1): the rule is about the scalars.
      const [, , parts] = stage.states;
      const one = await moved(stage, 'G1', pointAt(parts, parts.l, 2), 1n);
      const other = await moved(stage, 'G1', pointAt(parts, parts.l, 3), -1n);
      return uploadOutcome(stage, () =>
        stage.slim(
          withPoint(
            withPoint(parts, 'l', 2, () => one),
            'l',
            3,
            () => other,
          ),
        ),
      );
    },
  ),
];
