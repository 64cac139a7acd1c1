import {
  CeremonyFileError,
  ceremonyFileExample,
  circuitsInFile,
  parseCeremonyFile,
} from '@brebaje/protocol/ceremony-file';
import { ceremonyDraftSchema } from '@brebaje/protocol/rest/ceremonies';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';

const read = (text: string) => parseCeremonyFile(parse(text));
const MINIMAL = 'slug = "a"\ntitle = "A"\n';

/** The example with every key in force. */
const uncommented = (example: string) =>
  example
    .split('\n')
    .map((line) => line.replace(/^# (?=[a-z0-9-]+ = )/, '').replace(/^# (\d+\.|…)/, '$1'))
    .join('\n');

describe('a ceremony’s file', () => {
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
