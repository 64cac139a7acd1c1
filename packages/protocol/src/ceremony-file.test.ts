import { describe, expect, it } from 'vitest';
import { CeremonyFileError, parseCeremonyFile } from './ceremony-file.ts';

describe('the beacon in a ceremony’s file', () => {
  const beacon = (policy: object) =>
    parseCeremonyFile({ slug: 'one', title: 'One', scheme: 'GROTH16', policy }).policy?.beacon;

  it('is a round of drand, or a slot of Ethereum', () => {
    expect(beacon({})).toBeUndefined();
    expect(beacon({ beacon: 'drand-quicknet' })).toEqual({ source: 'drand-quicknet' });
    expect(beacon({ 'beacon-not-before': '12h' })).toEqual({ source: 'drand-quicknet', notBefore: 43_200 });
    expect(beacon({ 'beacon-round': 9 })).toEqual({ source: 'drand-quicknet', round: 9 });
    const slot = { source: 'ethereum-slot', slot: 12 };
    expect(beacon({ beacon: 'ethereum-slot', 'beacon-slot': 12 })).toEqual(slot);
    expect(beacon({ 'beacon-slot': 12 })).toEqual(slot);
  });

  it.each([
    { beacon: 'ethereum-slot' },
    { beacon: 'drand-quicknet', 'beacon-slot': 12 },
    { 'beacon-slot': 12, 'beacon-round': 9 },
    { 'beacon-slot': 12, 'beacon-not-before': '1h' },
    { beacon: 'bitcoin' },
  ])('is not %j', (policy) => {
    expect(() => beacon(policy)).toThrow(CeremonyFileError);
  });
});
