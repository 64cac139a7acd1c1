import { expect, it } from 'vitest';
import { exploreAll } from './queue-explorer.ts';

/** Four million steps; more with WALKS=200000. */
const WALKS = Number(process.env.WALKS ?? 20_000);

it(`walks ${WALKS * 200} steps through queues and can always go on`, () => {
  expect(exploreAll(1_000_001, 1_000_000 + WALKS, 200).broken).toEqual([]);
});
