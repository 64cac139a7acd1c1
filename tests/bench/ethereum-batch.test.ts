/** The clients that contribute in turns give the same contribution, and the bench would notice if not. */
import { encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { afterAll, expect, test } from 'vitest';
import { checkContribution, hashOf, makeState } from '../../bench/batch/oracle.ts';
import type { Rival } from '../../bench/batch/rival.ts';
import { RIVALS } from '../../bench/batch/rivals.ts';
import { besidePoints } from '../support/bad-points.ts';

/** As many powers as the bench looks at. */
const SIZES = [
  { g1: 4, g2: 3 },
  { g1: 4, g2: 2 },
];
/** Built and measured where it is asked for, as in the bench of the curves. */
const SLOW_TO_BUILD = process.env.BREBAJE_BENCH_NATIVE === '1' ? [] : ['blst'];
const UNCHECKED = ['ffjavascript', 'mcl-wasm'];

const given = await makeState(SIZES);
const rivals = new Map<string, Rival>();
for (const [name, load] of Object.entries(RIVALS)) {
  if (SLOW_TO_BUILD.includes(name)) continue;
  const rival = await load();
  if ('missing' in rival) console.warn(`${name} is not tested: ${rival.missing}`);
  else rivals.set(name, rival);
}
afterAll(async () => {
  for (const rival of rivals.values()) await rival.close?.();
});

test.each([...rivals])('%s contributes what its secrets make of the state', async (_, rival) => {
  const output = await rival.contribute(given.json);
  await checkContribution(rival, given, output);
  const ours = await rivals.get('ours')!.contribute(given.json);
  expect(hashOf(output) === hashOf(ours)).toBe(!rival.random);
});

test.each([...rivals].filter(([name]) => !UNCHECKED.includes(name)))(
  '%s takes no point outside the subgroup',
  async (_, rival) => {
    const batch = parseContribution(given.json);
    for (const { bytes } of besidePoints('G1')) {
      batch.contributions[1]!.g1.set(bytes, 48);
      const json = encodeContribution(batch, { signatures: 'omit' });
      await expect(rival.contribute(json)).rejects.toThrow();
    }
  },
);

test.each([...rivals.values()].filter(({ name }) => ['ours', 'Go client'].includes(name)))(
  'another contribution than that of $name is noticed',
  async (rival) => {
    const output = await rival.contribute(given.json);
    const swap = (change: (subs: ReturnType<typeof parseContribution>['contributions']) => void) => {
      const batch = parseContribution(output);
      change(batch.contributions);
      return encodeContribution(batch, { signatures: 'omit' });
    };
    const wrong = [
      swap(([sub]) => sub!.g1.copyWithin(144, 96, 144)),
      swap(([, sub]) => sub!.g2.copyWithin(96, 0, 96)),
      swap(([one, two]) => one!.potPubkey.set(two!.potPubkey)),
      given.json,
    ];
    for (const json of wrong) await expect(checkContribution(rival, given, json)).rejects.toThrow();
  },
);
