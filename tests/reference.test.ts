import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UNATTENDED } from '@brebaje/server/attention/unattended';
import { expect, it } from 'vitest';
import { PAGES } from '../tools/reference.ts';

const house = fileURLToPath(new URL('..', import.meta.url));

it.each(Object.keys(PAGES))('%s says what the code says (node tools/reference.ts writes it)', (path) => {
  expect(readFileSync(`${house}${path}`, 'utf8')).toBe(PAGES[path]!());
});

it.each(UNATTENDED)('$when: there is a test that shows what the server does', ({ shownBy }) => {
  expect(existsSync(`${house}${shownBy}`)).toBe(true);
});
