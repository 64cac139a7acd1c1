/**
 * Whether a test fails when any one check is taken away. The package is copied, and in the copy each check can be
 * switched off; tests and rows of the table of attacks run with one switch off each, until every check was missed or
 * all tests that come by it were asked. `BREBAJE_RUNS=20` for more runs (8 unless told otherwise).
 */
import { rmSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { copyWithSwitches } from './removed/copy.ts';
import { HARMLESS } from './removed/harmless.ts';
import { runTests } from './removed/run-tests.ts';

const copy = copyWithSwitches();
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

it('no check can be taken away unnoticed', async () => {
  const noticed = await runTests(copy, copy.sites, Number(process.env.BREBAJE_RUNS ?? 8));
  const missed = copy.sites.filter(({ id }) => !noticed.has(id));
  const harmless = (file: string, text: string) =>
    HARMLESS.some(([where, what]) => file === where && what.test(text));
  const unexpected = missed.filter(({ file, text }) => !harmless(file, text));
  console.log(
    `${copy.sites.length} checks, ${noticed.size} noticed, ${missed.length - unexpected.length} harmless`,
  );
  expect(unexpected.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});
