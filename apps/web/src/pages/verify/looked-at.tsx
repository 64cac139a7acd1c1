import type { Grade } from '@brebaje/client/verify/grade-names';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import type { Next } from '../../verifying/next.ts';
import { instead, outcomeOf, type Results } from '../../verifying/report.ts';

const LOOKS = {
  passed: { sign: '✓', look: 'text-good', text: 'verify.lookedPassed' },
  partly: { sign: '✓', look: 'text-warn', text: 'verify.lookedPartly' },
  failed: { sign: '✗', look: 'text-bad', text: 'verify.lookedFailed' },
  not: { sign: '–', look: 'text-warn', text: 'verify.lookedNot' },
} as const;

/**
 * A row for every check, also for those that were not run: a verdict is of these and no others. What another check
 * looked at of one is said.
 */
export function LookedAt({
  results,
  shown,
  titles,
  held,
}: {
  results: Results;
  shown: readonly Grade[];
  titles: (grade: Grade) => TextKey;
  /** Whether it is what somebody expects; undefined: not compared. */
  held: boolean | undefined;
}) {
  const { t } = useTexts();
  const rows: { key: string; title: TextKey; look: keyof typeof LOOKS; words?: string }[] = shown.map(
    (grade) => {
      const done = results[grade];
      const row = { key: grade, title: titles(grade) };
      const other = instead(results, grade);
      if (!other || other.outcome === 'failed')
        return { ...row, look: other ? 'failed' : done ? outcomeOf(done) : 'not' };
      const number = shown.indexOf(other.by) + 1;
      const text = grade === 'included' ? 'verify.lookedMine' : 'verify.lookedPartlyBy';
      return { ...row, look: 'partly', words: t(text, { number }) };
    },
  );
  const compared = held === undefined ? 'not' : held ? 'passed' : 'failed';
  rows.push({
    key: 'expected',
    title: 'verify.expectTitle',
    look: compared,
    words: t(compared === 'not' ? 'verify.expectedNot' : held ? 'verify.expectedYes' : 'verify.expectedNo'),
  });
  return (
    <section>
      <h3 className="mb-1 font-semibold">{t('verify.looked')}</h3>
      <ul className="divide-y divide-line">
        {rows.map(({ key, title, look, words }) => (
          <li
            key={key}
            data-looked={key}
            data-outcome={look}
            className="flex flex-wrap justify-between gap-x-4 py-1.5"
          >
            <span>{t(title)}</span>
            <span className={`font-semibold ${LOOKS[look].look}`}>
              <span aria-hidden="true">{LOOKS[look].sign} </span>
              {words ?? t(LOOKS[look].text)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What to do after that. */
export function NextStep({
  next,
  shown,
  titles,
}: {
  next: Next;
  shown: readonly Grade[];
  titles: (grade: Grade) => TextKey;
}) {
  const { t } = useTexts();
  const at = shown.indexOf(next as Grade);
  const grade = shown[at];
  return (
    <section data-next={next}>
      <h3 className="mb-1 font-semibold">{t('verify.next')}</h3>
      <p>
        {grade
          ? t('verify.nextGrade', { number: at + 1, title: t(titles(grade)) })
          : t(NEXT[next as keyof typeof NEXT])}
      </p>
    </section>
  );
}

const NEXT = {
  unexpected: 'verify.nextUnexpected',
  invalid: 'verify.advice_other',
  publish: 'verify.advice_included',
  partly: 'verify.nextPartly',
  compare: 'verify.nextCompare',
  later: 'verify.nextLater',
  words: 'verify.nextWords',
  nothing: 'verify.nextNothing',
} as const;
