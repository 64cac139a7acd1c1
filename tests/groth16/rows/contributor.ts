/** verification.md §6: what a contributor's client finds out. */
import { CURVES } from '@brebaje/curves/curve/parameters';
import { generatorBytes } from '@brebaje/groth16/curve';
import { strayPoint } from '@brebaje/groth16/testing/bad-points';
import { clientOutcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { type Change, steps } from './chains.ts';
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

const client = (change: Change) => async (stage: Stage) => clientOutcome(stage, await change(stage));

export const CONTRIBUTOR: Row[] = [
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
    client(({ states, curve }) => withHeader(states[2], { delta2: strayPoint(curve, 'G2') })),
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
    client(({ states, curve }) => withPoint(states[2], 'h', 0, () => strayPoint(curve, 'G1'))),
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
