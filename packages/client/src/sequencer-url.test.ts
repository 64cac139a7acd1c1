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
