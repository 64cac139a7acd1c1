import type { CurveName, Engine } from '@brebaje/curves/engine';
import { longHash } from '#long-hash';
import { sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { type ByteSource, streamOf } from '../files/source.ts';
import type { KeyStream } from '../random/key-stream.ts';
import { Refused } from '../verify/verdict.ts';
import { applyKey } from './apply-key.ts';
import { currentChallenge, noResponse } from './challenge-hash.ts';
import { requireWhole } from './contribute.ts';
import { ResponseHash } from './hash-state.ts';
import { MOST_POWER } from './header.ts';
import { drawKey } from './key.ts';
import { countSteps, placeOf, readPoints, type Steps } from './points.ts';
import type { Ptau } from './ptau.ts';
import { HASH_BYTES, hashedPublicKey } from './records.ts';
import { responseHash } from './response.ts';
import { groupOf, POWERS, pointCount, SECTION } from './sections.ts';

/** Challenge and response: what the first tools for powers of tau exchange, without records. */

/** Bytes of a challenge: the last response's hash and all points uncompressed. */
export function challengeSize(curve: CurveName, power: number): number {
  return POWERS.reduce((sum, id) => sum + pointCount(id, power) * sizesOf(curve)[groupOf(id)], HASH_BYTES);
}

/**
 * The challenge that a file's next contributor gets (`powersoftau export challenge`). Its hash is what the last record
 * says; when it is not, Refused is thrown at the end. Throws a `FileError` for a file that was cut.
 */
export async function* exportChallenge(
  ptau: Ptau,
  engine: Engine,
  steps: Steps = {},
): AsyncGenerator<Uint8Array> {
  requireWhole(ptau);
  const { header, records } = ptau;
  const { curve, power, ceremonyPower } = header;
  const last = records.at(-1);
  const before = last ? responseHash(curve, ceremonyPower, last) : noResponse();
  if (!before) {
    throw new Refused({
      check: 'consistency',
      code: 'hash-state',
      section: SECTION.records,
      index: records.length - 1,
      text: 'the last record’s hash state is not that of a response of this size',
    });
  }
  const hash = longHash().update(before);
  yield before;
  const tick = countSteps(totalPoints(power), steps);
  for (const id of POWERS) {
    for await (const { points } of readPoints(engine, placeOf(ptau, id))) {
      const bytes = await engine.encode(points, 'u');
      hash.update(bytes);
      yield bytes;
      tick(points.count);
    }
  }
  const expected = await currentChallenge(ptau, steps.signal ? { signal: steps.signal } : {});
  if (hash.digest().every((byte, i) => byte === expected[i])) return;
  throw new Refused({
    check: 'consistency',
    code: 'next-challenge',
    section: SECTION.records,
    index: records.length - 1,
    text: 'the points are not those whose hash the last record has',
  });
}

/** A challenge that can be read; its power follows from its length. */
export interface Challenge {
  readonly source: ByteSource;
  readonly curve: CurveName;
  readonly power: number;
}

/** Throws a {@link FileError} for a length that no challenge on this curve has. */
export function openChallenge(source: ByteSource, curve: CurveName): Challenge {
  for (let power = 1; power <= MOST_POWER; power++) {
    if (source.size === challengeSize(curve, power)) return { source, curve, power };
  }
  throw new FileError('ptau', 'truncated', `no challenge on ${curve} has ${source.size} bytes`);
}

/**
 * The response of a person to a challenge (`powersoftau challenge contribute`). Returns the response's hash, which
 * contributors publish. Throws Refused for a point that is none of its group, before it meets a secret. Wipes the
 * stream and what it drew from it, also when it is ended early.
 */
export async function* respond(
  { source, power }: Challenge,
  { engine, stream, ...steps }: Steps & { engine: Engine; stream: KeyStream },
): AsyncGenerator<Uint8Array, Uint8Array> {
  try {
    const challengeHash = longHash();
    for await (const bytes of streamOf(source)) {
      steps.signal?.throwIfAborted();
      challengeHash.update(bytes);
    }
    const challenge = challengeHash.digest();
    const key = await drawKey(engine, challenge, stream);
    try {
      yield challenge;
      const hash = new ResponseHash().update(challenge);
      const tick = countSteps(totalPoints(power), steps);
      let at = HASH_BYTES;
      for (const id of POWERS) {
        const count = pointCount(id, power);
        const place = { source, id, at, encoding: 'u', from: 0, to: count } as const;
        for await (const { points } of applyKey(engine, place, key)) {
          const bytes = await engine.encode(points, 'c');
          hash.update(bytes);
          yield bytes;
          tick(points.count);
        }
        at += count * sizesOf(engine.curve)[groupOf(id)];
      }
      const publicKey = hashedPublicKey(engine.curve, key.publicKey);
      yield publicKey;
      return hash.update(publicKey).digest();
    } finally {
      key.wipe();
    }
  } finally {
    stream.wipe();
  }
}

function totalPoints(power: number): number {
  return POWERS.reduce((sum, id) => sum + pointCount(id, power), 0);
}

/** The hash of the response that a challenge follows. */
export function claimedResponse({ source }: Challenge): Promise<Uint8Array> {
  return source.read(0, HASH_BYTES);
}
