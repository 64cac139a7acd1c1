/** verification.md §4: whole chains, but for their beacon. */
import { inverse } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { verificationKey } from '@brebaje/groth16/export/verification-key';
import { strayPoint } from '@brebaje/groth16/testing/bad-points';
import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { times } from '@brebaje/groth16/testing/made-chain';
import { step } from '../hostile.ts';
import { chainOutcome, outcomeOf } from '../outcome.ts';
import { BEACON, SECRETS } from '../stage.ts';
import { chain, sealed, steps } from './chains.ts';
import { inPoint, multiple, offsetting, type Row, row, withHeader, withPoint, withRecord } from './row.ts';

export const CHAIN: Row[] = [
  row('4.1', 'a genesis that somebody has contributed to', 'consistency not-a-genesis 10', (stage) =>
    outcomeOf(async () => sumGenesis(stage.engine, await stage.slim(stage.states[1]))),
  ),
  row('4.1', 'a genesis without records, but with another δ', 'consistency not-a-genesis 2', (stage) =>
    outcomeOf(async () =>
      sumGenesis(stage.engine, await stage.slim({ ...stage.states[1], records: stage.states[0].records })),
    ),
  ),
  row('4.1', 'a genesis with records, whose δ is the generator', 'consistency not-a-genesis 10', (stage) =>
    outcomeOf(async () =>
      sumGenesis(stage.engine, await stage.slim({ ...stage.states[0], records: stage.states[1].records })),
    ),
  ),
  row('4.1', 'a genesis with another δ₂ alone', 'consistency not-a-genesis 2', (stage) =>
    outcomeOf(async () => {
      const { delta2 } = stage.states[1].header;
      return sumGenesis(stage.engine, await stage.slim(withHeader(stage.states[0], { delta2 })));
    }),
  ),
  row(
    '4.1',
    'a file of another circuit',
    'consistency other-circuit 2',
    chain(async (stage) => withHeader(stage.states[3], { beta2: await multiple(stage, 'G2', 5n) })),
  ),
  row('4.1', 'a whole file whose IC is not the genesis’', 'consistency other-circuit', async (stage) => {
    const bytes = await inPoint(stage, await stage.whole(stage.states[3]), 3, 0, (point) =>
      times(stage.engine, 'G1', point, 2n),
    );
    return chainOutcome(stage, () => zkeyIn(bytes));
  }),
  row(
    '4.2',
    'nobody has contributed',
    'final no-contribution 10',
    chain(({ states }) => states[0]),
  ),
  row(
    '4.2',
    'nobody but a beacon',
    'final no-contribution 10',
    chain((stage) => sealed(stage, BEACON, 0)),
  ),
  ...[2n, -3n, 2n ** 31n + 9n, -(2n ** 32n) + 5n].map((delta) =>
    row(
      '4.2',
      `δ is ${delta} times γ`,
      'final small-delta 2',
      chain(async ({ engine, curve, states }) => {
        const { r } = CURVES[curve];
        const odd = await step(engine, states[0], { secret: SECRETS[0] });
        const back = (delta * inverse(SECRETS[0], r)) % r;
        return step(engine, odd, { secret: ((back % r) + r) % r });
      }),
    ),
  ),
  row('4.2', 'a γ₂ of which δ₂ is a small multiple', 'consistency not-a-genesis 2', (stage) =>
    outcomeOf(async () => {
      const gamma2 = await multiple(stage, 'G2', SECRETS[0]);
      return sumGenesis(stage.engine, await stage.slim(withHeader(stage.states[0], { gamma2 })));
    }),
  ),
  ...([0, 1, 2] as const).flatMap((index) => [
    row(
      '4.2',
      `record ${index} proves 1`,
      `consistency no-change 10 ${index}`,
      chain(steps({ [index]: { secret: 1n, ofDelta1: 5n, ofDelta2: 5n, ofL: 5n, ofH: 5n } })),
    ),
    row(
      '4.2',
      `record ${index} leaves δ`,
      `consistency no-change 10 ${index}`,
      chain(steps({ [index]: { ofDelta1: 1n, ofDelta2: 1n, ofL: 1n, ofH: 1n } })),
    ),
    row(
      '4.3',
      `record ${index} has another transcript`,
      `mathematical transcript 10 ${index}`,
      chain(({ states: [, , , parts] }) =>
        withRecord(
          parts,
          { transcript: parts.records.list[index]!.transcript.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) },
          index,
        ),
      ),
    ),
    row(
      '4.4',
      `record ${index} proves another secret`,
      `mathematical proof 10 ${index}`,
      chain(steps({ [index]: { ofPartner: 5n } })),
    ),
    row(
      '4.4',
      `record ${index} changes δ by another secret`,
      `mathematical delta 10 ${index}`,
      chain(steps({ [index]: { ofDelta1: 5n, ofDelta2: 5n, ofL: 5n, ofH: 5n } })),
    ),
  ]),
  row(
    '4.3',
    'records in another order',
    'mathematical transcript 10 0',
    chain(({ states: [, , , parts] }) => {
      const [a, b, c] = parts.records.list;
      return { ...parts, records: { ...parts.records, list: [b!, a!, c!] } };
    }),
  ),
  row(
    '4.3',
    'a record left out',
    'mathematical transcript 10 1',
    chain(({ states: [, , , parts] }) => {
      const [a, , c] = parts.records.list;
      return { ...parts, records: { ...parts.records, list: [a!, c!] } };
    }),
  ),
  row(
    '4.3',
    'the last record left out',
    'consistency delta-record 2',
    chain(({ states: [, , , parts] }) => ({
      ...parts,
      records: { ...parts.records, list: parts.records.list.slice(0, 2) },
    })),
  ),
  row(
    '4.3',
    'a record twice',
    'consistency no-change 10 2',
    chain(({ states: [, , , parts] }) => {
      const [a, b, c] = parts.records.list;
      return { ...parts, records: { ...parts.records, list: [a!, b!, b!, c!] } };
    }),
  ),
  row(
    '4.4',
    'a chain that begins with another δ',
    'mathematical delta 10 0',
    chain(async (stage) => {
      const delta1 = await multiple(stage, 'G1', 7n);
      const delta2 = await multiple(stage, 'G2', 7n);
      return step(stage.engine, withHeader(stage.states[0], { delta1, delta2 }), { secret: SECRETS[0] });
    }),
  ),
  row('4.4', 'another δ₂', 'mathematical delta-2 2', chain(steps({ 2: { ofDelta2: 5n } }))),
  row('4.4', 'another L', 'mathematical l 8', chain(steps({ 2: { ofL: 5n } }))),
  row('4.4', 'another H', 'mathematical h 9', chain(steps({ 1: { ofH: 5n } }))),
  row(
    '4.4',
    'an error of L that one of H undoes',
    'mathematical l 8',
    chain((stage) => offsetting(stage, stage.states[3])),
  ),
  row(
    '4.4',
    'infinity moved in L',
    'format infinity-moved 8 2',
    chain(({ states }) => withPoint(states[3], 'l', 2, (point) => point.fill(0))),
  ),
  row('4.7', 'IC that is infinity in a key', 'format infinity 3 1', (stage) =>
    outcomeOf(async () => {
      const bytes = await inPoint(stage, await stage.whole(stage.states[3]), 3, 1, (point) => point.fill(0));
      await verificationKey(stage.engine, await zkeyIn(bytes));
    }),
  ),
  ...(['gamma2', 'delta2'] as const).map((name) =>
    row('4.7', `${name} of a key outside the group`, 'format not-in-subgroup 2', (stage) =>
      outcomeOf(async () => {
        const parts = withHeader(stage.states[3], { [name]: strayPoint(stage.curve, 'G2') });
        await verificationKey(stage.engine, await zkeyIn(await stage.whole(parts)));
      }),
    ),
  ),
];
