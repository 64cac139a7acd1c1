/** An engine that computes wrongly must neither let a bad contribution through nor blame a good one. */
import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { describe, expect, test } from 'vitest';
import { pruneBls } from './bls-signature.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { cloneContribution, honestContribution, multiple, powerAt } from './testing/honest.ts';
import { confirmRefusal, verifyContribution } from './verify.ts';

const noble = createNobleEngine();
const { before, after } = honestContribution();
const spoiled = cloneContribution(after);
powerAt(spoiled.contributions[1]!, 'G1', 7).set(multiple('G1', 5n));

const wrong = (part: Partial<Engine>): Engine => ({ ...noble, ...part });

const zeros = wrong({
  msm: (points) => noble.decode(points.group, 'zcash', encodedInfinity(points.group), { infinity: true }),
});

const hasty = wrong({ isOne: async () => false });

describe('an engine', () => {
  test('whose sums are all zero accepts nothing and blames nobody', async () => {
    await expect(verifyContribution(zeros, before, spoiled)).rejects.toThrow(EngineDisagreement);
    await expect(verifyContribution(zeros, before, after)).rejects.toThrow(EngineDisagreement);
  });

  test('whose sums have a wrong y accepts nothing and blames nobody', async () => {
    const skewed = wrong({
      encode: async (points, encoding) => {
        const bytes = await noble.encode(points, encoding);
        // The last byte of y, where y is written.
        if (encoding === 'u') bytes[bytes.length - 1]! ^= 1;
        return bytes;
      },
    });
    await expect(verifyContribution(skewed, before, after)).rejects.toThrow(EngineDisagreement);
  });

  test('whose sums are all zero keeps no signature that is wrong', async () => {
    const signed = cloneContribution(after);
    for (const sub of signed.contributions) sub.blsSignature = multiple('G1', 9n);
    const nothing = signed.contributions.map(() => null);
    expect(await pruneBls(zeros, 'git|1|somebody', signed)).toEqual(nothing);
  });

  test('that refuses everything is contradicted by the second', async () => {
    const verdict = await verifyContribution(hasty, before, after);
    expect(verdict).toMatchObject({ ok: false, code: 'CeremonyError::PubKeyPairingFailed' });
    if (verdict.ok) return;
    expect(await confirmRefusal(noble, before, after, verdict)).toBe(false);
    await expect(verifyContribution(hasty, before, after, { confirm: noble })).rejects.toThrow(
      EngineDisagreement,
    );
  });

  test('that knows only the whole product contradicts itself', async () => {
    let calls = 0;
    const moody = wrong({ isOne: async (value) => calls++ > 0 && noble.isOne(value) });
    await expect(verifyContribution(moody, before, after)).rejects.toThrow(EngineDisagreement);
  });

  test('that agrees lets the refusal stand', async () => {
    expect(await verifyContribution(noble, before, spoiled, { confirm: noble })).toMatchObject({
      ok: false,
      code: 'CeremonyError::G1PairingFailed',
      index: 7,
    });
  });
});
