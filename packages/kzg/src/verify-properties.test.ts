import type { Engine, Group } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchContribution } from './contribution.ts';
import {
  cloneContribution,
  honestContribution,
  NEW_SECRETS,
  OLD_SECRETS,
  powerAt,
  TINY_SIZES,
} from './testing/honest.ts';
import { verifyContribution } from './verify.ts';

const noble = createNobleEngine();
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine({ threads: 1 });
});
afterAll(() => wasm.close());

const secret = fc.bigInt({ min: 2n, max: 2n ** 254n });
const size = fc
  .integer({ min: 2, max: 5 })
  .chain((g2) => fc.record({ g1: fc.integer({ min: g2, max: 9 }), g2: fc.constant(g2) }));

test('random honest contributions verify', async () => {
  const sub = fc.record({ size, old: secret, fresh: secret });
  await fc.assert(
    fc.asyncProperty(fc.array(sub, { minLength: 1, maxLength: 3 }), async (subs) => {
      const { before, after } = honestContribution(
        subs.map((each) => each.size),
        subs.map((each) => each.old),
        subs.map((each) => each.fresh),
      );
      expect(await verifyContribution(wasm, before, after, { confirm: noble })).toMatchObject({ ok: true });
    }),
    { numRuns: 15 },
  );
});

/** Some place of a contribution: a power or the public key. */
interface Place {
  sub: number;
  group: Group;
  /** −1: the public key. */
  index: number;
}

const places: Place[] = TINY_SIZES.flatMap((each, sub) => [
  ...Array.from({ length: each.g1 }, (_, index) => ({ sub, group: 'G1' as const, index })),
  ...Array.from({ length: each.g2 }, (_, index) => ({ sub, group: 'G2' as const, index })),
  { sub, group: 'G2' as const, index: -1 },
]);

function at(contribution: BatchContribution, { sub, group, index }: Place): Uint8Array {
  const part = contribution.contributions[sub]!;
  return index < 0 ? part.potPubkey : powerAt(part, group, index);
}

const { before, after } = honestContribution(TINY_SIZES, OLD_SECRETS, NEW_SECRETS);

const place = fc.constantFrom(...places);
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), place, bit: fc.nat({ max: 96 * 8 - 1 }) }),
  fc.record({ kind: fc.constant('negate' as const), place }),
  fc.record({ kind: fc.constant('infinity' as const), place }),
  fc.record({ kind: fc.constantFrom('swap' as const, 'repeat' as const), place, other: place }),
);

test('a contribution with one mutation never verifies', async () => {
  await fc.assert(
    fc.asyncProperty(mutation, async (change) => {
      const mutant = cloneContribution(after);
      const point = at(mutant, change.place);
      if (change.kind === 'flip') {
        const bit = change.bit % (point.length * 8);
        point[bit >> 3]! ^= 1 << (bit & 7);
      } else if (change.kind === 'negate') {
        point[0]! ^= 0x20;
      } else if (change.kind === 'infinity') {
        point.set(encodedInfinity(change.place.group));
      } else if (change.kind === 'swap' || change.kind === 'repeat') {
        const other = at(mutant, change.other);
        const saved = point.slice();
        fc.pre(saved.length === other.length && saved.some((byte, i) => byte !== other[i]));
        point.set(other);
        if (change.kind === 'swap') other.set(saved);
      }
      const verdict = await verifyContribution(wasm, before, mutant, { confirm: noble });
      expect(verdict.ok).toBe(false);
    }),
    { numRuns: 60 },
  );
});
