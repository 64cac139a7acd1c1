import { expect, it } from 'vitest';
import { looseOf, rootOf } from './loose.ts';

const given = (...paths: string[]) => paths.map((path) => ({ path }));

it('finds where an archive begins, the outer one of two', () => {
  expect(rootOf(given('a/ceremony.json', 'a/manifest.json'))).toBe('a/');
  expect(rootOf(given('a/b/ceremony.json', 'a/ceremony.json'))).toBe('a/');
  expect(rootOf(given('ceremony.json'))).toBe('');
  expect(rootOf(given('my-ceremony.json', 'x.json'))).toBeUndefined();
});

it('counts as loose what is in no archive', () => {
  const files = given('a/ceremony.json', 'a/b/c.json', 'd.json', 'ab.json');
  expect(looseOf(files, 'a/')).toEqual(given('d.json', 'ab.json'));
  expect(looseOf(files, '')).toEqual([]);
  expect(looseOf(files, undefined)).toEqual(files);
});
