import type { Finding } from '@brebaje/client/verify/findings';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { isTelling } from '../../verifying/report.ts';
import { Disclosure } from './disclosure.tsx';

const LOOKS = {
  passed: { sign: '✓', look: 'text-good' },
  failed: { sign: '✗', look: 'text-bad' },
  skipped: { sign: '–', look: 'text-warn' },
} as const;

/** What was looked at, in the command's words: what is wrong and what was left out first, the rest to be unfolded. */
export function FindingsList({ findings, open = false }: { findings: readonly Finding[]; open?: boolean }) {
  const { t } = useTexts();
  const others = findings.filter(isTelling);
  const rest = findings.filter((finding) => !isTelling(finding));
  const passed = rest.filter(({ outcome }) => outcome === 'passed');
  return (
    <>
      {others.length > 0 && <Rows findings={others} />}
      {rest.length > 0 && (
        <Disclosure open={open} summary={t('verify.checksAll', { count: passed.length })}>
          <Rows findings={rest} />
        </Disclosure>
      )}
    </>
  );
}

function Rows({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTexts();
  return (
    <ul className="flex flex-col divide-y divide-line rounded-lg border border-line">
      {findings.map(({ check, circuit, outcome, text }, index) => (
        <li
          key={index}
          data-check={check}
          data-outcome={outcome}
          className="grid gap-x-4 gap-y-1 p-3 sm:grid-cols-[6rem_1fr]"
        >
          <span className={`font-semibold ${LOOKS[outcome].look}`}>
            <span aria-hidden="true">{LOOKS[outcome].sign} </span>
            {t(`verify.${outcome}`)}
          </span>
          <div className="min-w-0">
            <p>
              <code className="font-mono text-sm font-semibold">
                {check}
                {circuit !== undefined && ` ${circuit}`}
              </code>{' '}
              <span className="text-sm text-soft">{t(`verify.check_${check}`)}</span>
            </p>
            <p className={outcome === 'failed' ? 'font-semibold text-bad' : 'text-sm'}>{text}</p>
            {outcome === 'failed' && <p>{t(adviceOf(check))}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

const ADVICE = ['sums', 'log', 'manifest', 'receipt', 'included'] as const;

function adviceOf(check: Finding['check']): TextKey {
  const own = ADVICE.find((one) => one === check);
  return own ? `verify.advice_${own}` : 'verify.advice_other';
}
