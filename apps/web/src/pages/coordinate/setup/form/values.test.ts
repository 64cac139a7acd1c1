import { ceremonyDraftSchema } from '@brebaje/protocol/rest/ceremonies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS, PROVIDERS } from './fields.ts';
import { changedFields, changesOf, draftOf, faultsOf, valuesOf } from './values.ts';

const word = fc.stringMatching(/^[a-z][a-z ]{0,20}[a-z]$/);
const slug = fc.stringMatching(/^[a-z][a-z0-9]{1,20}$/);
const when = fc.integer({ min: 1, max: 4_000_000_000 });
const seconds = fc.oneof(fc.integer({ min: 60, max: 1_000_000 }), fc.constantFrom(60.5, 90.25, 86_400));
const count = fc.integer({ min: 1, max: 1_000 });
const cost = fc.constantFrom('BARRED', 'PENALTY', 'NOTHING');
const maybe = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] });
const group = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  maybe(shape).filter((said) => Object.keys(said).length > 0);

const draft = fc.record(
  {
    slug,
    title: word,
    scheme: fc.constantFrom('KZG', 'GROTH16'),
    test: fc.boolean(),
    sizes: fc.array(fc.record({ g1: fc.integer({ min: 2, max: 99_999 }), g2: count.map((n) => n + 1) }), {
      minLength: 1,
      maxLength: 4,
    }),
    opensAt: when,
    closesAt: when,
    about: group({
      purpose: word,
      instructions: word,
      timeline: word,
      capability: word,
      support: word,
      terms: word,
    }),
    eligibility: group({
      who: fc.constantFrom('OPEN', 'INVITED'),
      accounts: fc.constantFrom('ANY', 'CHECKED'),
      phases: fc.array(
        fc.record(
          {
            name: word,
            from: when,
            until: when,
            who: fc.constantFrom('OPEN', 'INVITED'),
            cohorts: fc.array(word, { minLength: 1, maxLength: 3 }),
          },
          { requiredKeys: ['name', 'from', 'who'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      providers: fc.subarray([...PROVIDERS], { minLength: 1 }),
      minimumAge: seconds,
      ethereum: fc.record({ minNonce: count, block: count }),
      github: fc.record({ createdBefore: when }),
    }),
    policy: group({
      preset: fc.constantFrom(...PRESETS),
      discipline: fc.constantFrom('LOBBY', 'QUEUE'),
      checkIn: group({ interval: seconds, tolerance: seconds }),
      capacity: count,
      sessions: group({ idle: count, expiry: seconds }),
      timeout: fc.oneof(
        fc.record(
          { type: fc.constant('FIXED'), duration: seconds, bySize: fc.constant(true) },
          { requiredKeys: ['type', 'duration'] },
        ),
        fc.record(
          { type: fc.constant('DYNAMIC'), percent: count, atLeast: seconds },
          { requiredKeys: ['type', 'percent'] },
        ),
        fc.constant({ type: 'NONE' }),
      ),
      startWindow: seconds,
      warnBefore: seconds,
      moreTime: seconds,
      costs: group({ missedCheckIn: cost, lostTurn: cost }),
      penalty: seconds,
      attempts: count,
      returnAfterPenalty: fc.boolean(),
      standby: fc.boolean(),
      multiContribution: fc.boolean(),
      closing: group({
        count,
        roster: fc.boolean(),
        lets: fc.constantFrom('EVERYBODY', 'OPEN_TURN'),
        patience: seconds,
      }),
      minimumContributions: count,
      beacon: fc.oneof(
        fc.record(
          { source: fc.constant('drand-quicknet'), notBefore: seconds, round: count },
          { requiredKeys: ['source'] },
        ),
        fc.record({ source: fc.constant('ethereum-slot'), slot: count }),
      ),
    }),
  },
  { requiredKeys: ['slug', 'title', 'scheme'] },
);

describe('a ceremony’s form', () => {
  it('says what it was filled with', () => {
    fc.assert(
      fc.property(draft, (written) => {
        // As the server would take it.
        expect(ceremonyDraftSchema.safeParse(written).error?.issues).toBeUndefined();
        expect(draftOf(valuesOf(written))).toEqual({ body: written, unreadable: {} });
      }),
    );
  });

  it('asks for the slot of a beacon that is one', () => {
    const values = valuesOf({ scheme: 'GROTH16', policy: { beacon: { source: 'ethereum-slot', slot: 5 } } });
    const { unreadable } = draftOf({ ...values, beacon: { ...values.beacon, slot: '' } });
    expect(unreadable).toEqual({ 'beacon.slot': 'needed' });
  });

  it('says as changes nothing but what differs', () => {
    fc.assert(
      fc.property(draft, draft, (one, other) => {
        const [before, after] = [valuesOf(one), valuesOf(other)];
        expect(changesOf(before, before)).toEqual({ body: {}, unreadable: {} });
        const { body, unreadable } = changesOf(before, after);
        // What cannot be taken away is asked for.
        for (const name of Object.keys(unreadable)) expect(draftOf(after).body).not.toHaveProperty(name);
        if (changedFields(before, after).length === 0) expect(body).toEqual({});
      }),
    );
  });

  it('takes away what is emptied', () => {
    const before = valuesOf({
      closesAt: 9,
      about: { purpose: 'x' },
      policy: { closing: { count: 3 }, attempts: 2 },
    });
    const after = { ...before, closesAt: null, purpose: ' ', closesAfter: '', attempts: '' };
    expect(changesOf(before, after)).toEqual({
      body: { closesAt: null, about: { purpose: null }, policy: { closing: { count: null } } },
      unreadable: { attempts: 'needed' },
    });
  });

  it('reads numbers as people write them, and no others', () => {
    const empty = valuesOf({});
    const of = (capacity: string) => draftOf({ ...empty, capacity });
    for (const written of ['65536', '65,536', '65 536', '65_536', ' 65.536 '])
      expect(of(written).body).toEqual({ policy: { capacity: 65_536 } });
    for (const written of ['-1', 'many', '1e3', '9'.repeat(16)])
      expect(of(written)).toEqual({ body: {}, unreadable: { capacity: 'number' } });
    const span = (amount: string) => draftOf({ ...empty, penalty: { amount, unit: 'min' } });
    expect(span('1,5').body).toEqual({ policy: { penalty: 90 } });
    expect(span('0').body).toEqual({ policy: { penalty: 0 } });
    expect(span('-3').unreadable).toEqual({ penalty: 'number' });
  });

  it('says of which input it is that what cannot be read was typed there', () => {
    const empty = valuesOf({});
    const unreadable = (typed: object) => draftOf({ ...empty, ...typed }).unreadable;
    expect(unreadable({ ethereum: { minNonce: 'four', block: '' } })).toEqual({
      'ethereum.minNonce': 'number',
    });
    expect(unreadable({ ethereum: { minNonce: '4', block: 'x' } })).toEqual({ 'ethereum.block': 'number' });
    const sizes = [
      { g1: '16', g2: '3' },
      { g1: '16', g2: '-3' },
    ];
    expect(unreadable({ sizes })).toEqual({ 'sizes.1.g2': 'number' });
    const { timeout, beacon } = empty;
    expect(unreadable({ timeout: { ...timeout, type: 'DYNAMIC', percent: 'half' } })).toEqual({
      'timeout.percent': 'number',
    });
    // No input shows it, so its field tells it.
    const atLeast = { amount: 'some', unit: 'min' };
    expect(unreadable({ timeout: { ...timeout, type: 'DYNAMIC', percent: '50', atLeast } })).toEqual({
      timeout: 'number',
    });
    const duration = { amount: 'ten', unit: 'min' };
    expect(unreadable({ timeout: { ...timeout, type: 'FIXED', duration } })).toEqual({
      'timeout.duration': 'number',
    });
    const drand = { ...beacon, source: 'drand-quicknet' };
    expect(unreadable({ beacon: { ...drand, notBefore: duration } })).toEqual({
      'beacon.notBefore': 'number',
    });
    expect(unreadable({ beacon: { ...drand, round: 'last' } })).toEqual({ 'beacon.round': 'number' });
  });

  it('takes nothing away because it cannot be read', () => {
    const before = valuesOf({ eligibility: { ethereum: { minNonce: 4, block: 9 }, minimumAge: 60 } });
    const after = {
      ...before,
      ethereum: { minNonce: 'four', block: '9' },
      minimumAge: { ...before.minimumAge, amount: 'old' },
    };
    expect(changesOf(before, after)).toEqual({
      body: {},
      unreadable: { 'ethereum.minNonce': 'number', minimumAge: 'number' },
    });
  });

  it('finds the input of a refusal, or of the part of a field', () => {
    const errors = [
      'policy.checkIn.interval',
      'sizes.2.g1',
      'eligibility.phases.0.until',
      'eligibility.phases',
      'eligibility.phases.1.cohorts.4',
      'eligibility.ethereum.block',
      'policy.timeout.duration',
      'policy.timeout.atLeast',
      'policy.beacon.slot',
      'policy.discipline',
      'slug',
      'SIZES',
    ];
    expect(faultsOf(errors.map((path) => ({ path, message: path })))).toEqual({
      interval: ['policy.checkIn.interval'],
      'sizes.2.g1': ['sizes.2.g1'],
      'phases.0.until': ['eligibility.phases.0.until'],
      phases: ['eligibility.phases'],
      'phases.1.cohorts': ['eligibility.phases.1.cohorts.4'],
      'ethereum.block': ['eligibility.ethereum.block'],
      'timeout.duration': ['policy.timeout.duration'],
      // Without an input of its own.
      timeout: ['policy.timeout.atLeast'],
      'beacon.slot': ['policy.beacon.slot'],
      preset: ['policy.discipline'],
      slug: ['slug'],
      form: ['SIZES'],
    });
  });

  it('tells what several fields are about beside each of them, once', () => {
    const order = {
      path: 'ORDER',
      message: 'In order, please.',
      fields: ['opensAt', 'closesAt', 'closesAt'],
    };
    const nowhere = { path: 'NOWHERE', message: 'Elsewhere.', fields: ['something.else'] };
    expect(faultsOf([order, nowhere, { path: 'X', message: 'Of none.', fields: [] }])).toEqual({
      opensAt: ['In order, please.'],
      closesAt: ['In order, please.'],
      form: ['Elsewhere.', 'Of none.'],
    });
  });
});
