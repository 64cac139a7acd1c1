import type { Engine } from '@brebaje/curves/engine';
import { longHash } from '#long-hash';
import {
  containerSize,
  type NewSection,
  sectionOfBytes,
  writeContainer,
} from '../container/write-container.ts';
import type { ByteSink } from '../files/sink.ts';
import type { RecordParameters } from '../parameters.ts';
import { ResponseHash } from './hash-state.ts';
import { headerBytes, type PtauHeader } from './header.ts';
import { countSteps, type Piece, readPoints, type Steps } from './points.ts';
import { hashedPublicKey, type PtauRecord, type PublicKey, recordsBytes, recordsSize } from './records.ts';
import { POWERS, type PowersId, pointCount, SECTION, sectionSize } from './sections.ts';

/** What a contribution is written from. */
export interface NewAccumulator extends Steps {
  readonly engine: Engine;
  readonly header: PtauHeader;
  /** Those of earlier contributions. */
  readonly records: readonly PtauRecord[];
  /** What the contribution begins with. */
  readonly challenge: Uint8Array;
  /** The new points of a section, in order. */
  readonly points: (id: PowersId) => AsyncIterable<Piece>;
  /** Asked for when all points have been given. */
  readonly publicKey: () => Promise<PublicKey> | PublicKey;
  readonly parameters: RecordParameters;
}

/** What a contribution leaves behind. */
export interface PtauContribution {
  readonly record: PtauRecord;
  /** What contributors publish. */
  readonly responseHash: Uint8Array;
}

/**
 * Writes a ptau with new points and a record of them. The points are read again from where they were written, because
 * the next challenge's hash begins with the response's; they are looked at then whether they are on the curve.
 */
export async function writeAccumulator(sink: ByteSink, from: NewAccumulator): Promise<PtauContribution> {
  const { engine, header, records, challenge, parameters } = from;
  const { curve, power } = header;
  const response = new ResponseHash().update(challenge);
  const firsts = new Map<PowersId, Uint8Array[]>();
  const tick = countSteps(2 * POWERS.reduce((sum, id) => sum + pointCount(id, power), 0), from);
  let finished: PtauContribution | undefined;

  async function* written(id: PowersId): AsyncGenerator<Uint8Array> {
    for await (const { first, points } of from.points(id)) {
      const bytes = await engine.encode(points, 'lem');
      if (first === 0) {
        const size = bytes.length / points.count;
        firsts.set(id, [bytes.slice(0, size), bytes.slice(size, 2 * size)]);
      }
      yield bytes;
      response.update(await engine.encode(points, 'c'));
      tick(points.count);
    }
  }

  async function* records7(): AsyncGenerator<Uint8Array> {
    const publicKey = await from.publicKey();
    const hashState = response.state();
    const responseHash = response.update(hashedPublicKey(curve, publicKey)).digest();
    const point = (id: PowersId, index: number) => firsts.get(id)![index]!;
    const record: PtauRecord = {
      tauG1: point(2, 1),
      tauG2: point(3, 1),
      alphaG1: point(4, 0),
      betaG1: point(5, 0),
      betaG2: point(6, 0),
      key: publicKey,
      hashState,
      nextChallenge: await nextChallenge(responseHash),
      ...parameters,
    };
    finished = { record, responseHash };
    yield recordsBytes([...records, record]);
  }

  /** Hashes what has been written. */
  async function nextChallenge(responseHash: Uint8Array): Promise<Uint8Array> {
    const hash = longHash().update(responseHash);
    for (const [i, id] of POWERS.entries()) {
      // A section begins where a file with the sections before it would end, and behind its own header.
      const before = sections.slice(0, i + 1);
      const at = containerSize([...before, { size: 0 }]);
      const place = { source: sink, id, at, encoding: 'lem', from: 0, to: pointCount(id, power) } as const;
      for await (const { points } of readPoints(engine, place, { subgroup: false })) {
        hash.update(await engine.encode(points, 'u'));
        tick(points.count);
      }
    }
    return hash.digest();
  }

  const sections: NewSection[] = [
    sectionOfBytes(SECTION.header, headerBytes(header)),
    ...POWERS.map((id) => ({ id, size: sectionSize(id, header), content: () => written(id) })),
    { id: SECTION.records, size: recordsSize(curve, records, parameters), content: records7 },
  ];
  for await (const bytes of writeContainer('ptau', sections)) await sink.write(bytes);
  return finished!;
}
