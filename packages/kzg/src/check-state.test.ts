import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { describe, expect, test } from 'vitest';
import { checkState } from './check-state.ts';
import { initialState, type PowersState } from './state.ts';
import { besideSubgroup, multiple, powerAt, powersOf, subPowers, TINY_SIZES } from './testing/honest.ts';

const noble = createNobleEngine();
const state: PowersState = { subs: TINY_SIZES.map((size, sub) => subPowers(BigInt(sub + 7), size)) };

async function codeOf(spoil: (state: PowersState) => void, sizes = TINY_SIZES) {
  const copy = structuredClone(state);
  spoil(copy);
  const verdict = await checkState(noble, copy, { sizes });
  return verdict.ok ? 'ok' : [verdict.code, verdict.sub, verdict.index, verdict.check];
}

describe('a state', () => {
  test('of powers of any secret is right, the initial one too', async () => {
    expect(await checkState(noble, state, { sizes: TINY_SIZES })).toMatchObject({ ok: true });
    expect(await checkState(noble, initialState(TINY_SIZES))).toMatchObject({ ok: true });
  });

  test('with a point outside the subgroup is refused', async () => {
    expect(await codeOf(({ subs }) => powerAt(subs[0]!, 'G1', 5).set(besideSubgroup('G1', 3n)))).toEqual([
      'CeremonyError::InvalidG1Power',
      0,
      5,
      'format',
    ]);
  });

  test('of nothing but infinity, which every pairing accepts, is refused', async () => {
    const spoil = ({ subs }: PowersState) => {
      for (let i = 0; i < 8; i++) powerAt(subs[1]!, 'G1', i).set(encodedInfinity('G1'));
      for (let j = 0; j < 4; j++) powerAt(subs[1]!, 'G2', j).set(encodedInfinity('G2'));
    };
    expect(await codeOf(spoil)).toEqual(['CeremonyError::G1PairingFailed', 1, 0, 'format']);
  });

  test('with a wrong power is refused', async () => {
    expect(await codeOf(({ subs }) => powerAt(subs[1]!, 'G1', 7).set(multiple('G1', 3n)))).toEqual([
      'CeremonyError::G1PairingFailed',
      1,
      7,
      'mathematical',
    ]);
    expect(await codeOf(({ subs }) => powerAt(subs[0]!, 'G2', 2).set(multiple('G2', 3n)))).toEqual([
      'CeremonyError::G2PairingFailed',
      0,
      2,
      'mathematical',
    ]);
  });

  test('that starts from another point is refused', async () => {
    const spoil = ({ subs }: PowersState) => {
      subs[0] = { g1: powersOf('G1', 7n, 6, 3n), g2: powersOf('G2', 7n, 3, 3n) };
    };
    expect(await codeOf(spoil)).toEqual(['CeremonyError::G1PairingFailed', 0, 1, 'format']);
  });

  test('of other sizes is refused before anything is computed', async () => {
    expect(await codeOf(({ subs }) => subs.pop())).toEqual([
      'CeremoniesError::UnexpectedNumContributions',
      undefined,
      undefined,
      'format',
    ]);
    expect(await codeOf(({ subs }) => subs.reverse())).toEqual([
      'CeremonyError::UnexpectedNumG1Powers',
      0,
      undefined,
      'format',
    ]);
    const g2 = powersOf('G2', 7n, 4);
    expect(
      await codeOf(({ subs }) => {
        subs[0]!.g2 = g2;
      }),
    ).toEqual(['CeremonyError::UnexpectedNumG2Powers', 0, undefined, 'format']);
  });

  test.each([
    ['no sub-ceremonies', { subs: [] }],
    ['no powers', { subs: [{ g1: new Uint8Array(0), g2: new Uint8Array(0) }] }],
    ['one power', { subs: [subPowers(7n, { g1: 1, g2: 1 })] }],
    ['more G2 than G1 powers', { subs: [subPowers(7n, { g1: 2, g2: 3 })] }],
    ['half a point', { subs: [{ g1: new Uint8Array(100), g2: new Uint8Array(200) }] }],
  ])('with %s is refused when no sizes are expected', async (_, odd) => {
    const verdict = await checkState(noble, odd);
    expect(verdict).toMatchObject({ ok: false, check: 'format' });
    expect(verdict.ok ? '' : verdict.text).toMatch(/Unexpected number/);
  });
});
