import {
  CeremonyFileError,
  ceremonyFileExample,
  circuitsInFile,
  parseCeremonyFile,
} from '@brebaje/protocol/ceremony-file';
import { eligibilityKeys, policyKeys, rootKeys } from '@brebaje/protocol/ceremony-file-keys';
import { FILE_KEYS } from '@brebaje/protocol/ceremony-file-problems';
import { ceremonyDraftSchema } from '@brebaje/protocol/rest/ceremonies';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';

const read = (text: string) => parseCeremonyFile(parse(text));
const MINIMAL = 'slug = "a"\ntitle = "A"\n';

function problemsOf(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    return (error as CeremonyFileError).problems;
  }
}

/** The example with every key in force. */
const uncommented = (example: string) =>
  example
    .split('\n')
    .map((line) => line.replace(/^# (?=[a-z0-9-]+ = )/, '').replace(/^# (\d+\.|…)/, '$1'))
    .join('\n');

/** Every key of a table, as it is named from the root. */
const named = (table: string, keys: object) => Object.keys(keys).map((key) => table + key);

describe('a ceremony’s file', () => {
  it('knows the place of every key in the draft', () => {
    const places = new Map(Object.entries(FILE_KEYS).map(([place, [key]]) => [key, place]));
    const keys = [
      ...named('', rootKeys),
      ...named('eligibility.', eligibilityKeys),
      ...named('policy.', policyKeys),
    ];
    const plain = keys.filter((key) => !places.has(key));
    // Of one word: it has the same name in both.
    expect(plain.filter((key) => key.includes('-'))).toEqual([]);
    expect([...places.keys()].filter((key) => !keys.includes(key))).toEqual([]);
    expect(plain.filter((key) => key.startsWith('policy.'))).toEqual(
      ['preset', 'discipline', 'attempts', 'standby'].map((key) => `policy.${key}`),
    );
  });

  it.each([
    ['beacon-not-before = "30s"', 'policy.beacon-not-before: at least 1min'],
    ['beacon-not-before = "400d"', 'policy.beacon-not-before: at most 366d'],
    ['beacon-slot = 0', 'policy.beacon-slot: at least 1'],
    ['check-in-interval = "10ms"', 'policy.check-in-interval: at least 1s'],
    ['check-in-tolerance = "9000h"', 'policy.check-in-tolerance: at most 366d'],
    ['contribution-time = "0s"', 'policy.contribution-time: at least 1s'],
    ['contribution-time = "usual + 99999%"', 'policy.contribution-time: at most usual + 10000%'],
    ['start-window = "1ms"', 'policy.start-window: at least 1s'],
    ['warn-before = "1ms"', 'policy.warn-before: at least 1s'],
    ['more-time = "400d"', 'policy.more-time: at most 366d'],
    ['penalty = "367d"', 'policy.penalty: at most 366d'],
    ['session-expiry = "1s"', 'policy.session-expiry: at least 1min'],
    ['drain-patience = "367d"', 'policy.drain-patience: at most 366d'],
    ['max-waiting = 0', 'policy.max-waiting: at least 1'],
    ['max-sessions = 0', 'policy.max-sessions: at least 1'],
    ['attempts = 0', 'policy.attempts: at least 1'],
    ['closes-after = 0', 'policy.closes-after: at least 1'],
    ['minimum-contributions = -1', 'policy.minimum-contributions: at least 0'],
    ['beacon-round = 0', 'policy.beacon-round: at least 1'],
  ])('says of %s what its bound is', (line, problem) => {
    expect(problemsOf(`${MINIMAL}[policy]\n${line}\n`)).toEqual([problem]);
  });

  it('says of other keys what their bounds are', () => {
    expect(problemsOf(`${MINIMAL}[about]\nsupport = ""\n`)).toEqual(['about.support: at least 1 character']);
    expect(
      problemsOf(
        `${MINIMAL}opens-at = 1960-01-01T00:00:00Z\n[eligibility]\nminimum-account-age = "99999999d"\nethereum-min-nonce = -1\nethereum-nonce-block = 1\n`,
      ),
    ).toEqual([
      'opens-at: at least 1970-01-01T00:00:00Z',
      'eligibility.minimum-account-age: at most 3200000000s',
      'eligibility.ethereum-min-nonce: at least 0',
    ]);
    expect(problemsOf('slug = "A B"\ntitle = "A"\n')).toEqual([expect.stringMatching(/^slug: lower-case/)]);
  });

  it.each(['KZG', 'GROTH16'] as const)('has an example for %s that is a draft', (scheme) => {
    const draft = ceremonyDraftSchema.parse(read(ceremonyFileExample(scheme)));
    expect(draft).toMatchObject({ slug: 'my-ceremony', scheme, test: true });
    expect(draft.sizes?.map(({ g1 }) => g1)).toEqual(
      scheme === 'KZG' ? [4096, 8192, 16384, 32768] : undefined,
    );
    expect(draft.policy?.preset).toBe(scheme === 'KZG' ? 'kzg' : 'queue');
  });

  it('shows in its example how every key is written', () => {
    const draft = ceremonyDraftSchema.parse(read(uncommented(ceremonyFileExample('KZG'))));
    expect(draft.opensAt).toBe(Date.parse('2026-12-01T12:00:00Z') / 1000);
    expect(draft.policy).toMatchObject({
      checkIn: { interval: 32, tolerance: 16 },
      timeout: { type: 'FIXED', duration: 600, bySize: true },
      closing: { count: 1000, roster: true, lets: 'EVERYBODY', patience: 3600 },
    });
    const at = (text: string) => Date.parse(text) / 1000;
    expect(draft.eligibility?.phases).toEqual([
      { name: 'early', from: at('2026-12-01T12:00Z'), until: at('2026-12-08T12:00Z'), who: 'INVITED' },
    ]);
  });

  it('declares circuits with their files, which only Groth16 ceremonies have', () => {
    const example = ceremonyFileExample('GROTH16');
    const written = uncommented(example.slice(example.indexOf('# [[circuits]]'))).replace('# [[', '[[');
    const circuits = (text: string) => circuitsInFile(parse(text));
    const [circuit] = circuits(`${MINIMAL}scheme = "GROTH16"\n${written}`);
    expect(circuit).toMatchObject({
      about: { slug: 'transfer', keepPtau: true, source: { commit: '9f3c1d2', compiler: 'circom 2.2.2' } },
      paths: { r1cs: 'transfer.r1cs', ptau: 'pot18.ptau', zkey: 'transfer_00012.zkey' },
    });
    const hash = 'AB'.repeat(32);
    const few = `[[circuits]]\nslug = "a"\nr1cs = "a.r1cs"\nptau = "${hash}"\n`;
    const known = hash.toLowerCase();
    expect(circuits(`${MINIMAL}scheme = "GROTH16"\n${few}`)).toEqual([
      { about: { slug: 'a', ptau: known, ptauHash: known }, paths: { r1cs: 'a.r1cs' } },
    ]);
    expect(circuits(MINIMAL)).toEqual([]);
    expect(() => circuits(`${MINIMAL}scheme = "KZG"\n${few}`)).toThrow('only a GROTH16 ceremony');
    expect(() => circuits(`${MINIMAL}scheme = "GROTH16"\n[[circuits]]\nslug = "a"\n`)).toThrow(
      'circuits.0.r1cs is missing',
    );
  });

  it('reads the three kinds of limits', () => {
    const limit = (value: string) =>
      read(`${MINIMAL}[policy]\ncontribution-time = "${value}"`).policy?.timeout;
    expect(limit('90s')).toEqual({ type: 'FIXED', duration: 90 });
    expect(limit('usual + 50%')).toEqual({ type: 'DYNAMIC', percent: 50 });
    expect(limit('none')).toEqual({ type: 'NONE' });
  });

  it.each([
    ['a date without an offset', `${MINIMAL}opens-at = 2026-12-01T12:00:00`, /opens-at: .*offset/],
    ['a date without a time', `${MINIMAL}opens-at = 2026-12-01`, /opens-at: .*offset/],
    ['a date in words', `${MINIMAL}opens-at = "tomorrow"`, /opens-at: .*offset/],
    ['a duration without a unit', `${MINIMAL}[policy]\npenalty = "10"`, /policy.penalty: .*unit/],
    ['sizes in other words', `${MINIMAL}sizes = "large"`, /sizes: .*4096,65/],
    ['an unknown key', `${MINIMAL}[policy]\npenaltee = "10s"`, /there is no key policy.penaltee/],
    ['an unknown limit', `${MINIMAL}[policy]\ncontribution-time = "long"`, /contribution-time: .*none/],
    ['a missing slug', 'title = "A"', /slug is missing/],
    [
      'half of a pair',
      `${MINIMAL}[eligibility]\nethereum-min-nonce = 4`,
      /ethereum-nonce-block belong to each other/,
    ],
    [
      'a size rule without a limit',
      `${MINIMAL}[policy]\ncontribution-time-by-size = true`,
      /needs contribution-time/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(CeremonyFileError);
    expect(() => read(text)).toThrow(message);
  });
});
