/** Contributions by somebody who knows every secret and may lie about each of them. */
import type { Engine } from '@brebaje/curves/engine';
import { bigIntToScalar, invertScalar, SCALAR_ORDERS } from '@brebaje/curves/scalar';
import { Transcript } from '@brebaje/groth16/chain/transcript';
import type { RecordParameters } from '@brebaje/groth16/parameters';
import { drawPoint, hashToG2 } from '@brebaje/groth16/random/curve-point';
import { KeyStream } from '@brebaje/groth16/random/key-stream';
import { times } from '@brebaje/groth16/testing/made-chain';
import type { SlimParts } from '@brebaje/groth16/testing/made-zkey';
import type { ContributionRecord } from '@brebaje/groth16/zkey/records';

/** What is multiplied by what; the secret unless told otherwise. */
export interface HostileStep extends Partial<RecordParameters> {
  readonly secret: bigint;
  readonly ofDelta1?: bigint;
  readonly ofDelta2?: bigint;
  /** The point of the proof in G2. */
  readonly ofPartner?: bigint;
  /** What L and H are divided by. */
  readonly ofL?: bigint;
  readonly ofH?: bigint;
  /** The proof's random point, and it times the secret. */
  readonly s?: Uint8Array;
  readonly sx?: Uint8Array;
}

/** The state after such a contribution. */
export async function step(engine: Engine, base: SlimParts, made: HostileStep): Promise<SlimParts> {
  const {
    secret,
    ofDelta1 = secret,
    ofDelta2 = secret,
    ofPartner = secret,
    ofL = secret,
    ofH = secret,
  } = made;
  const { curve } = engine;
  const { circuitHash, list } = base.records;
  const transcript = new Transcript(curve, circuitHash);
  for (const record of list) transcript.add(record);
  const s = made.s ?? drawPoint(new KeyStream(new Uint8Array(32).fill(list.length + 1)), curve, 'G1');
  const sx = made.sx ?? (await times(engine, 'G1', s, secret));
  const hash = transcript.of({ s, sx });
  const delta1 = await times(engine, 'G1', base.header.delta1, ofDelta1);
  const record: ContributionRecord = {
    deltaAfter: delta1,
    s,
    sx,
    spx: await times(engine, 'G2', hashToG2(curve, hash), ofPartner),
    transcript: hash,
    type: made.type ?? 'person',
    name: made.name,
    beacon: made.beacon,
  };
  return {
    header: { ...base.header, delta1, delta2: await times(engine, 'G2', base.header.delta2, ofDelta2) },
    l: await divided(engine, base.l, ofL),
    h: await divided(engine, base.h, ofH),
    records: { ...base.records, list: [...list, record] },
  };
}

async function divided(engine: Engine, points: Uint8Array, by: bigint): Promise<Uint8Array> {
  const order = SCALAR_ORDERS[engine.curve];
  const inverse = invertScalar(bigIntToScalar(by, order), order);
  const decoded = await engine.decode('G1', 'lem', points.slice(), { infinity: true });
  return engine.encode(await engine.scale(decoded, inverse), 'lem');
}
