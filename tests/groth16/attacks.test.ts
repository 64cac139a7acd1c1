/** Every rule of verification has a file that breaks it and nothing else, and is refused for it. */

import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { slimParts } from '@brebaje/groth16/testing/made-zkey';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { ITEMS, ROWS, WORDS } from './items.ts';
import {
  ACCEPTED,
  chainOutcome,
  clientOutcome,
  genesisOutcome,
  phase1Outcome,
  uploadOutcome,
} from './outcome.ts';
import { stageOf } from './stage.ts';

afterAll(endSnarkjs);

describe('the table of attacks', () => {
  it('has every rule, or words about it', () => {
    const covered = new Set([...ROWS.map(({ item }) => item), ...Object.keys(WORDS)]);
    expect(ITEMS.filter((item) => !covered.has(item))).toEqual([]);
    expect([...covered].filter((item) => !ITEMS.includes(item))).toEqual([]);
  });

  it('tells its rows apart', () => {
    const names = ROWS.map(({ item, what }) => `${item} ${what}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

describe.each(['bn254', 'bls12-381'] as const)('on %s', async (curve) => {
  const stage = await stageOf(curve);
  afterAll(() => stage.close());

  it('what nobody attacks is accepted', async () => {
    const { states, slim, genesis, phase1 } = stage;
    expect(await genesisOutcome(stage, genesis)).toBe(ACCEPTED);
    expect(await phase1Outcome(stage, phase1)).toBe(ACCEPTED);
    expect(await uploadOutcome(stage, () => slim(states[2]))).toBe(ACCEPTED);
    const whole = await stage.whole(states[2]);
    expect(await uploadOutcome(stage, () => zkeyIn(whole))).toBe(ACCEPTED);
    expect(await slimParts(await zkeyIn(whole))).toEqual(await slimParts(await slim(states[2])));
    expect(await chainOutcome(stage, () => slim(states[3]), { beacon: null })).toBe(ACCEPTED);
    expect(await clientOutcome(stage, states[2])).toBe(ACCEPTED);
  });

  // What breaks on either curve breaks on BN254 here, and on both among the long runs.
  const both = curve === 'bn254' || process.env.BREBAJE_SOAK === '1';
  const rows = ROWS.filter(({ only }) => (only === undefined ? both : only === curve));
  it.each(rows.map((row) => [row.item, row.what, row] as const))('§%s: %s', async (_item, _what, row) => {
    expect(await row.attack(stage)).toBe(row.expected);
  });
});
