/** verification.md §4: whole chains. */
import { stored } from '@brebaje/curves/codec/reference';
import { curvePoint } from '@brebaje/curves/codec/samples';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { verificationKey } from '@brebaje/groth16/export/verification-key';
import type { Beacon } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { times } from '@brebaje/groth16/testing/made-chain';
import { type SlimParts, slimParts } from '@brebaje/groth16/testing/made-zkey';
import type { VerifyZkeyOptions } from '@brebaje/groth16/verify/verify-zkey';
import { type HostileStep, step } from '../hostile.ts';
import { chainOutcome, outcomeOf } from '../outcome.ts';
import { BEACON, SECRETS, type Stage } from '../stage.ts';
import {
  inPoint,
  moved,
  multiple,
  pointAt,
  type Row,
  row,
  withHeader,
  withPoint,
  withRecord,
} from './row.ts';

export type Change = (stage: Stage) => SlimParts | Promise<SlimParts>;

export const chain = (change: Change, options?: VerifyZkeyOptions) => async (stage: Stage) => {
  const parts = await change(stage);
  return chainOutcome(stage, () => stage.slim(parts), options);
};

/** Three contributions, of which some lie. */
export const steps =
  (lies: Partial<Record<0 | 1 | 2, Partial<HostileStep>>>): Change =>
  async ({ engine, states }) => {
    let parts = states[0];
    for (const [i, secret] of SECRETS.entries()) {
      parts = await step(engine, parts, { secret, ...lies[i as 0 | 1 | 2] });
    }
    return parts;
  };

/** After two people, the beacon; its record changed. */
export const sealed = async (
  { engine, states, slim }: Stage,
  beacon: Beacon = BEACON,
  after = 2,
): Promise<SlimParts> => {
  const { output } = await contributeBeacon(engine, await slim(states[after]!), beacon);
  return slimParts(await zkeyIn(await bytesOf(output), 'slim'));
};

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
        const back = (delta * inverseOf(SECRETS[0], r)) % r;
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
    chain(async (stage) => {
      const [, , , parts] = stage.states;
      const one = await moved(stage, 'G1', pointAt(parts, parts.l, 0), 5n);
      const other = await moved(stage, 'G1', pointAt(parts, parts.h, 0), -5n);
      return withPoint(
        withPoint(parts, 'l', 0, () => one),
        'h',
        0,
        () => other,
      );
    }),
  ),
  row(
    '4.4',
    'infinity moved in L',
    'format infinity-moved 8 2',
    chain(({ states }) => withPoint(states[3], 'l', 2, (point) => point.fill(0))),
  ),
  row(
    '4.5',
    'another beacon than the agreed one',
    'final beacon 10 2',
    chain((stage) => sealed(stage, { ...BEACON, bytes: Uint8Array.of(1) }), { beacon: BEACON }),
  ),
  row(
    '4.5',
    'the agreed beacon hashed more often',
    'final beacon 10 2',
    chain((stage) => sealed(stage, { ...BEACON, exponent: 11 }), { beacon: BEACON }),
  ),
  row(
    '4.5',
    'no beacon where one was agreed on',
    'final beacon 10 2',
    chain(({ states }) => states[3], { beacon: BEACON }),
  ),
  row(
    '4.5',
    'a beacon where nobody agreed on one',
    'final beacon 10 2',
    chain((stage) => sealed(stage), { beacon: null }),
  ),
  row(
    '4.5',
    'a beacon’s record called a person’s',
    'final beacon 10 2',
    chain(async (stage) => withRecord(await sealed(stage), { type: 'person', beacon: undefined }), {
      beacon: BEACON,
    }),
  ),
  row(
    '4.5',
    'a person’s record called the beacon’s',
    'final beacon 10 2',
    chain(({ states }) => withRecord(states[3], { type: 'beacon', beacon: BEACON }), { beacon: BEACON }),
  ),
  row(
    '4.5',
    'a person’s record called a beacon’s that nobody agreed on',
    'final beacon 10 2',
    chain(({ states }) => withRecord(states[3], { type: 'beacon', beacon: BEACON })),
  ),
  row(
    '4.5',
    'a beacon among the people',
    'final beacon 10 1',
    chain(({ states }) => withRecord(states[3], { type: 'beacon', beacon: BEACON }, 1)),
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
        const parameters = CURVES[stage.curve];
        const stray = stored(parameters, 'G2', curvePoint(parameters, 'G2', 5n));
        const parts = withHeader(stage.states[3], { [name]: stray });
        await verificationKey(stage.engine, await zkeyIn(await stage.whole(parts)));
      }),
    ),
  ),
];

function inverseOf(value: bigint, r: bigint): bigint {
  let [result, base, exponent] = [1n, value % r, r - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % r;
    base = (base * base) % r;
  }
  return result;
}
