import { expect, it } from 'vitest';
import { sequencerUrl } from './sequencer-url.ts';

it.each([
  ['http://localhost:3000', 'http://localhost:3000'],
  ['localhost:3000/', 'http://localhost:3000'],
  ['seq.example.org', 'https://seq.example.org'],
  ['https://x.org/contribute', 'https://x.org'],
  ['https://x.org/kzg/', 'https://x.org/kzg'],
  ['https://x.org/c/spring', 'https://x.org/sequencer/spring'],
  ['https://x.org/c/spring/verify?a=1#b', 'https://x.org/sequencer/spring'],
  ['https://x.org/kzg/sequencer/spring/', 'https://x.org/kzg/sequencer/spring'],
])('%s is %s', (text, base) => {
  expect(sequencerUrl(text).base).toBe(base);
});

it('knows where the server itself is', () => {
  expect(sequencerUrl('https://x.org/kzg/c/spring/contribute')).toEqual({
    base: 'https://x.org/kzg/sequencer/spring',
    server: 'https://x.org/kzg',
    slug: 'spring',
  });
});

it.each(['', 'ftp://x.org', 'https://user:word@x.org', 'http://'])('refuses %j', (text) => {
  expect(() => sequencerUrl(text)).toThrow(/not a server's address/);
});

it.each([
  ['https://x.org/c/spring/people', 'https://x.org', 'spring'],
  ['https://x.org/c/spring/coordinate/setup/rules', 'https://x.org', 'spring'],
  ['https://x.org/kzg/c/spring/embed', 'https://x.org/kzg', 'spring'],
  ['https://x.org/plain/c/spring', 'https://x.org', 'spring'],
  ['https://x.org/plain', 'https://x.org', undefined],
  ['https://x.org/verify', 'https://x.org', undefined],
  ['https://x.org/c/c/verify', 'https://x.org', 'c'],
  ['https://x.org/c/verify', 'https://x.org', 'verify'],
  ['https://x.org/c/kzg/c/spring', 'https://x.org/c/kzg', 'spring'],
  ['https://x.org/plain/sequencer/spring', 'https://x.org/plain', 'spring'],
])('knows the ceremony by any of its pages: %s', (text, server, slug) => {
  expect(sequencerUrl(text)).toMatchObject({ server, slug });
});
