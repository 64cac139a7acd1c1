import type { Engine } from '@brebaje/curves/engine';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { sizesOf } from '../curve.ts';
import { memorySink } from '../files/sink.ts';
import { memorySource } from '../files/source.ts';
import { applyKey } from '../ptau/apply-key.ts';
import { currentChallenge } from '../ptau/challenge-hash.ts';
import { headerBytes, type PtauHeader } from '../ptau/header.ts';
import { drawKey, type Key } from '../ptau/key.ts';
import { newPtau } from '../ptau/new-ptau.ts';
import { type Piece, placeOf, pointBytes } from '../ptau/points.ts';
import { openPtau, type Ptau } from '../ptau/ptau.ts';
import { type PtauRecord, type PublicKey, recordsBytes } from '../ptau/records.ts';
import { groupOf, type PowersId, pointCount, type TablesId } from '../ptau/sections.ts';
import { writeAccumulator } from '../ptau/write-accumulator.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf } from './bytes-of.ts';
import { times } from './made-chain.ts';

export const ptauIn = (bytes: Uint8Array): Promise<Ptau> => openPtau(memorySource(bytes));

/** The file that a ceremony begins with. */
export async function startOf(engine: Engine, power: number): Promise<Ptau> {
  return ptauIn(await bytesOf(newPtau(engine.curve, power)));
}

/** How a contribution departs from an honest one. Its hashes are always those of what it has. */
export interface Departure {
  /** The factor of a point besides what the key gives. */
  readonly factor?: (id: PowersId, index: number) => bigint;
  /** Two points of a section that stand in each other's place. */
  readonly swapped?: readonly [id: PowersId, one: number, other: number] | undefined;
  /** What is shown instead of the key's proofs. */
  readonly publicKey?: (key: Key) => Promise<PublicKey>;
}

/** A contribution by a person, honest unless told otherwise. */
export async function contributed(ptau: Ptau, engine: Engine, departure: Departure = {}): Promise<Ptau> {
  const { factor = () => 1n, swapped, publicKey = async (key: Key) => key.publicKey } = departure;
  const challenge = await currentChallenge(ptau);
  const key = await drawKey(engine, challenge, personStream());
  const sink = memorySink();
  await writeAccumulator(sink, {
    engine,
    header: ptau.header,
    records: ptau.records,
    challenge,
    points: (id) =>
      multiplied(engine, id, applyKey(engine, { ...placeOf(ptau, id), id }, key), { factor, swapped }),
    publicKey: () => publicKey(key),
    parameters: { type: 'person', name: 'somebody', beacon: undefined },
  });
  return ptauIn(sink.bytes());
}

async function* multiplied(
  engine: Engine,
  id: PowersId,
  pieces: AsyncIterable<Piece>,
  { factor, swapped }: Required<Pick<Departure, 'factor'>> & Pick<Departure, 'swapped'>,
): AsyncGenerator<Piece> {
  const group = groupOf(id);
  const size = sizesOf(engine.curve)[group];
  for await (const { first, points } of pieces) {
    const bytes = await engine.encode(points, 'lem');
    for (let i = 0; i < points.count; i++) {
      const k = factor(id, first + i);
      if (k === 1n) continue;
      bytes.set(await times(engine, group, bytes.slice(i * size, (i + 1) * size), k), i * size);
    }
    // Tests' files are one piece.
    if (swapped?.[0] === id) {
      const [one, other] = [swapped[1] * size, swapped[2] * size];
      const held = bytes.slice(one, one + size);
      bytes.copyWithin(one, other, other + size);
      bytes.set(held, other);
    }
    yield { first, points: await engine.decode(group, 'lem', bytes) };
  }
}

/** The file with another header, other records, or another point. */
export async function edited(
  ptau: Ptau,
  change: {
    header?: Partial<PtauHeader>;
    records?: readonly PtauRecord[];
    point?: { id: PowersId | TablesId; index: number; bytes: Uint8Array };
  },
): Promise<Ptau> {
  const { header = {}, records = ptau.records, point } = change;
  const sections: NewSection[] = [];
  for (const id of ptau.sections.keys()) {
    if (id === 1) sections.push(sectionOfBytes(id, headerBytes({ ...ptau.header, ...header })));
    else if (id === 7) sections.push(sectionOfBytes(id, recordsBytes(records)));
    else {
      const place = id as PowersId;
      const bytes = await pointBytes(ptau, place, 0, pointCount(place, ptau.header.power));
      if (point?.id === id) bytes.set(point.bytes, point.index * sizesOf(ptau.header.curve)[groupOf(place)]);
      sections.push(sectionOfBytes(id, bytes));
    }
  }
  return ptauIn(await bytesOf(writeContainer('ptau', sections)));
}

/** The file with one record changed. */
export function withRecord(ptau: Ptau, index: number, change: Partial<PtauRecord>): Promise<Ptau> {
  const records = ptau.records.map((record, i) => (i === index ? { ...record, ...change } : record));
  return edited(ptau, { records });
}
