/** verification.md §5 and §6: the beacon, and what a contributor's client finds out. */
import { stored } from '@brebaje/curves/codec/reference';
import { curvePoint } from '@brebaje/curves/codec/samples';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { drandRandomness, QUICKNET } from '@brebaje/groth16/beacon/drand';
import { generatorBytes } from '@brebaje/groth16/curve';
import type { VerifyZkeyOptions } from '@brebaje/groth16/verify/verify-zkey';
import { ACCEPTED, clientOutcome } from '../outcome.ts';
import { BEACON, type Stage } from '../stage.ts';
import { type Change, chain, sealed, steps } from './chain.ts';
import {
  inSection,
  moved,
  multiple,
  pointAt,
  type Row,
  row,
  withHeader,
  withPoint,
  withRecord,
} from './row.ts';

/** The last record says that it is of such a beacon. */
const saying = (exponent: number, bytes = BEACON.bytes, options: VerifyZkeyOptions = {}) =>
  chain(async (stage) => withRecord(await sealed(stage), { beacon: { exponent, bytes } }), options);

const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const round = (number: number, signature: string) => async () =>
  drandRandomness(QUICKNET, number, signature) ? ACCEPTED : 'no randomness';

const beacons: Row[] = [
  // 2^63 hashes would never end, and 2^8 are fewer than any tool makes.
  ...[0, 9, 25, 63, 64, 255].map((exponent) =>
    row('5', `a beacon that says it was hashed 2^${exponent} times`, 'final beacon 10 2', saying(exponent)),
  ),
  row(
    '5',
    'the agreed beacon’s secret, said to be another’s',
    'final beacon 10 2',
    saying(10, Uint8Array.of(1), { beacon: BEACON }),
  ),
  row(
    '5',
    'the agreed beacon’s secret, said to be hashed more often',
    'final beacon 10 2',
    saying(11, BEACON.bytes, { beacon: BEACON }),
  ),
  row('5', 'a beacon of other bytes', 'final beacon 10 2', saying(10, Uint8Array.of(1))),
  row('5', 'a beacon of no bytes', 'file value 10', saying(10, new Uint8Array(0))),
  row('5', 'another round’s signature', 'no randomness', round(1001, SIGNATURE)),
  row('5', 'a signature that is turned over', 'no randomness', round(1000, SIGNATURE.replace(/^b/, '9'))),
  row('5', 'a signature that is infinity', 'no randomness', round(1000, `c0${'0'.repeat(94)}`)),
  row('5', 'a signature outside the group', 'no randomness', async () => {
    const parameters = CURVES['bls12-381'];
    const { x, y } = curvePoint(parameters, 'G1', 5n);
    const sign = y[0]! > (parameters.p - 1n) / 2n ? 0xa0n : 0x80n;
    return round(1000, ((sign << 376n) | x[0]!).toString(16))();
  }),
];

const client = (change: Change) => async (stage: Stage) => clientOutcome(stage, await change(stage));

const contributor: Row[] = [
  row(
    '6.1',
    'δ₁ is not the last record’s',
    'consistency delta-record 2',
    client(({ states }) => withHeader(states[2], { delta1: states[1].header.delta1 })),
  ),
  row(
    '6.1',
    'δ₂ is not δ₁ in the other group',
    'mathematical delta-2 2',
    client(({ states }) => withHeader(states[2], { delta2: states[1].header.delta2 })),
  ),
  row(
    '6.1',
    'δ₂ outside the group',
    'format not-in-subgroup 2',
    client((stage) => {
      const parameters = CURVES[stage.curve];
      return withHeader(stage.states[2], {
        delta2: stored(parameters, 'G2', curvePoint(parameters, 'G2', 5n)),
      });
    }),
  ),
  row(
    '6.1',
    'a transcript that is not one',
    'mathematical transcript 10 0',
    client(({ states: [, , parts] }) =>
      withRecord(parts, { transcript: parts.records.list[1]!.transcript }, 0),
    ),
  ),
  row('6.1', 'a proof that is not one', 'mathematical proof 10 1', client(steps({ 1: { ofPartner: 5n } }))),
  row(
    '6.1',
    'another circuit',
    'consistency other-circuit 2',
    client(async (stage) => withHeader(stage.states[2], { alpha1: await multiple(stage, 'G1', 5n) })),
  ),
  ...(['l', 'h'] as const).map((name) =>
    row(
      '6.2',
      `a point of y² = x³ in ${name}`,
      `format not-on-curve ${name === 'l' ? 8 : 9} 3`,
      client(({ states, curve }) => {
        // (1, 1), of a curve on which division is as easy as in the field.
        const { p, coordinateBytes } = CURVES[curve];
        const one = (1n << BigInt(8 * coordinateBytes)) % p;
        const bytes = Uint8Array.from({ length: coordinateBytes }, (_, i) =>
          Number((one >> BigInt(8 * i)) & 0xffn),
        );
        return withPoint(states[2], name, 3, () => Uint8Array.of(...bytes, ...bytes));
      }),
    ),
  ),
  row(
    '6.2',
    'a point outside the group',
    'format not-in-subgroup 9 0',
    client(({ states, curve }) => {
      const parameters = CURVES[curve];
      return withPoint(states[2], 'h', 0, () => stored(parameters, 'G1', curvePoint(parameters, 'G1', 5n)));
    }),
    'bls12-381',
  ),
  row(
    '6.3',
    'IC where an unused wire has infinity',
    'format infinity-moved 8 19',
    client(async (stage) => {
      const bytes = await stage.whole(stage.states[2]);
      let ic = new Uint8Array(0);
      await inSection(bytes, 3, (content) => {
        ic = content.slice(0, generatorBytes(stage.curve, 'G1').length);
      });
      return withPoint(stage.states[2], 'l', 19, () => ic);
    }),
  ),
  row(
    '6.3',
    'another point in L',
    'mathematical l 8',
    client(({ states: [, , parts], curve }) => withPoint(parts, 'l', 3, () => generatorBytes(curve, 'G1'))),
  ),
  row(
    '6.3',
    'another point in H',
    'mathematical h 9',
    client(({ states: [, , parts], curve }) => withPoint(parts, 'h', 3, () => generatorBytes(curve, 'G1'))),
  ),
  row(
    '6.3',
    'L that is not divided',
    'mathematical l 8',
    client(({ states }) => ({ ...states[2], l: states[0].l })),
  ),
  row(
    '6.3',
    'a direction of H that snarkjs leaves free',
    'mathematical h 9',
    client(async (stage) => {
      const [, , parts] = stage.states;
      const point = await moved(stage, 'G1', pointAt(parts, parts.h, 31), 3n);
      return withPoint(parts, 'h', 31, () => point);
    }),
  ),
];

export const CONTRIBUTOR: Row[] = [...beacons, ...contributor];
