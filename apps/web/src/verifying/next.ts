/** What several checks leave open, and what to do about it. */
import type { Expectation } from '@brebaje/client/verify/expectation';
import type { Grade } from '@brebaje/client/verify/grade-names';
import { outcomeOf, type Results, soughtIn, verdictOf } from './report.ts';

/** Checks by which what is expected is compared. */
const COMPARED = ['log', 'manifest'] as const;

/**
 * Whether it is the ceremony that somebody expects. Undefined: nothing was expected, or nothing was verified that it
 * could be compared with.
 */
export function asExpected(results: Results, { expected, known }: Expectation): boolean | undefined {
  const needed = COMPARED.filter((check) => (check === 'log' ? known : expected).length > 0);
  const all = Object.values(results);
  if (needed.length === 0 || all.length === 0) return undefined;
  const outcomes = all.flatMap(({ findings }) =>
    needed.map((check) => findings.find((finding) => finding.check === check)?.outcome),
  );
  if (outcomes.includes('failed')) return false;
  return outcomes.every((outcome) => outcome === 'passed') ? true : undefined;
}

/**
 * What is to be done next. `unexpected`, `invalid`, `publish`: something is wrong. A grade: that check was not run.
 * `partly`: a check left something out. `compare`: nothing from elsewhere was compared. `later`: the ceremony goes on. `words`: there
 * is nothing else to compare a transcript by.
 */
export type Next =
  | 'unexpected'
  | 'invalid'
  | 'publish'
  | Grade
  | 'partly'
  | 'compare'
  | 'later'
  | 'words'
  | 'nothing';

/** `shown`: the checks that there are of it, in order. */
export function nextOf(results: Results, shown: readonly Grade[], expectation: Expectation): Next {
  const held = asExpected(results, expectation);
  if (held === false) return 'unexpected';
  if (verdictOf(results) === 'invalid') return 'invalid';
  if (soughtIn(results) === false) return 'publish';
  const left = shown.find((grade) => !results[grade]);
  if (left) return left;
  const done = Object.values(results);
  if (done.some((one) => outcomeOf(one) !== 'passed')) return 'partly';
  const [some] = done;
  // Of a transcript alone.
  if (some?.manifest === undefined) return 'words';
  if (held === undefined) return 'compare';
  return some.finalized ? 'nothing' : 'later';
}
