import { expect, test } from 'vitest';
import { FormatError } from './format-error.ts';
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import { ETHEREUM_SIZES } from './sizes.ts';
import { contributionFromState, initialState, packState, stateOfContribution, unpackState } from './state.ts';
import { subPowers, TINY_SIZES } from './testing/honest.ts';

const state = { subs: TINY_SIZES.map((size, sub) => subPowers(BigInt(sub + 2), size)) };

test('the initial state is generators only', () => {
  const [sub] = initialState([{ g1: 3, g2: 2 }]).subs;
  expect(sub!.g1).toEqual(Uint8Array.of(...G1_GENERATOR, ...G1_GENERATOR, ...G1_GENERATOR));
  expect(sub!.g2).toEqual(Uint8Array.of(...G2_GENERATOR, ...G2_GENERATOR));
});

test('a state is one blob and back', () => {
  expect(unpackState(packState(state), TINY_SIZES)).toEqual(state);
  expect(packState(initialState(ETHEREUM_SIZES)).length).toBe(2_974_080);
});

test('a blob of another length is refused', () => {
  const packed = packState(state);
  for (const bytes of [packed.subarray(1), Uint8Array.of(...packed, 0), new Uint8Array(0)]) {
    expect(() => unpackState(bytes, TINY_SIZES)).toThrow(FormatError);
  }
});

test('what is handed out is the state with the generator as public key', () => {
  const served = contributionFromState(state);
  expect(stateOfContribution(served)).toEqual(state);
  expect(served.contributions.map(({ numG1Powers, numG2Powers }) => [numG1Powers, numG2Powers])).toEqual([
    [6, 3],
    [8, 4],
  ]);
  expect(served.contributions.every(({ potPubkey }) => potPubkey === G2_GENERATOR)).toBe(true);
});
