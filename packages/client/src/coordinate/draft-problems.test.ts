import { expect, it } from 'vitest';
import { draftProblems } from './draft-problems.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400;
const today = NOW / 1000;
const draft = { slug: 'winter', title: 'Winter', scheme: 'KZG' };
const groth16 = { scheme: 'GROTH16' };
/** Ethereum’s slot that ends so many days from now. */
const slotIn = (days: number) => Math.floor((today + days * DAY - 1_606_824_023) / 12);
const find = (more: object) => draftProblems({ ...draft, ...more }, NOW);

it('has nothing against what can be sent', () => {
  expect(find({})).toEqual([]);
  expect(find({ about: { purpose: 'x' } })).toEqual([]);
  expect(find({ opensAt: today - DAY, closesAt: today + DAY })).toEqual([]);
  expect(find(groth16)).toEqual([]);
});

it('says where a draft is wrong', () => {
  expect(find({ slug: 'Bad name!' }).map(({ path }) => path)).toEqual(['slug']);
  expect(find({ sizes: [{ g1: 3, g2: 0 }] }).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['sizes.0.g2']),
  );
  expect(find({ title: undefined })).toHaveLength(1);
  expect(find({ colour: 'red' })).toHaveLength(1);
  // No more than anybody reads.
  const sizes = Array.from({ length: 16 }, () => ({ g1: 'many', g2: 'many' }));
  expect(find({ sizes })).toHaveLength(20);
});

it('says so in sentences, with bounds as people write them', () => {
  const [problem] = find({ policy: { checkIn: { interval: 0.5, tolerance: 0 } } });
  expect(problem).toEqual({ path: 'policy.checkIn.interval', message: 'At least 1s.' });
});

it('tells what is missing from what is wrong', () => {
  const timeout = (fields: object) => find({ policy: { timeout: { type: 'FIXED', ...fields } } });
  expect(timeout({})).toMatchObject([{ path: 'policy.timeout.duration', missing: true }]);
  expect(timeout({ duration: 'long' })[0]).not.toHaveProperty('missing');
  expect(find({ eligibility: { ethereum: { minNonce: 4 } } })).toMatchObject([
    { path: 'eligibility.ethereum.block', missing: true },
  ]);
});

const phase = (name: string, from: number, until: number) => ({ name, from, until, who: 'OPEN' });

it.each<[code: string, more: object, fields: string[]]>([
  [
    'CHECK_IN_TOLERANCE',
    { policy: { checkIn: { interval: 10, tolerance: 11 } } },
    ['policy.checkIn.interval', 'policy.checkIn.tolerance'],
  ],
  // Against what is usual: the preset's tolerance is sixteen seconds.
  [
    'CHECK_IN_TOLERANCE',
    { policy: { checkIn: { interval: 10 } } },
    ['policy.checkIn.interval', 'policy.checkIn.tolerance'],
  ],
  [
    'CLOSES_TOO_EARLY',
    { policy: { closing: { count: 2 }, minimumContributions: 3 } },
    ['policy.closing.count', 'policy.minimumContributions'],
  ],
  [
    'NO_PENALTY',
    { policy: { costs: { lostTurn: 'PENALTY' }, penalty: 0 } },
    ['policy.costs.lostTurn', 'policy.penalty'],
  ],
  ['NO_MINIMUM', { policy: { minimumContributions: 0 } }, ['policy.minimumContributions']],
  ['NOT_A_TEST', { test: false, policy: { multiContribution: true } }, ['test', 'policy.multiContribution']],
  ['DISCIPLINE', { policy: { preset: 'queue' } }, ['policy.discipline']],
  ['DISCIPLINE', { ...groth16, policy: { discipline: 'LOBBY' } }, ['policy.discipline']],
  ['BEACON', { policy: { beacon: { source: 'drand-quicknet' } } }, ['policy.beacon']],
  ['NO_SIZES', { ...groth16, sizes: [{ g1: 16, g2: 3 }] }, ['sizes']],
  ['CLOSES_BEFORE_OPENING', { opensAt: today + 2 * DAY, closesAt: today + DAY }, ['opensAt', 'closesAt']],
  ['CLOSES_BEFORE_OPENING', { opensAt: today + DAY, closesAt: today + DAY }, ['opensAt', 'closesAt']],
  ['CLOSED_ALREADY', { closesAt: today }, ['closesAt']],
  [
    'BEACON_TOO_EARLY',
    {
      ...groth16,
      closesAt: today + 2 * DAY,
      policy: { beacon: { source: 'ethereum-slot', slot: slotIn(1) } },
    },
    ['policy.beacon.slot', 'closesAt'],
  ],
  [
    'BEACON_TOO_EARLY',
    { ...groth16, policy: { beacon: { source: 'ethereum-slot', slot: slotIn(-1) } } },
    ['policy.beacon.slot'],
  ],
  [
    'PHASE_ENDS_FIRST',
    { eligibility: { phases: [phase('early', 10, 20), phase('late', 20, 20)] } },
    ['eligibility.phases.1.from', 'eligibility.phases.1.until'],
  ],
  [
    'SIZES',
    {
      sizes: [
        { g1: 16, g2: 3 },
        { g1: 4, g2: 8 },
      ],
    },
    ['sizes.1.g1', 'sizes.1.g2'],
  ],
  ['NO_POWER_OF_TWO', { sizes: [{ g1: 6, g2: 3 }] }, ['sizes.0.g1']],
  [
    'TOO_LARGE',
    {
      sizes: [
        { g1: 65536, g2: 65 },
        { g1: 65536, g2: 65 },
      ],
    },
    ['sizes'],
  ],
])('finds %s in %j, and says of which fields it is', (code, more, fields) => {
  const [problem, ...others] = find(more);
  expect(problem).toEqual({ path: code, message: expect.stringMatching(/^[A-Z].*\.$/), fields });
  expect(others).toEqual([]);
});

it('lets stand what only sounds like it', () => {
  // Whether it is a test the server decides where nothing is said.
  expect(find({ policy: { multiContribution: true } })).toEqual([]);
  expect(find({ policy: { checkIn: { interval: 10, tolerance: 10 } } })).toEqual([]);
  expect(find({ policy: { closing: { count: 3 }, minimumContributions: 3 } })).toEqual([]);
  expect(find({ eligibility: { phases: [phase('one', 10, 20), phase('two', 15, 16)] } })).toEqual([]);
  const beacon = { source: 'ethereum-slot', slot: slotIn(3) };
  expect(find({ ...groth16, closesAt: today + 2 * DAY, policy: { beacon } })).toEqual([]);
});

it('finds all of it at once', () => {
  const policy = { checkIn: { interval: 1 }, closing: { count: 1 }, minimumContributions: 2 };
  expect(find({ policy, opensAt: today + DAY, closesAt: today + 1 }).map(({ path }) => path)).toEqual([
    'CLOSES_TOO_EARLY',
    'CHECK_IN_TOLERANCE',
    'CLOSES_BEFORE_OPENING',
  ]);
});
