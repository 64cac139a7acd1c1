import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PUBLISHED_PTAUS, publishedPtau } from './published.ts';

test('the published files are those that snarkjs publishes', () => {
  const main = createRequire(import.meta.url).resolve('snarkjs');
  const readme = readFileSync(join(dirname(main), '..', 'README.md'), 'utf8');
  const row = /^\|\s*(\d+)\s*\|[^|]*\|\s*\[[^\]]+\]\(([^)]+)\)\s*\|\s*([0-9a-f]{128})\s*\|/gm;
  const rows = [...readme.matchAll(row)].map(([, power, url, blake2b]) => ({
    power: Number(power),
    url,
    blake2b,
  }));
  expect(rows).toHaveLength(21);
  expect(PUBLISHED_PTAUS).toEqual(rows);
});

test('the smallest that is large enough is taken', () => {
  expect(publishedPtau(1)?.power).toBe(8);
  expect(publishedPtau(15)?.power).toBe(15);
  expect(publishedPtau(28)?.power).toBe(28);
  expect(publishedPtau(29)).toBeUndefined();
});
