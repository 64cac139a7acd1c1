import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity, encodingOffCurve } from '@brebaje/curves/test-points';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KZG_CODES, type KzgCheck, type KzgCode } from './codes.ts';
import { confirmRefusal } from './confirm-refusal.ts';
import type { BatchContribution } from './contribution.ts';
import { G2_GENERATOR } from './generators.ts';
import { initialState } from './state.ts';
import {
  besideSubgroup,
  cloneContribution,
  honestContribution,
  multiple,
  NEW_SECRETS,
  OLD_SECRETS,
  powerAt,
  powersOf,
  subContribution,
  TINY_SIZES,
} from './testing/honest.ts';
import { verifyContribution } from './verify.ts';

const noble = createNobleEngine();
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine({ threads: 1 });
});
afterAll(() => wasm.close());

const { before, after } = honestContribution();
const TAU = OLD_SECRETS[1]! * NEW_SECRETS[1]!;

interface Case {
  name: string;
  spoil: (contribution: BatchContribution) => void;
  code: KzgCode;
  sub?: number;
  index?: number;
  detail: string;
  check: KzgCheck;
}

const PUBKEY_FAILED = 'Pubkey pairing check failed';
/** The reference answers this for both groups. */
const CHAIN_FAILED = 'G1 pairing check failed';

const cases: Case[] = [
  {
    name: 'another number of sub-ceremonies',
    spoil: (c) => c.contributions.pop(),
    code: 'CeremoniesError::UnexpectedNumContributions',
    detail: 'Unexpected number of contributions: expected 2, got 1',
    check: 'format',
  },
  {
    name: 'a G1 power too many',
    spoil: (c) => {
      c.contributions[1]!.g1 = powersOf('G1', TAU, 9);
    },
    code: 'CeremonyError::UnexpectedNumG1Powers',
    sub: 1,
    detail: 'Unexpected number of G1 powers: expected 8, got 9',
    check: 'format',
  },
  {
    name: 'no G1 powers',
    spoil: (c) => {
      c.contributions[1]!.g1 = new Uint8Array(0);
    },
    code: 'CeremonyError::UnexpectedNumG1Powers',
    sub: 1,
    detail: 'Unexpected number of G1 powers: expected 8, got 0',
    check: 'format',
  },
  {
    name: 'a G2 power too few',
    spoil: (c) => {
      c.contributions[1]!.g2 = c.contributions[1]!.g2.subarray(96);
    },
    code: 'CeremonyError::UnexpectedNumG2Powers',
    sub: 1,
    detail: 'Unexpected number of G2 powers: expected 4, got 3',
    check: 'format',
  },
  {
    name: 'a G1 power that is not compressed',
    spoil: (c) => {
      powerAt(c.contributions[1]!, 'G1', 3)[0]! &= 0x7f;
    },
    code: 'CeremonyError::InvalidG1Power',
    sub: 1,
    index: 3,
    detail: 'Error parsing G1 power 3: Point is not compressed',
    check: 'format',
  },
  {
    name: 'infinity with a coordinate',
    spoil: (c) => {
      powerAt(c.contributions[0]!, 'G1', 5)[0]! |= 0xc0;
    },
    code: 'CeremonyError::InvalidG1Power',
    sub: 0,
    index: 5,
    detail: 'Error parsing G1 power 5: Point at infinity must have zero x coordinate',
    check: 'format',
  },
  {
    name: 'a G1 coordinate that is not below p',
    spoil: (c) => powerAt(c.contributions[1]!, 'G1', 2).fill(0xff).set([0x9f]),
    code: 'CeremonyError::InvalidG1Power',
    sub: 1,
    index: 2,
    detail:
      'Error parsing G1 power 2: Error in extension field component 0: Number is too large for the prime field',
    check: 'format',
  },
  {
    name: 'a second G2 coordinate that is not below p',
    spoil: (c) => powerAt(c.contributions[1]!, 'G2', 2).fill(0xff, 48),
    code: 'CeremonyError::InvalidG2Power',
    sub: 1,
    index: 2,
    detail:
      'Error parsing G2 power 2: Error in extension field component 1: Number is too large for the prime field',
    check: 'format',
  },
  {
    name: 'a G1 power off the curve',
    spoil: (c) => powerAt(c.contributions[1]!, 'G1', 7).set(encodingOffCurve('G1')),
    code: 'CeremonyError::InvalidG1Power',
    sub: 1,
    index: 7,
    detail: 'Error parsing G1 power 7: not a valid x coordinate',
    check: 'format',
  },
  {
    name: 'a G1 power outside the subgroup',
    spoil: (c) => powerAt(c.contributions[1]!, 'G1', 4).set(besideSubgroup('G1', TAU ** 4n % 2n ** 250n)),
    code: 'CeremonyError::InvalidG1Power',
    sub: 1,
    index: 4,
    detail: 'Error parsing G1 power 4: curve point is not in prime order subgroup',
    check: 'format',
  },
  {
    name: 'a G2 power outside the subgroup',
    spoil: (c) => powerAt(c.contributions[1]!, 'G2', 1).set(besideSubgroup('G2', 5n)),
    code: 'CeremonyError::InvalidG2Power',
    sub: 1,
    index: 1,
    detail: 'Error parsing G2 power 1: curve point is not in prime order subgroup',
    check: 'format',
  },
  {
    name: 'a public key outside the subgroup',
    spoil: (c) => c.contributions[1]!.potPubkey.set(besideSubgroup('G2', NEW_SECRETS[1]!)),
    code: 'CeremonyError::InvalidG2Power',
    sub: 1,
    index: 0,
    detail: 'Error parsing G2 power 0: curve point is not in prime order subgroup',
    check: 'format',
  },
  {
    name: 'a public key of zero',
    spoil: (c) => c.contributions[1]!.potPubkey.set(encodedInfinity('G2')),
    code: 'CeremonyError::ZeroPubkey',
    sub: 1,
    detail: 'pubkey is zero',
    check: 'format',
  },
  {
    name: 'nothing but zeros in the sub-ceremony, which every pairing accepts',
    spoil: (c) => {
      const sub = c.contributions[1]!;
      for (let i = 0; i < 8; i++) powerAt(sub, 'G1', i).set(encodedInfinity('G1'));
      for (let j = 0; j < 4; j++) powerAt(sub, 'G2', j).set(encodedInfinity('G2'));
      sub.potPubkey.set(encodedInfinity('G2'));
    },
    code: 'CeremonyError::ZeroPubkey',
    sub: 1,
    detail: 'pubkey is zero',
    check: 'format',
  },
  {
    name: 'the power 1 at infinity',
    spoil: (c) => powerAt(c.contributions[1]!, 'G1', 1).set(encodedInfinity('G1')),
    code: 'CeremonyError::PubKeyPairingFailed',
    sub: 1,
    detail: PUBKEY_FAILED,
    check: 'format',
  },
  {
    name: 'a later G1 power at infinity',
    spoil: (c) => powerAt(c.contributions[1]!, 'G1', 6).set(encodedInfinity('G1')),
    code: 'CeremonyError::G1PairingFailed',
    sub: 1,
    index: 6,
    detail: CHAIN_FAILED,
    check: 'format',
  },
  {
    name: 'a G2 power at infinity',
    spoil: (c) => powerAt(c.contributions[1]!, 'G2', 3).set(encodedInfinity('G2')),
    code: 'CeremonyError::G2PairingFailed',
    sub: 1,
    index: 3,
    detail: CHAIN_FAILED,
    check: 'format',
  },
  {
    name: 'G1 powers of a multiple of the generator',
    spoil: (c) => {
      c.contributions[1]!.g1 = powersOf('G1', TAU, 8, 3n);
    },
    code: 'CeremonyError::PubKeyPairingFailed',
    sub: 1,
    detail: PUBKEY_FAILED,
    check: 'format',
  },
  {
    name: 'G2 powers of a multiple of the generator',
    spoil: (c) => {
      c.contributions[1]!.g2 = powersOf('G2', TAU, 4, 3n);
    },
    code: 'CeremonyError::G1PairingFailed',
    sub: 1,
    index: 1,
    detail: CHAIN_FAILED,
    check: 'format',
  },
  {
    name: 'no entropy',
    spoil: (c) => {
      c.contributions[1] = subContribution(OLD_SECRETS[1]!, 1n, TINY_SIZES[1]!);
    },
    code: 'CeremonyError::ContributionNoEntropy',
    sub: 1,
    detail: 'Contribution contains no entropy: pubkey equals generator',
    check: 'consistency',
  },
  {
    name: 'powers computed on another state',
    spoil: (c) => {
      c.contributions[1] = subContribution(7n * NEW_SECRETS[1]!, NEW_SECRETS[1]!, TINY_SIZES[1]!);
    },
    code: 'CeremonyError::PubKeyPairingFailed',
    sub: 1,
    detail: PUBKEY_FAILED,
    check: 'mathematical',
  },
  {
    name: 'a public key of another secret',
    spoil: (c) => c.contributions[0]!.potPubkey.set(multiple('G2', 99n)),
    code: 'CeremonyError::PubKeyPairingFailed',
    sub: 0,
    detail: PUBKEY_FAILED,
    check: 'mathematical',
  },
  {
    name: 'the last G1 power wrong',
    spoil: (c) => powerAt(c.contributions[1]!, 'G1', 7).set(multiple('G1', 5n)),
    code: 'CeremonyError::G1PairingFailed',
    sub: 1,
    index: 7,
    detail: CHAIN_FAILED,
    check: 'mathematical',
  },
  {
    name: 'a G1 power wrong by sign',
    spoil: (c) => {
      powerAt(c.contributions[1]!, 'G1', 2)[0]! ^= 0x20;
    },
    code: 'CeremonyError::G1PairingFailed',
    sub: 1,
    index: 2,
    detail: CHAIN_FAILED,
    check: 'mathematical',
  },
  {
    name: 'two neighbours exchanged',
    spoil: (c) => {
      const [a, b] = [powerAt(c.contributions[0]!, 'G1', 3), powerAt(c.contributions[0]!, 'G1', 4)];
      const third = a.slice();
      a.set(b);
      b.set(third);
    },
    code: 'CeremonyError::G1PairingFailed',
    sub: 0,
    index: 3,
    detail: CHAIN_FAILED,
    check: 'mathematical',
  },
  {
    name: 'a G2 power wrong',
    spoil: (c) => powerAt(c.contributions[1]!, 'G2', 2).set(multiple('G2', 5n)),
    code: 'CeremonyError::G2PairingFailed',
    sub: 1,
    index: 2,
    detail: CHAIN_FAILED,
    check: 'mathematical',
  },
  {
    name: 'the G2 power 1 of another secret, with all that follow',
    spoil: (c) => {
      c.contributions[1]!.g2 = powersOf('G2', 123456789n, 4);
    },
    code: 'CeremonyError::G1PairingFailed',
    sub: 1,
    index: 1,
    detail: CHAIN_FAILED,
    check: 'mathematical',
  },
];

describe('an honest contribution', () => {
  test('verifies with both engines', async () => {
    for (const engine of [noble, wasm]) {
      const verdict = await verifyContribution(engine, before, after, { confirm: noble });
      expect(verdict.ok).toBe(true);
      if (!verdict.ok) continue;
      expect(verdict.after.subs[1]!.g1).toEqual(after.contributions[1]!.g1);
      expect(Object.keys(verdict.timings)).toEqual(['decode', 'msm', 'pairing']);
    }
  });

  test('reports progress up to its end', async () => {
    const seen: [number, number][] = [];
    await verifyContribution(wasm, before, after, { progress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
    expect(seen.every(([done], i) => i === 0 || done >= seen[i - 1]![0])).toBe(true);
  });

  test('of the first contributor verifies', async () => {
    const first = honestContribution(TINY_SIZES, [1n, 1n]);
    expect(first.before).toEqual(initialState(TINY_SIZES));
    expect(await verifyContribution(wasm, first.before, first.after)).toMatchObject({ ok: true });
  });

  test('takes two Miller loops for each sub-ceremony and two more', async () => {
    const pairs: number[] = [];
    const counting: Engine = {
      ...wasm,
      miller: (g1, g2) => {
        pairs.push(g1.count);
        return wasm.miller(g1, g2);
      },
    };
    const four = [...TINY_SIZES, ...TINY_SIZES];
    const honest = honestContribution(four, [2n, 3n, 4n, 5n], [6n, 7n, 8n, 9n]);
    expect(await verifyContribution(counting, honest.before, honest.after)).toMatchObject({ ok: true });
    expect(pairs).toEqual([10]);
  });
});

describe('a contribution is refused, by both engines alike, for', () => {
  test.each(cases)('$name', async ({ spoil, code, sub, index, detail, check }) => {
    const spoiled = cloneContribution(after);
    spoil(spoiled);
    const text = `contribution invalid: ${sub === undefined ? '' : `Error in contribution ${sub}: `}${detail}`;
    for (const engine of [noble, wasm]) {
      const { timings, ...refusal } = await verifyContribution(engine, before, spoiled);
      expect(refusal).toEqual({
        ok: false,
        code,
        ...(sub !== undefined && { sub }),
        ...(index !== undefined && { index }),
        text,
        check,
      });
      if (refusal.ok) throw new Error('unreachable');
      expect(await confirmRefusal(noble, before, spoiled, refusal)).toBe(true);
      expect(await confirmRefusal(noble, before, after, refusal)).toBe(false);
    }
  });

  test('every code', () => {
    expect(new Set(cases.map(({ code }) => code))).toEqual(new Set(KZG_CODES));
  });
});

test('an unchanged state is refused with the generator as its key', async () => {
  const { after: same } = honestContribution(TINY_SIZES, OLD_SECRETS, [1n, 1n]);
  expect(same.contributions[0]!.potPubkey).toEqual(G2_GENERATOR);
  const verdict = await verifyContribution(wasm, before, same);
  expect(verdict).toMatchObject({ code: 'CeremonyError::ContributionNoEntropy', sub: 0 });
});
