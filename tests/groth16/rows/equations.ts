/** verification.md §3, format and mathematics: points that are none, and equations that do not hold. */
import { decode, stored } from '@brebaje/curves/codec/reference';
import { pointOfOrder, smallOrders, sum } from '@brebaje/curves/codec/samples';
import { inverse, modulo } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Group } from '@brebaje/curves/engine';
import { generatorBytes, sizesOf } from '@brebaje/groth16/curve';
import { strayPoint } from '@brebaje/groth16/testing/bad-points';
import { times } from '@brebaje/groth16/testing/made-chain';
import { step } from '../hostile.ts';
import { SECRETS, type Stage } from '../stage.ts';
import { type Change, lying, upload } from './increment.ts';
import { moved, offsetting, pointAt, type Row, row, withHeader, withPoint, withRecord } from './row.ts';

/** A point of the group and one of small order, which no pairing sees in G1. */
function besideGroup({ curve }: Stage, group: Group, point: Uint8Array): Uint8Array {
  const parameters = CURVES[curve];
  const [order] = smallOrders(parameters, group);
  const good = decode(parameters, group, 'lem', point, { subgroup: true, infinity: false }) as Parameters<
    typeof sum
  >[2];
  return stored(parameters, group, sum(parameters, group, good, pointOfOrder(parameters, group, order!)));
}

const hidden: Row[] = [
  ...(['l', 'h'] as const).map((name) =>
    row(
      '3.format',
      `${name} with a component of small order`,
      `format not-in-subgroup ${name === 'l' ? 8 : 9} 2`,
      upload((stage) => withPoint(stage.states[2], name, 2, (point) => besideGroup(stage, 'G1', point))),
      'bls12-381',
    ),
  ),
  ...(['s', 'sx'] as const).map((name) =>
    row(
      '3.format',
      `${name} with a component of small order`,
      'format not-in-subgroup 10 1',
      upload((stage) => {
        const [, , parts] = stage.states;
        return withRecord(parts, { [name]: besideGroup(stage, 'G1', parts.records.list[1]![name]) });
      }),
      'bls12-381',
    ),
  ),
  row(
    '3.format',
    'δ₁ with a component of small order',
    'format not-in-subgroup 2',
    upload((stage) => {
      const delta1 = besideGroup(stage, 'G1', stage.states[2].header.delta1);
      return withRecord(withHeader(stage.states[2], { delta1 }), { deltaAfter: delta1 });
    }),
    'bls12-381',
  ),
  row(
    '3.format',
    'δ₂ with a component of small order',
    'format not-in-subgroup 2',
    upload((stage) =>
      withHeader(stage.states[2], { delta2: besideGroup(stage, 'G2', stage.states[2].header.delta2) }),
    ),
  ),
  row(
    '3.format',
    'the proof’s point of G2 with a component of small order',
    'format not-in-subgroup 10 1',
    upload((stage) =>
      withRecord(stage.states[2], { spx: besideGroup(stage, 'G2', stage.states[2].records.list[1]!.spx) }),
    ),
  ),
  row(
    '3.format',
    'a point of the curve outside the group in L',
    'format not-in-subgroup 8 3',
    upload(({ states, curve }) => withPoint(states[2], 'l', 3, () => strayPoint(curve, 'G1'))),
    'bls12-381',
  ),
];

const mathematics: Row[] = [
  row('3.mathematical', 'a proof of another secret', 'mathematical proof 10 1', lying({ ofPartner: 5n })),
  row(
    '3.mathematical',
    'an error of the proof that one of δ undoes',
    'mathematical proof 10 1',
    upload(async (stage) => {
      // sx = x·s + 5·G and δ = x·δ before − 5·G: without random factors both would be one equation that holds.
      const { curve, engine, states } = stage;
      const { r } = CURVES[curve];
      const [before, secret] = [SECRETS[0], SECRETS[1]];
      const { s } = states[2].records.list[1]!;
      const sx = await moved(stage, 'G1', await times(engine, 'G1', s, secret), 5n);
      const of = modulo((secret * before - 5n) * inverse(before % r, r), r);
      return step(engine, states[1], { secret, s, sx, ofDelta1: of, ofDelta2: of, ofL: of, ofH: of });
    }),
  ),
  row(
    '3.mathematical',
    'δ by another secret, L and H with it',
    'mathematical delta 10 1',
    lying({ ofDelta1: 5n, ofDelta2: 5n, ofL: 5n, ofH: 5n }),
  ),
  row('3.mathematical', 'δ₂ by another secret', 'mathematical delta-2 2', lying({ ofDelta2: 5n })),
  row('3.mathematical', 'δ₂ of the state before', 'mathematical delta-2 2', lying({ ofDelta2: 1n })),
  row(
    '3.mathematical',
    'δ₂, L and H by another secret',
    'mathematical delta-2 2',
    lying({ ofDelta2: 5n, ofL: 5n, ofH: 5n }),
  ),
  row('3.mathematical', 'L by another secret', 'mathematical l 8', lying({ ofL: 5n })),
  row('3.mathematical', 'H by another secret', 'mathematical h 9', lying({ ofH: 5n })),
  row('3.mathematical', 'L and H by another secret', 'mathematical l 8', lying({ ofL: 5n, ofH: 5n })),
  row('3.mathematical', 'L and H by −x', 'mathematical l 8', lying({ ofL: -SECRETS[1], ofH: -SECRETS[1] })),
  row(
    '3.mathematical',
    'the proof’s base at another point',
    'mathematical transcript 10 1',
    upload(async ({ engine, states: [, , parts] }) => {
      const { s, sx } = parts.records.list[1]!;
      return withRecord(parts, {
        s: await times(engine, 'G1', s, 2n),
        sx: await times(engine, 'G1', sx, 2n),
      });
    }),
  ),
  row(
    '3.mathematical',
    'the transcript of another chain',
    'mathematical transcript 10 1',
    upload(async ({ engine, states }) => {
      const fork = await step(engine, await step(engine, states[0], { secret: 9n }), { secret: SECRETS[1] });
      const { transcript, spx } = fork.records.list[1]!;
      return withRecord(states[2], { transcript, spx });
    }),
  ),
  row(
    '3.mathematical',
    'somebody else’s proof, replayed',
    'mathematical transcript 10 1',
    upload(({ states: [, , parts] }) => {
      const { s, sx, spx, transcript } = parts.records.list[0]!;
      return withRecord(parts, { s, sx, spx, transcript });
    }),
  ),
  ...(['l', 'h'] as const).flatMap((name) => {
    const refused = name === 'l' ? 'mathematical l 8' : 'mathematical h 9';
    const at =
      (
        index: number,
        change: (stage: Stage, point: Uint8Array) => Promise<Uint8Array> | Uint8Array,
      ): Change =>
      async (stage) => {
        const [, , parts] = stage.states;
        const point = await change(stage, pointAt(parts, parts[name], index));
        return withPoint(parts, name, index, () => point);
      };
    return [
      row(
        '3.mathematical',
        `one point of ${name} doubled`,
        refused,
        upload(at(7, ({ engine }, point) => times(engine, 'G1', point, 2n))),
      ),
      row(
        '3.mathematical',
        `one point of ${name} turned over`,
        refused,
        upload(at(0, ({ engine }, point) => times(engine, 'G1', point, -1n))),
      ),
      row(
        '3.mathematical',
        `the generator in ${name}`,
        refused,
        upload(at(1, ({ curve }) => generatorBytes(curve, 'G1'))),
      ),
      row(
        '3.mathematical',
        `a neighbour repeated in ${name}`,
        refused,
        upload(at(3, ({ states: [, , parts] }) => pointAt(parts, parts[name], 4))),
      ),
      row(
        '3.mathematical',
        `errors of ${name} that add up to nothing`,
        refused,
        upload(async (stage) => {
          const [, , parts] = stage.states;
          const one = await moved(stage, 'G1', pointAt(parts, parts[name], 0), 5n);
          const other = await moved(stage, 'G1', pointAt(parts, parts[name], 1), -5n);
          return withPoint(
            withPoint(parts, name, 0, () => one),
            name,
            1,
            () => other,
          );
        }),
      ),
      row(
        '3.mathematical',
        `neighbours of ${name} in each other’s place`,
        refused,
        upload(({ states: [, , parts] }) => {
          const [a, b] = [pointAt(parts, parts[name], 5), pointAt(parts, parts[name], 6)];
          return withPoint(
            withPoint(parts, name, 5, () => b),
            name,
            6,
            () => a,
          );
        }),
      ),
    ];
  }),
  row(
    '3.mathematical',
    'an error of L that one of H undoes',
    'mathematical l 8',
    upload((stage) => offsetting(stage, stage.states[2])),
  ),
  row(
    '3.mathematical',
    'H moved by the same point, now there, now back',
    'mathematical h 9',
    upload(async (stage) => {
      const [, , parts] = stage.states;
      const { G1 } = sizesOf(stage.curve);
      let h = parts;
      for (let i = 0; i < parts.h.length / G1; i++) {
        const point = await moved(stage, 'G1', pointAt(parts, parts.h, i), i % 2 === 0 ? 3n : -3n);
        h = withPoint(h, 'h', i, () => point);
      }
      return h;
    }),
  ),
];

export const EQUATIONS: Row[] = [...hidden, ...mathematics];
