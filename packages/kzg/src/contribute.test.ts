import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBls } from './bls-signature.ts';
import { contribute, ReceivedStateError } from './contribute.ts';
import type { BatchContribution } from './contribution.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { contributionFromState, initialState } from './state.ts';
import {
  besideSubgroup,
  cloneContribution,
  honestContribution,
  littleEndian,
  NEW_SECRETS,
  powerAt,
  powersOf,
  subContribution,
  TINY_SIZES,
} from './testing/honest.ts';

const noble = createNobleEngine();
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine({ threads: 1 });
});
afterAll(() => wasm.close());

const { before, after } = honestContribution();
const received = contributionFromState(before);
const secrets = () => NEW_SECRETS.map(littleEndian);
const wiped = (list: Uint8Array[]) => list.every((secret) => secret.every((byte) => byte === 0));

describe('a contribution', () => {
  test('is power i times the i-th power of the secret, by both engines', async () => {
    for (const engine of [noble, wasm]) {
      const mine = secrets();
      expect(await contribute(engine, received, mine)).toEqual(after);
      expect(wiped(mine)).toBe(true);
    }
  });

  test('with the secrets of the specification on the initial state is the powers of x', async () => {
    const sizes = [...TINY_SIZES, ...TINY_SIZES];
    const xs = [0x111100n, 0x221100n, 0x331100n, 0x441100n];
    const expected = sizes.map((size, sub) => subContribution(xs[sub]!, xs[sub]!, size));
    for (const engine of [noble, wasm]) {
      const made = await contribute(engine, contributionFromState(initialState(sizes)), xs.map(littleEndian));
      expect(made.contributions).toEqual(expected);
    }
  });

  test('signs the identity for every sub-ceremony', async () => {
    const identity = `eth|0x${'aa'.repeat(20)}`;
    const { contributions } = await contribute(wasm, received, secrets(), { identity });
    for (const { potPubkey, blsSignature } of contributions) {
      expect(await verifyBls(noble, identity, potPubkey, blsSignature!)).toBe(true);
    }
  });

  test('reports progress over one total, never backwards', async () => {
    const seen: number[] = [];
    const totals = new Set<number>();
    await contribute(wasm, received, secrets(), {
      progress: (done, total) => {
        seen.push(done);
        totals.add(total);
      },
    });
    expect(totals).toEqual(new Set([14]));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(14);
  });
});

/** An engine that tells whether a secret met a point. */
function watched(engine: Engine) {
  const met = { secret: false };
  const mark =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A) => {
      met.secret = true;
      return work(...args);
    };
  return { met, engine: { ...engine, powers: mark(engine.powers), scale: mark(engine.scale) } };
}

describe('no secret meets a received state', () => {
  const spoilt: [string, (c: BatchContribution) => void][] = [
    [
      'with a G1 power outside the subgroup',
      (c) => powerAt(c.contributions[1]!, 'G1', 7).set(besideSubgroup('G1', 3n)),
    ],
    [
      'with a G2 power outside the subgroup',
      (c) => powerAt(c.contributions[1]!, 'G2', 3).set(besideSubgroup('G2', 3n)),
    ],
    ['with infinity in it', (c) => powerAt(c.contributions[0]!, 'G1', 5).set(encodedInfinity('G1'))],
    [
      'that does not start from the generator',
      (c) => {
        c.contributions[0]!.g1 = powersOf('G1', 5n, 6, 3n);
      },
    ],
    [
      'whose powers are not powers',
      (c) => {
        powerAt(c.contributions[1]!, 'G1', 7)[0]! ^= 0x20;
      },
    ],
    [
      'whose G2 powers are of another secret',
      (c) => {
        c.contributions[1]!.g2 = powersOf('G2', 5n, 4);
      },
    ],
    ['of other sizes than announced', (c) => c.contributions.reverse()],
    ['of fewer sub-ceremonies than announced', (c) => c.contributions.pop()],
  ];

  test.each(spoilt)('%s', async (_, spoil) => {
    const bad = cloneContribution(received);
    spoil(bad);
    const mine = secrets().slice(0, bad.contributions.length);
    const { engine, met } = watched(wasm);
    await expect(contribute(engine, bad, mine, { sizes: TINY_SIZES })).rejects.toThrow(ReceivedStateError);
    expect(met.secret).toBe(false);
    expect(wiped(mine)).toBe(true);
  });
});

describe('secrets are overwritten and nothing is given out', () => {
  test('when their number is wrong', async () => {
    const mine = secrets().slice(0, 1);
    await expect(contribute(wasm, received, mine)).rejects.toThrow(RangeError);
    expect(wiped(mine)).toBe(true);
  });

  test('when one is no scalar', async () => {
    const mine = [littleEndian(5n), new Uint8Array(32)];
    await expect(contribute(wasm, received, mine)).rejects.toThrow(RangeError);
    expect(wiped(mine)).toBe(true);
  });

  test('when the result is wrong', async () => {
    const slip: Engine = {
      ...noble,
      powers: async (points, s, t) => {
        const right = await noble.powers(points, s, t);
        return noble.concat([noble.slice(right, 0, right.count - 1), noble.generator(right.group)]);
      },
    };
    const mine = secrets();
    await expect(contribute(slip, received, mine)).rejects.toThrow(EngineDisagreement);
    expect(wiped(mine)).toBe(true);
  });
});
