import type { CurveName } from '@brebaje/curves/engine';
import { blake2b } from '@noble/hashes/blake2.js';
import { longHash } from '#long-hash';
import { generatorBytes, hashedForm, sizesOf } from '../curve.ts';
import type { Steps } from './points.ts';
import { countSteps } from './points.ts';
import { groupOf, POWERS, pointCount } from './sections.ts';

/** The hash of nothing: what stands for a response before the first contribution. */
export function noResponse(): Uint8Array {
  return blake2b(new Uint8Array(0));
}

/** Bytes hashed between two looks at what else there is to do. */
const STRETCH = 1 << 22;

/**
 * The hash that the first contribution of a ceremony begins with: of the hash of nothing and of as many generators
 * as the ceremony has points. All of them are hashed, about 400 bytes for each of the 2^power.
 */
export async function firstChallenge(
  curve: CurveName,
  power: number,
  steps: Steps = {},
): Promise<Uint8Array> {
  const hash = longHash().update(noResponse());
  const tick = countSteps(
    POWERS.reduce((sum, id) => sum + pointCount(id, power), 0),
    steps,
  );
  for (const id of POWERS) {
    const group = groupOf(id);
    const generator = hashedForm(curve, group, generatorBytes(curve, group));
    const count = pointCount(id, power);
    const most = Math.min(count, Math.floor(STRETCH / sizesOf(curve)[group]));
    const many = new Uint8Array(most * generator.length);
    for (let at = 0; at < many.length; at += generator.length) many.set(generator, at);
    for (let done = 0; done < count; done += most) {
      const points = Math.min(most, count - done);
      hash.update(many.subarray(0, points * generator.length));
      tick(points);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  return hash.digest();
}

/** What the next contribution to a file begins with. */
export async function currentChallenge(
  {
    header,
    records,
  }: { header: { curve: CurveName; power: number }; records: readonly { nextChallenge: Uint8Array }[] },
  steps: Steps = {},
): Promise<Uint8Array> {
  return records.at(-1)?.nextChallenge ?? firstChallenge(header.curve, header.power, steps);
}
