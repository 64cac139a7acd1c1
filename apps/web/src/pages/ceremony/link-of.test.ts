import { expect, it } from 'vitest';
import { linkOf } from './link-of.ts';

it('links to the web and to mail, and to nothing else', () => {
  expect(linkOf('https://example.org/help?x=1')).toBe('https://example.org/help?x=1');
  expect(linkOf('help@example.org')).toBe('mailto:help@example.org');
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'ask https://example.org',
    'https://a b',
    'https://',
    '//example.org',
    'a@b?subject=x',
    'vbscript:x@y',
  ])
    expect(linkOf(text), text).toBeUndefined();
});
