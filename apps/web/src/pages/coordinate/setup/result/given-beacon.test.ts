import { givenBeaconSchema } from '@brebaje/protocol/rest/ceremonies';
import { describe, expect, it } from 'vitest';
import { parseBeacon } from './given-beacon.ts';

const signature = 'ab'.repeat(48);
const mix = '0c'.repeat(32);

describe('a pasted beacon', () => {
  it.each([
    [signature, { signature }],
    [` 0x${signature.toUpperCase()} `, { signature }],
    [mix, { value: mix }],
    [
      `{"round": 7, "randomness": "${mix}", "signature": "${signature}"}`,
      { round: 7, randomness: mix, signature },
    ],
    [`{"data": {"randao": "0x${mix}"}, "finalized": true}`, { value: mix }],
    [`{"slot": 12, "value": "${mix}"}`, { slot: 12, value: mix }],
  ])('is read: %s', (pasted, value) => {
    expect(parseBeacon(pasted)).toEqual(value);
    expect(givenBeaconSchema.safeParse(value).success).toBe(true);
  });

  it.each(['', 'abc', 'ab'.repeat(20), '{"round": 7}', 'null', '[]', '{"signature": "zz"}', '{'])(
    'is none: %s',
    (pasted) => expect(parseBeacon(pasted)).toBeUndefined(),
  );
});
