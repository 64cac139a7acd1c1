import type { CeremonyDraft } from '@brebaje/protocol/rest/ceremonies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCeremonyFile, writeCeremonyFile } from './ceremony-file.ts';

const word = fc.stringMatching(/^[A-Za-z"'#=éü\\][A-Za-z"'#=\n éü\\]{0,30}[a-z]$/);
const when = fc.integer({ min: 1, max: 4_000_000_000 });
const seconds = fc.oneof(fc.integer({ min: 60, max: 1_000_000 }), fc.constantFrom(60.5, 90.25, 86_400));
const count = fc.integer({ min: 1, max: 1_000 });
const group = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(shape, { requiredKeys: [] }).filter((said) => Object.keys(said).length > 0);

const draft = fc.record(
  {
    slug: fc.stringMatching(/^[a-z][a-z0-9]{1,20}$/),
    title: word.map((title) => title.replaceAll('\n', ' ')),
    scheme: fc.constantFrom('KZG' as const, 'GROTH16' as const),
    test: fc.boolean(),
    sizes: fc.array(fc.record({ g1: fc.integer({ min: 2, max: 99_999 }), g2: count.map((n) => n + 1) }), {
      minLength: 1,
      maxLength: 4,
    }),
    opensAt: when,
    closesAt: when,
    about: group({ purpose: word, instructions: word, support: word, terms: word }),
    eligibility: group({
      who: fc.constantFrom('OPEN' as const, 'INVITED' as const),
      phases: fc.array(
        fc.record(
          {
            name: word,
            from: when,
            until: when,
            who: fc.constant('INVITED' as const),
            cohorts: fc.array(word, { minLength: 1 }),
          },
          { requiredKeys: ['name', 'from', 'who'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      providers: fc.constant(['Github' as const]),
      minimumAge: seconds,
      ethereum: fc.record({ minNonce: count, block: count }),
      github: fc.record({ createdBefore: when }),
    }),
    policy: group({
      preset: fc.constantFrom('kzg' as const, 'queue' as const),
      checkIn: group({ interval: seconds, tolerance: seconds }),
      capacity: count,
      sessions: group({ idle: count, expiry: seconds }),
      timeout: fc.oneof(
        fc.record(
          { type: fc.constant('FIXED' as const), duration: seconds, bySize: fc.boolean() },
          { requiredKeys: ['type', 'duration'] },
        ),
        fc.record({ type: fc.constant('DYNAMIC' as const), percent: count }),
        fc.constant({ type: 'NONE' as const }),
      ),
      startWindow: seconds,
      warnBefore: seconds,
      moreTime: seconds,
      costs: group({
        missedCheckIn: fc.constant('NOTHING' as const),
        lostTurn: fc.constant('BARRED' as const),
      }),
      penalty: seconds,
      attempts: count,
      returnAfterPenalty: fc.boolean(),
      standby: fc.boolean(),
      multiContribution: fc.boolean(),
      closing: group({
        count,
        roster: fc.boolean(),
        lets: fc.constant('OPEN_TURN' as const),
        patience: seconds,
      }),
      minimumContributions: count,
      beacon: fc.oneof(
        fc.record(
          { source: fc.constant('drand-quicknet' as const), notBefore: seconds, round: count },
          { requiredKeys: ['source'] },
        ),
        fc.record({ source: fc.constant('ethereum-slot' as const), slot: count }),
      ),
    }),
  },
  { requiredKeys: ['slug', 'title', 'scheme'] },
);

describe('the file of a ceremony', () => {
  it('says what the draft says that it was written from', () => {
    fc.assert(
      fc.property(draft, (written) => {
        const read = readCeremonyFile(writeCeremonyFile(written as unknown as CeremonyDraft));
        expect(read).toEqual({ draft: written, circuits: [] });
      }),
    );
  });

  it('is refused with its lines, and with its keys', () => {
    expect(() => readCeremonyFile('slug = "a"\ntitle =')).toThrow(/^line 2, column/);
    expect(() => readCeremonyFile('slug = "a"\ntitle = "A"\nscheme = "KZG"\nnothing = 1')).toThrow(
      'there is no key nothing',
    );
  });

  it('names circuits', () => {
    const text =
      'slug = "a"\ntitle = "A"\nscheme = "GROTH16"\n[[circuits]]\nslug = "b"\nr1cs = "b.r1cs"\nptau = "p.ptau"';
    const [circuit] = readCeremonyFile(text).circuits;
    expect(circuit).toEqual({ about: { slug: 'b' }, paths: { r1cs: 'b.r1cs', ptau: 'p.ptau' } });
  });

  it('has no key for some rules', () => {
    const of = (policy: object) => () => writeCeremonyFile({ slug: 'a', title: 'A', policy });
    expect(of({ maxFaults: 2 })).toThrow(RangeError);
    expect(of({ timeout: { type: 'DYNAMIC', percent: 2, atLeast: 60 } })).toThrow(RangeError);
  });
});
