import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import type { SlimParts } from '@brebaje/groth16/testing/made-zkey';
import { type HostileStep, step } from '../hostile.ts';
import { uploadOutcome } from '../outcome.ts';
import { BEACON, SECRETS, type Stage } from '../stage.ts';
import { inSection, multiple, type Row, row, withHeader, withRecord } from './row.ts';

export type Change = (stage: Stage) => SlimParts | Promise<SlimParts>;
type Options = Parameters<typeof uploadOutcome>[2];

export const upload = (change: Change, options?: Options) => async (stage: Stage) => {
  const parts = await change(stage);
  return uploadOutcome(stage, () => stage.slim(parts), options);
};

/** A contribution to the accepted state by somebody who lies. */
export const lying = (made: Partial<HostileStep>, options?: Options) =>
  upload(({ engine, states }) => step(engine, states[1], { secret: SECRETS[1], ...made }), options);

const consistency: Row[] = [
  row(
    '3.1',
    'another header of the circuit',
    'consistency other-circuit 2',
    upload(async (stage) => withHeader(stage.states[2], { alpha1: await multiple(stage, 'G1', 77n) })),
  ),
  row(
    '3.1',
    'another γ₂',
    'consistency other-circuit 2',
    upload(async (stage) => withHeader(stage.states[2], { gamma2: await multiple(stage, 'G2', 77n) })),
  ),
  row(
    '3.1',
    'another hash of the circuit',
    'consistency other-circuit 10',
    upload(({ states: [, , parts] }) => ({
      ...parts,
      records: {
        ...parts.records,
        circuitHash: parts.records.circuitHash.map((byte, i) => (i === 63 ? byte ^ 1 : byte)),
      },
    })),
  ),
  row('3.1', 'a whole file with other coefficients', 'consistency other-circuit', async (stage) => {
    const bytes = await inSection(await stage.whole(stage.states[2]), 4, (content) => {
      content[20]! ^= 1;
    });
    return uploadOutcome(stage, () => zkeyIn(bytes));
  }),
  row(
    '3.1',
    'the accepted state once more',
    'consistency not-one-more 10 1',
    upload(({ states }) => states[1]),
  ),
  row(
    '3.1',
    'the genesis',
    'consistency not-one-more 10 1',
    upload(({ states }) => states[0]),
  ),
  row(
    '3.1',
    'two contributions at once',
    'consistency not-one-more 10 1',
    upload(({ states }) => states[3]),
  ),
  row(
    '3.1',
    'begun anew from the genesis',
    'consistency not-one-more 10 1',
    upload(({ engine, states }) => step(engine, states[0], { secret: 99n })),
  ),
  row(
    '3.1',
    'begun anew from the genesis, with one record more',
    'consistency record-changed 10 0',
    upload(async ({ engine, states }) =>
      step(engine, await step(engine, states[0], { secret: 99n }), { secret: 98n }),
    ),
  ),
  row(
    '3.1',
    'an accepted record renamed',
    'consistency record-changed 10 0',
    upload(({ states }) => withRecord(states[2], { name: 'Person 1' }, 0)),
  ),
  row(
    '3.1',
    'an accepted record without its name',
    'consistency record-changed 10 0',
    upload(({ states }) => withRecord(states[2], { name: undefined }, 0)),
  ),
  row(
    '3.1',
    'an accepted record called a beacon’s',
    'consistency record-changed 10 0',
    upload(({ states }) => withRecord(states[2], { type: 'beacon', beacon: BEACON }, 0)),
  ),
  ...(['deltaAfter', 's', 'sx', 'transcript', 'spx'] as const).map((name) =>
    row(
      '3.1',
      `an accepted record with another ${name}`,
      'consistency record-changed 10 0',
      upload(({ states }) => {
        const [, , parts] = states;
        return withRecord(parts, { [name]: parts.records.list[1]![name] }, 0);
      }),
    ),
  ),
  row(
    '3.1',
    'records in another order',
    'consistency record-changed 10 0',
    upload(({ states: [, , parts] }) => ({
      ...parts,
      records: { ...parts.records, list: parts.records.list.toReversed() },
    })),
  ),
];

const record: Row[] = [
  row(
    '3.2',
    'a beacon in a person’s turn',
    'consistency record-type 10 1',
    lying({ type: 'beacon', beacon: BEACON }),
  ),
  row(
    '3.2',
    'a person where the beacon must be',
    'consistency record-type 10 1',
    lying({}, { type: 'beacon' }),
  ),
  row(
    '3.2',
    'another name than the contributor’s',
    'consistency name 10 1',
    lying({ name: 'Eve' }, { name: 'Ada' }),
  ),
  row('3.2', 'no name where there must be one', 'consistency name 10 1', lying({}, { name: 'Ada' })),
  row(
    '3.2',
    'a δ₁ that is not the record’s',
    'consistency delta-record 2',
    upload(({ states }) => withHeader(states[2], { delta1: states[1].header.delta1 })),
  ),
  row(
    '3.2',
    'δ of a further contribution that has no record',
    'consistency delta-record 2',
    upload(({ states }) => ({
      ...states[3],
      records: states[2].records,
    })),
  ),
  row('3.2', 'the secret 1', 'consistency no-change 10 1', lying({ secret: 1n })),
  row('3.2', 'the secret −1', 'consistency no-change 10 1', lying({ secret: -1n })),
  row(
    '3.2',
    'the same δ₁, whatever is proven',
    'consistency no-change 10 1',
    lying({ ofDelta1: 1n, ofDelta2: 1n, ofL: 1n, ofH: 1n }),
  ),
  row(
    '3.2',
    'a proof of 1, whatever δ is',
    'consistency no-change 10 1',
    lying({ secret: 1n, ofDelta1: 5n, ofDelta2: 5n, ofL: 5n, ofH: 5n }),
  ),
  row(
    '3.2',
    'a proof of −1, whatever δ is',
    'consistency no-change 10 1',
    lying({ secret: -1n, ofDelta1: 5n, ofDelta2: 5n, ofL: 5n, ofH: 5n }),
  ),
  row('3.2', 'the first contribution with the secret 1', 'consistency no-change 10 0', async (stage) => {
    const parts = await step(stage.engine, stage.states[0], { secret: 1n });
    return uploadOutcome(stage, () => stage.slim(parts), { after: 0 });
  }),
  row('3.2', 'the first contribution with the same δ₁', 'consistency no-change 10 0', async (stage) => {
    const parts = await step(stage.engine, stage.states[0], {
      secret: 5n,
      ofDelta1: 1n,
      ofDelta2: 1n,
      ofL: 1n,
      ofH: 1n,
    });
    return uploadOutcome(stage, () => stage.slim(parts), { after: 0 });
  }),
  row(
    '3.3',
    'a contribution to the state before',
    'consistency not-one-more 10 2',
    upload(({ engine, states }) => step(engine, states[1], { secret: 55n }), { after: 2 }),
  ),
  row(
    '3.3',
    'a contribution to another branch',
    'consistency record-changed 10 1',
    upload(
      async ({ engine, states }) =>
        step(engine, await step(engine, states[1], { secret: 55n }), { secret: 56n }),
      { after: 2 },
    ),
  ),
  row(
    '3.3',
    'L and H of the state before',
    'mathematical l 8',
    upload(({ states }) => ({
      ...states[2],
      l: states[1].l,
      h: states[1].h,
    })),
  ),
];

export const INCREMENT: Row[] = [...consistency, ...record];
