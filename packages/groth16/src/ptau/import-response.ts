import type { Engine } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import type { ByteSink } from '../files/sink.ts';
import type { ByteSource } from '../files/source.ts';
import { decodeOrRefuse, Refused } from '../verify/verdict.ts';
import { currentChallenge } from './challenge-hash.ts';
import { requireWhole } from './contribute.ts';
import { readPoints, type Steps } from './points.ts';
import type { Ptau } from './ptau.ts';
import { HASH_BYTES, type PublicKey, parsePublicKey, publicKeySize } from './records.ts';
import { compressedSize, responsePointsSize, responseSize } from './response.ts';
import { POWERS, type PowersId, pointCount, SECTION } from './sections.ts';
import { type PtauContribution, writeAccumulator } from './write-accumulator.ts';

/**
 * Adds a response to the file whose challenge it answers (`powersoftau import response`). It does not tell whether
 * the contribution is sound: that is for `verifyPtau` to say, after. What is in the sink after an error is to be
 * thrown away.
 *
 * Throws a {@link FileError} for a response of another length, and Refused when it answers another challenge or a
 * point is none of its group.
 */
export async function importResponse(
  ptau: Ptau,
  response: ByteSource,
  sink: ByteSink,
  { engine, name, ...steps }: Steps & { engine: Engine; name?: string | undefined },
): Promise<PtauContribution> {
  requireWhole(ptau);
  const { header, records } = ptau;
  const { curve, power } = header;
  if (response.size !== responseSize(curve, power)) {
    const text = `${response.size} bytes instead of the ${responseSize(curve, power)} of a response`;
    throw new FileError('ptau', 'truncated', text);
  }
  const challenge = await currentChallenge(ptau, steps.signal ? { signal: steps.signal } : {});
  const answered = await response.read(0, HASH_BYTES);
  if (!answered.every((byte, i) => byte === challenge[i])) {
    throw new Refused({
      check: 'consistency',
      code: 'next-challenge',
      text: 'the response answers another challenge than this file’s',
    });
  }
  const points = (id: PowersId) => {
    const at = POWERS.filter((other) => other < id).reduce(
      (sum, other) => sum + compressedSize(curve, other, power),
      HASH_BYTES,
    );
    const place = { source: response, id, at, encoding: 'c', from: 0, to: pointCount(id, power) } as const;
    return readPoints(engine, place);
  };
  const publicKey = () => readPublicKey(engine, response, responsePointsSize(curve, power));
  const parameters = { type: 'person', name, beacon: undefined } as const;
  const from = { engine, header, records, challenge, points, publicKey, parameters };
  return writeAccumulator(sink, { ...from, ...steps });
}

/** The public key at the end of a response, in the form of the files. */
async function readPublicKey(engine: Engine, response: ByteSource, at: number): Promise<PublicKey> {
  const { G1 } = sizesOf(engine.curve);
  const end = at + publicKeySize(engine.curve);
  const refuse = <Result>(decode: () => Promise<Result>) =>
    decodeOrRefuse(decode, () => ({ section: SECTION.records, name: 'a point of the public key' }));
  const [first, second] = [await response.read(at, at + 6 * G1), await response.read(at + 6 * G1, end)];
  const g1 = await engine.encode(await refuse(() => engine.decode('G1', 'u', first)), 'lem');
  const g2 = await engine.encode(await refuse(() => engine.decode('G2', 'u', second)), 'lem');
  const bytes = new Uint8Array(g1.length + g2.length);
  bytes.set(g1);
  bytes.set(g2, g1.length);
  return parsePublicKey(engine.curve, bytes);
}
