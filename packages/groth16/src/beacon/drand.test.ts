import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { drandRandomness, QUICKNET, roundFrom, roundSeconds } from './drand.ts';

/** Round 1000 of quicknet, as the network published it. */
const ROUND = 1000;
const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const RANDOMNESS = 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd';

describe('a round of drand', () => {
  test('is what the network signed', () => {
    expect(bytesToHex(drandRandomness(QUICKNET, ROUND, SIGNATURE)!)).toBe(RANDOMNESS);
  });

  test('is not another round, nor of another network', () => {
    expect(drandRandomness(QUICKNET, ROUND + 1, SIGNATURE)).toBeUndefined();
    const generator =
      '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8';
    expect(drandRandomness({ ...QUICKNET, publicKey: generator }, ROUND, SIGNATURE)).toBeUndefined();
  });

  test.each([
    ['no signature', ''],
    ['too short', SIGNATURE.slice(2)],
    ['upper case, which others would hash otherwise', SIGNATURE.toUpperCase()],
    ['infinity', `c0${'0'.repeat(94)}`],
    ['no point', `${SIGNATURE.slice(0, -1)}8`],
    ['the opposite point', SIGNATURE.replace(/^b4/, '94')],
  ])('is not %s', (_, signature) => {
    expect(drandRandomness(QUICKNET, ROUND, signature)).toBeUndefined();
  });

  test('has a time', () => {
    expect(roundSeconds(QUICKNET, 1)).toBe(QUICKNET.genesisSeconds);
    for (const seconds of [QUICKNET.genesisSeconds - 5, QUICKNET.genesisSeconds + 1, 1_800_000_000]) {
      const round = roundFrom(QUICKNET, seconds);
      expect(roundSeconds(QUICKNET, round)).toBeGreaterThanOrEqual(seconds);
      if (round > 1) expect(roundSeconds(QUICKNET, round - 1)).toBeLessThan(seconds);
    }
  });

  test('has a number from 1 on', () => {
    for (const round of [0, -1, 1.5, Number.NaN, 2 ** 60]) {
      expect(drandRandomness(QUICKNET, round, SIGNATURE)).toBeUndefined();
    }
  });
});
