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
import type { Site } from './removed/sites.ts';

const copy = copyWithSwitches();
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

const isHarmless = ({ file, text }: Site) =>
  HARMLESS.some(([where, what]) => file === where && what.test(text));

it('no check can be taken away unnoticed', async () => {
  // What no test misses would take tests from what one does.
  const asked = copy.sites.filter((site) => !isHarmless(site));
  const noticed = await runTests(copy, asked, Number(process.env.BREBAJE_RUNS ?? 8), (so) =>
    // Each takes many minutes.
    console.log(`${so.size} of ${asked.length} noticed so far`),
  );
  const harmless = copy.sites.length - asked.length;
  console.log(`${copy.sites.length} checks, ${noticed.size} noticed, ${harmless} harmless`);
  const missed = asked.filter(({ id }) => !noticed.has(id));
  expect(missed.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});
