/** verification.md §4.5 and §5: the beacon that seals a chain. */
import { curvePoint } from '@brebaje/curves/codec/samples';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { drandRandomness, QUICKNET } from '@brebaje/groth16/beacon/drand';
import type { VerifyZkeyOptions } from '@brebaje/groth16/verify/verify-zkey';
import { ACCEPTED } from '../outcome.ts';
import { BEACON } from '../stage.ts';
import { chain, sealed } from './chains.ts';
import { type Row, row, withRecord } from './row.ts';

/** The last record says that it is of such a beacon. */
const saying = (exponent: number, bytes = BEACON.bytes, options: VerifyZkeyOptions = {}) =>
  chain(async (stage) => withRecord(await sealed(stage), { beacon: { exponent, bytes } }), options);

const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const round = (number: number, signature: string) => async () =>
  drandRandomness(QUICKNET, number, signature) ? ACCEPTED : 'no randomness';

export const BEACONS: Row[] = [
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
