/** verification.md §2.6: a phase 1 that is verified whole, record by record and point by point. */
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { memorySink } from '@brebaje/groth16/files/sink';
import { memorySource } from '@brebaje/groth16/files/source';
import { exportChallenge, openChallenge, respond } from '@brebaje/groth16/ptau/challenge';
import { beaconPtau, contributePtau } from '@brebaje/groth16/ptau/contribute';
import { importResponse } from '@brebaje/groth16/ptau/import-response';
import type { Key } from '@brebaje/groth16/ptau/key';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import { SECRETS, type SecretName } from '@brebaje/groth16/ptau/records';
import { truncatePtau } from '@brebaje/groth16/ptau/truncate';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { times } from '@brebaje/groth16/testing/made-chain';
import {
  contributed,
  type Departure,
  edited,
  ptauIn,
  startOf,
  withRecord,
} from '@brebaje/groth16/testing/made-ptau';
import { outcomeOf } from '../outcome.ts';
import { BEACON, type Stage } from '../stage.ts';
import { multiple, type Row, row } from './row.ts';

const judged = (what: string, expected: string, make: (stage: Stage) => Promise<Ptau>): Row =>
  row('2.6', what, expected, (stage) => outcomeOf(async () => verifyPtau(await make(stage), stage.engine)));

/** Two contributions to the smallest file, the second by somebody who lies. */
const lying = (
  what: string,
  expected: string,
  departure: (engine: WasmEngine) => Departure,
  power = 1,
): Row =>
  judged(what, expected, async ({ engine }) =>
    contributed(await contributed(await startOf(engine, power), engine), engine, departure(engine)),
  );

const replaced =
  (engine: WasmEngine, name: SecretName, part: 's' | 'sx' | 'spx') =>
  async ({ publicKey }: Key) => {
    const proof = publicKey[name];
    const point = await times(engine, part === 'spx' ? 'G2' : 'G1', proof[part], 2n);
    return { ...publicKey, [name]: { ...proof, [part]: point } };
  };

const sealed = async ({ engine }: Stage): Promise<Ptau> => {
  const sink = memorySink();
  await beaconPtau(await contributed(await startOf(engine, 1), engine), sink, { engine, beacon: BEACON });
  return ptauIn(sink.bytes());
};

/** From power 2 to power 1. */
async function cut({ engine }: Stage): Promise<Ptau> {
  const whole = await contributed(await startOf(engine, 2), engine);
  return ptauIn(await bytesOf(truncatePtau(await ptauIn(await bytesOf(preparePtau(whole, engine))), 1)));
}

const CUT: [what: string, use: (stage: Stage, ptau: Ptau) => Promise<unknown>][] = [
  ['the challenge of', ({ engine }, ptau) => bytesOf(exportChallenge(ptau, engine))],
  [
    'a contribution to',
    ({ engine }, ptau) => contributePtau(ptau, memorySink(), { engine, stream: personStream() }),
  ],
  [
    'a response to',
    ({ engine }, ptau) => importResponse(ptau, memorySource(new Uint8Array(9)), memorySink(), { engine }),
  ],
];

const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at]! ^ 1);
const single = async ({ engine }: Stage) => contributed(await startOf(engine, 1), engine);

const proofs: Row[] = SECRETS.flatMap((name) => [
  ...(['s', 'sx', 'spx'] as const).map((part) =>
    lying(`another ${part} of ${name}`, 'mathematical proof 7 1', (engine) => ({
      publicKey: replaced(engine, name, part),
    })),
  ),
]);

const factor = (ids: readonly number[], of: (index: number) => bigint) => (): Departure => ({
  factor: (id, index) => (ids.includes(id) ? of(index) : 1n),
});
const power = (index: number) => 2n ** BigInt(index);

export const PHASE1_RECORDS: Row[] = [
  ...proofs,
  lying('another τ than is proven', 'mathematical tau 7 1', factor([2, 3], power)),
  lying('another τ in G1', 'mathematical tau 7 1', factor([2], power)),
  lying('another τ in G2', 'mathematical tau 7 1', factor([3], power)),
  lying(
    'another α than is proven',
    'mathematical alpha 7 1',
    factor([4], () => 2n),
  ),
  lying(
    'another β than is proven',
    'mathematical beta 7 1',
    factor([5, 6], () => 2n),
  ),
  lying(
    'another β in G1',
    'mathematical beta 7 1',
    factor([5], () => 2n),
  ),
  lying(
    'another β in G2',
    'mathematical beta 7 1',
    factor([6], () => 2n),
  ),
  ...[2, 3, 4, 5].map((id) =>
    lying(
      `a point of section ${id} that is no power`,
      `mathematical powers ${id} 3`,
      () => ({ factor: (at, index) => (at === id && index === 3 ? 3n : 1n) }),
      2,
    ),
  ),
  ...([2, 3, 4, 5] as const).map((id) =>
    lying(
      `two powers of section ${id} in each other’s place, hashed as they stand`,
      `mathematical powers ${id} 3`,
      () => ({ swapped: [id, 3, 4] }),
      3,
    ),
  ),
  ...(
    [
      [2, 0],
      [2, 1],
      [3, 0],
      [3, 1],
      [4, 0],
      [5, 0],
      [6, 0],
    ] as const
  ).map(([id, index]) =>
    judged(
      `another first point ${index} of section ${id}`,
      `consistency first-points ${id} ${index}`,
      async (stage) => {
        const bytes = await multiple(stage, id === 3 || id === 6 ? 'G2' : 'G1', 13n);
        return edited(await single(stage), { point: { id, index, bytes } });
      },
    ),
  ),
  ...[192, 196, 200].map((at) =>
    judged(`a hash state with another count at ${at}`, 'consistency hash-state 7 0', async (stage) => {
      const ptau = await single(stage);
      return withRecord(ptau, 0, { hashState: flipped(ptau.records[0]!.hashState, at) });
    }),
  ),
  judged('another hash of the response', 'consistency response-hash 7 0', async (stage) => {
    const ptau = await single(stage);
    return withRecord(ptau, 0, { hashState: flipped(ptau.records[0]!.hashState, 130) });
  }),
  judged('another next challenge', 'consistency next-challenge 7 0', async (stage) => {
    const ptau = await single(stage);
    return withRecord(ptau, 0, { nextChallenge: flipped(ptau.records[0]!.nextChallenge, 0) });
  }),
  judged('a record that answers another challenge', 'consistency response-hash 7 1', async (stage) => {
    const ptau = await contributed(await single(stage), stage.engine);
    return withRecord(ptau, 0, { nextChallenge: flipped(ptau.records[0]!.nextChallenge, 0) });
  }),
  judged('a beacon’s record of another beacon', 'mathematical beacon 7 1', async (stage) =>
    withRecord(await sealed(stage), 1, { beacon: { ...BEACON, bytes: Uint8Array.of(1) } }),
  ),
  ...[0, 9, 25, 63, 64, 255].map((exponent) =>
    judged(`a beacon that says it was hashed 2^${exponent} times`, 'mathematical beacon 7 1', async (stage) =>
      withRecord(await sealed(stage), 1, { beacon: { ...BEACON, exponent } }),
    ),
  ),
  judged('a person’s record called a beacon’s', 'mathematical beacon 7 1', async (stage) =>
    withRecord(await contributed(await single(stage), stage.engine), 1, { type: 'beacon', beacon: BEACON }),
  ),
  row('2.6', 'a challenge of a file whose hash state counts wrong', 'consistency hash-state 7 0', (stage) =>
    outcomeOf(async () => {
      const ptau = await single(stage);
      const hashState = flipped(ptau.records[0]!.hashState, 200);
      await bytesOf(exportChallenge(await withRecord(ptau, 0, { hashState }), stage.engine));
    }),
  ),
  row('2.6', 'a challenge of a file whose points are not hashed', 'consistency next-challenge 7 0', (stage) =>
    outcomeOf(async () => {
      const bytes = await multiple(stage, 'G1', 13n);
      const changed = await edited(await single(stage), { point: { id: 2, index: 2, bytes } });
      await bytesOf(exportChallenge(changed, stage.engine));
    }),
  ),
  row('2.6', 'a challenge whose length is none', 'file truncated', (stage) =>
    outcomeOf(async () => openChallenge(memorySource(new Uint8Array(1000)), stage.curve)),
  ),
  row('2.6', 'a response to another challenge', 'consistency next-challenge', async (stage) => {
    const { engine, curve } = stage;
    const challenge = await bytesOf(exportChallenge(await single(stage), engine));
    const opened = openChallenge(memorySource(challenge), curve);
    const response = await bytesOf(respond(opened, { engine, stream: personStream() }));
    return outcomeOf(async () =>
      importResponse(await single(stage), memorySource(response), memorySink(), { engine }),
    );
  }),
  row('2.6', 'a response with a byte more', 'file truncated', async (stage) => {
    const { engine, curve } = stage;
    const ptau = await single(stage);
    const opened = openChallenge(memorySource(await bytesOf(exportChallenge(ptau, engine))), curve);
    const response = await bytesOf(respond(opened, { engine, stream: personStream() }));
    return outcomeOf(async () =>
      importResponse(ptau, memorySource(Uint8Array.of(...response, 0)), memorySink(), { engine }),
    );
  }),
  ...CUT.map(([what, use]) =>
    row('2.6', `${what} a file that was cut`, 'file value 1', (stage) =>
      outcomeOf(async () => use(stage, await cut(stage))),
    ),
  ),
];
