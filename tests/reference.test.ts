import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { PAGES } from '../tools/reference.ts';

const house = fileURLToPath(new URL('..', import.meta.url));

it.each(Object.keys(PAGES))('%s says what the code says (node tools/reference.ts writes it)', (path) => {
  expect(readFileSync(`${house}${path}`, 'utf8')).toBe(PAGES[path]!());
});
