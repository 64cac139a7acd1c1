/** What several checks say together, as a verdict and as a document. */
import type { Grade } from '@brebaje/client/verify/grade-names';
import type { Described, GradeDone } from './messages.ts';

/** What came of the grades that were run. */
export type Results = Partial<Record<Grade, GradeDone>>;

export type Verdict = 'invalid' | 'record' | 'sound' | 'valid';

const OF_SOUGHT = new Set(['receipt', 'included']);

/**
 * The command's words for what is known: invalid when anything of the ceremony failed, valid when its chain and its
 * genesis hold. Undefined: nothing was verified.
 */
export function verdictOf(results: Results): Verdict | undefined {
  const done = Object.values(results);
  if (done.length === 0) return undefined;
  if (done.some(({ grade }) => grade === 'invalid')) return 'invalid';
  const { chain, genesis } = results;
  if (!chain || chain.grade === 'record') return 'record';
  // Of a transcript alone the genesis is part of the chain.
  if (chain.grade === 'valid') return 'valid';
  const known = genesis?.findings.filter(({ check }) => check === 'circuit') ?? [];
  return known.length > 0 && known.every(({ outcome }) => outcome === 'passed') ? 'valid' : 'sound';
}

/** Whether what somebody looked for is in it; undefined: nothing was looked for. */
export function soughtIn(results: Results): boolean | undefined {
  const about = Object.values(results).flatMap(({ findings }) =>
    findings.filter(({ check }) => OF_SOUGHT.has(check)),
  );
  if (about.some(({ outcome }) => outcome === 'failed')) return false;
  return about.some(({ check }) => check === 'included') ? true : undefined;
}

/**
 * Which check looked for what somebody sought in place of `grade`, which was not run: the chain's has it, too.
 * Undefined: `grade` was run, or nobody looked.
 */
export function instead(
  results: Results,
  grade: Grade,
): { by: Grade; outcome: GradeDone['findings'][number]['outcome'] } | undefined {
  if (results[grade] || !OF_SOUGHT.has(grade)) return undefined;
  for (const [by, { findings }] of Object.entries(results)) {
    // What the first check calls included is so in the record, not yet in the result.
    if (grade === 'included' && by !== 'chain') continue;
    const found = findings.find(({ check, outcome }) => check === grade && outcome !== 'skipped');
    if (found) return { by: by as Grade, outcome: found.outcome };
  }
  return undefined;
}

/**
 * Whether a finding is more than "passed". States before the last need not be there: what they became is in the last.
 */
export function isTelling({
  check,
  outcome,
}: Pick<GradeDone['findings'][number], 'check' | 'outcome'>): boolean {
  return outcome === 'failed' || (outcome === 'skipped' && check !== 'states');
}

/** Whether one grade holds: as the command's findings say. */
export function outcomeOf({ findings }: Pick<GradeDone, 'findings'>): 'passed' | 'failed' | 'partly' {
  if (findings.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return findings.some(isTelling) ? 'partly' : 'passed';
}

/** A report as it is saved. It says what was looked at, and by whom: nobody but the reader's own browser. */
export function reportOf(
  described: Pick<Described, 'slug' | 'title' | 'scheme' | 'test' | 'server'> | undefined,
  what: string,
  results: Results,
  expected: readonly string[],
  madeAt: Date,
): string {
  const [some] = Object.values(results);
  const grades = Object.entries(results).map(([grade, { findings, seconds, downloaded }]) => ({
    grade,
    outcome: outcomeOf({ findings }),
    seconds: Math.round(seconds * 10) / 10,
    downloaded,
    findings,
  }));
  const report = {
    type: 'brebaje/verification/v1',
    verifiedBy: 'a browser, by its own computation',
    madeAt: madeAt.toISOString(),
    what,
    ...(described && {
      ceremony: described.slug,
      title: described.title,
      scheme: described.scheme,
      test: described.test,
      server: described.server,
    }),
    grade: verdictOf(results),
    included: soughtIn(results),
    finalized: some?.finalized,
    expected,
    manifest: some?.manifest,
    log: some?.log,
    state: results.chain?.state,
    grades,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
