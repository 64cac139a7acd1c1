import { expect, it } from 'vitest';
import { accentsOf } from './document-accents.ts';

it.each([
  ['', [undefined, undefined, undefined]],
  ['spring - -', ['spring', undefined, undefined]],
  ['spring #7a1f5c -', ['spring', '#7a1f5c', undefined]],
  ['spring #7a1f5c #f29ad0', ['spring', '#7a1f5c', '#f29ad0']],
])('%j', (content, [slug, accentLight, accentDark]) =>
  expect(accentsOf(content)).toEqual({ slug, accentLight, accentDark }),
);
