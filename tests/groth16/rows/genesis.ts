/** verification.md §2: the genesis of a circuit. */
import { power } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { sizesOf } from '@brebaje/groth16/curve';
import { domainRoot } from '@brebaje/groth16/domain-roots';
import { memorySource } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { times } from '@brebaje/groth16/testing/made-chain';
import { genesisOf, r1csOf } from '@brebaje/groth16/testing/small-circuit';
import { preparedPowers } from '@brebaje/groth16/testing/snarkjs';
import { HEADER_POINTS } from '@brebaje/groth16/zkey/header';
import { chunksOf, joined } from '../mutate/container.ts';
import { genesisOutcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { inPoint, inSection, moved, multiple, type Row, row } from './row.ts';

/** Where the points of a header begin. */
function headerAt(curve: CurveName, name: (typeof HEADER_POINTS)[number][0]): number {
  const { coordinate, scalar, G1, G2 } = sizesOf(curve);
  let at = 4 + coordinate + 4 + scalar + 12;
  for (const [other, group] of HEADER_POINTS) {
    if (other === name) return at;
    at += group === 'G1' ? G1 : G2;
  }
  throw new RangeError(name);
}

const header: Row[] = HEADER_POINTS.map(([name, group]) =>
  row(
    '2.1',
    `another ${name}`,
    `consistency ${name.startsWith('delta') ? 'not-a-genesis' : 'other-circuit'} 2`,
    async (stage) => {
      const point = await multiple(stage, group, 77n);
      const bytes = await inSection(stage.genesis, 2, (content) =>
        content.set(point, headerAt(stage.curve, name)),
      );
      return genesisOutcome(stage, bytes);
    },
  ),
);

const coefficients: Row[] = [
  row('2.1', 'a coefficient less', 'consistency other-circuit 4', async (stage) => {
    const chunks = chunksOf(stage.genesis);
    const bytes = joined(
      'zkey',
      chunks.map((one) => {
        if (one.id !== 4) return one;
        const count = new DataView(one.content.buffer).getUint32(0, true);
        const content = one.content.slice(0, -44);
        new DataView(content.buffer).setUint32(0, count - 1, true);
        return { ...one, content };
      }),
    );
    return genesisOutcome(stage, bytes);
  }),
  row('2.1', 'a coefficient more', 'consistency other-circuit 4', async (stage) => {
    const chunks = chunksOf(stage.genesis);
    const bytes = joined(
      'zkey',
      chunks.map((one) => {
        if (one.id !== 4) return one;
        const count = new DataView(one.content.buffer).getUint32(0, true);
        const content = Uint8Array.of(...one.content, ...one.content.subarray(-44));
        new DataView(content.buffer).setUint32(0, count + 1, true);
        return { ...one, content };
      }),
    );
    return genesisOutcome(stage, bytes);
  }),
  row('2.1', 'a count that is not the section’s', 'file section-length 4', async (stage) =>
    genesisOutcome(stage, await inSection(stage.genesis, 4, (content) => content.set([content[0]! + 1]))),
  ),
  row('2.1', 'two coefficients in each other’s place', 'consistency other-circuit 4', async (stage) =>
    genesisOutcome(
      stage,
      await inSection(stage.genesis, 4, (content) => {
        const first = content.slice(4, 48);
        content.copyWithin(4, 48, 92);
        content.set(first, 48);
      }),
    ),
  ),
  row('2.1', 'another circuit of the same size', 'consistency other-circuit 4', async (stage) => {
    const r1cs = (await r1csOf(stage.circuit)).slice();
    const { from } = (await openR1cs(memorySource(r1cs))).constraints;
    // The first constraint’s first coefficient.
    r1cs[from + 8]! ^= 2;
    return genesisOutcome(stage, stage.genesis, { r1cs });
  }),
  row('2.1', 'the genesis of a circuit with a wire less', 'consistency other-circuit 2', async (stage) =>
    genesisOutcome(stage, await genesisOf({ ...stage.circuit, unused: 0 })),
  ),
  row(
    '2.1',
    'the genesis of a circuit with a public wire less',
    'consistency other-circuit 2',
    async (stage) => genesisOutcome(stage, await genesisOf({ ...stage.circuit, publicWires: 1 })),
  ),
  row('2.1', 'a record in it', 'consistency not-a-genesis 10', async (stage) =>
    genesisOutcome(stage, await stage.whole(stage.states[1])),
  ),
];

/** A point of a section, and its expected refusal, which IC shares with A, B1 and B2. */
const points: Row[] = (
  [
    ['2.2', 5, 'A'],
    ['2.2', 6, 'B1'],
    ['2.2', 7, 'B2'],
    ['2.3', 3, 'IC'],
    ['2.3', 8, 'L'],
    ['2.4', 9, 'H'],
  ] as const
).flatMap(([item, id, name]) => {
  const code = id === 8 ? 'l' : id === 9 ? 'h' : 'other-circuit';
  const expected = `mathematical ${code} ${id}`;
  const group = id === 7 ? 'G2' : 'G1';
  const size = (stage: Stage) => sizesOf(stage.curve)[group];
  return [
    row(item, `a point of ${name} doubled`, expected, async (stage) =>
      genesisOutcome(
        stage,
        await inPoint(stage, stage.genesis, id, 2, (point) => times(stage.engine, group, point, 2n)),
      ),
    ),
    row(item, `a point of ${name} turned over`, expected, async (stage) =>
      genesisOutcome(
        stage,
        await inPoint(stage, stage.genesis, id, 1, (point) => times(stage.engine, group, point, -1n)),
      ),
    ),
    row(item, `neighbours of ${name} in each other’s place`, expected, async (stage) =>
      genesisOutcome(
        stage,
        await inSection(stage.genesis, id, (content) => {
          const first = content.slice(0, size(stage));
          content.copyWithin(0, size(stage), 2 * size(stage));
          content.set(first, size(stage));
        }),
      ),
    ),
    row(item, `errors of ${name} that add up to nothing`, expected, async (stage) => {
      const first = await inPoint(stage, stage.genesis, id, 1, (point) => moved(stage, group, point, 5n));
      return genesisOutcome(
        stage,
        await inPoint(stage, first, id, 2, (point) => moved(stage, group, point, -5n)),
      );
    }),
  ];
});

const across: Row[] = [
  row('2.2', 'an error of A that one of B1 undoes', 'mathematical other-circuit 5', async (stage) => {
    const first = await inPoint(stage, stage.genesis, 5, 1, (point) => moved(stage, 'G1', point, 5n));
    return genesisOutcome(
      stage,
      await inPoint(stage, first, 6, 1, (point) => moved(stage, 'G1', point, -5n)),
    );
  }),
  row('2.2', 'a point of A that is infinity', 'mathematical other-circuit 5', async (stage) =>
    genesisOutcome(stage, await inPoint(stage, stage.genesis, 5, 2, (point) => point.fill(0))),
  ),
  row('2.2', 'an unused wire of B2 that is a point', 'mathematical other-circuit 7', async (stage) => {
    const last = stage.circuit.constraints + 2;
    const point = await multiple(stage, 'G2', 9n);
    return genesisOutcome(stage, await inPoint(stage, stage.genesis, 7, last, () => point));
  }),
  row('2.3', 'an error of IC that one of L undoes', 'mathematical other-circuit 3', async (stage) => {
    const first = await inPoint(stage, stage.genesis, 3, 1, (point) => moved(stage, 'G1', point, 5n));
    return genesisOutcome(
      stage,
      await inPoint(stage, first, 8, 1, (point) => moved(stage, 'G1', point, -5n)),
    );
  }),
  row('2.3', 'IC in an unused wire of L', 'mathematical l 8', async (stage) => {
    const last = stage.circuit.constraints + 1 - stage.circuit.publicWires;
    const { G1 } = sizesOf(stage.curve);
    const ic = chunksOf(stage.genesis)
      .find(({ id }) => id === 3)!
      .content.slice(G1, 2 * G1);
    return genesisOutcome(stage, await inPoint(stage, stage.genesis, 8, last, () => ic));
  }),
];

/** H plus c·(ω_{2N}^(2k+1))^i·G at every k: what adds a multiple of one direction, and of no other. */
async function shifted({ curve, engine, genesis, states }: Stage, direction: number): Promise<Uint8Array> {
  const { r } = CURVES[curve];
  const { domainSize } = states[0].header;
  const root = power(domainRoot(curve, Math.log2(domainSize) + 1), BigInt(direction), r);
  const generators = engine.pick(engine.generator('G1'), new Uint32Array(domainSize));
  const [first, step] = [bigIntToScalar(7n * root, r), bigIntToScalar(root * root, r)];
  const added = await engine.powers(generators, first, step);
  return inSection(genesis, 9, async (content) => {
    const h = await engine.decode('G1', 'lem', content.slice());
    const indices = Uint32Array.from({ length: 2 * domainSize }, (_, i) => (i >> 1) + (i % 2) * domainSize);
    const ones = new Uint8Array(64 * domainSize);
    for (let at = 0; at < ones.length; at += 32) ones[at] = 1;
    const pairs = engine.pick(engine.concat([h, added]), indices);
    const sums = await engine.combineEach(pairs, ones, new Uint32Array(domainSize).fill(2));
    content.set(await engine.encode(sums, 'lem'));
  });
}

const directions: Row[] = Array.from({ length: 32 }, (_, direction) =>
  row(
    '2.4',
    `H is moved in direction ${direction} of 32`,
    'mathematical h 9',
    async (stage) => genesisOutcome(stage, await shifted(stage, direction)),
    // The same directions on either curve: one has the first and the last.
    direction % 31 === 0 ? undefined : 'bn254',
  ),
);

const lastPower: Row[] = [
  row(
    '2.4',
    'H is moved in the last direction, beside a phase 1 of exactly this size',
    'mathematical h 9',
    async (stage) =>
      genesisOutcome(stage, await shifted(stage, 31), { ptau: await preparedPowers(stage.curve, 5) }),
  ),
  row('2.4', 'H has half of the last power', 'mathematical h 9', async (stage) => {
    const r1cs = await openR1cs(memorySource(stage.r1cs));
    const small = await openPtau(memorySource(await preparedPowers(stage.curve, 5)));
    const without = await bytesOf((await createGenesis(stage.engine, r1cs, small)).output);
    const { G1 } = sizesOf(stage.curve);
    const other = chunksOf(without).find(({ id }) => id === 9)!.content;
    const half = bigIntToScalar((CURVES[stage.curve].r + 1n) / 2n, CURVES[stage.curve].r);
    const bytes = await inSection(stage.genesis, 9, async (content) => {
      for (let at = 0; at < content.length; at += G1) {
        const pair = await Promise.all(
          [content, other].map((all) => stage.engine.decode('G1', 'lem', all.slice(at, at + G1))),
        );
        const halves = Uint8Array.of(...half, ...half);
        content.set(
          await stage.engine.encode(await stage.engine.msm(stage.engine.concat(pair), halves, 32), 'lem'),
          at,
        );
      }
    });
    return genesisOutcome(stage, bytes);
  }),
];

export const GENESIS: Row[] = [...header, ...coefficients, ...points, ...across, ...directions, ...lastPower];
