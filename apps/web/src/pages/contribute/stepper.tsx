import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { STEPS, type Step } from './journey.ts';

const NAMES: Record<Step, TextKey> = {
  signIn: 'contribute.stepSignIn',
  join: 'contribute.stepJoin',
  prepare: 'contribute.stepPrepare',
  wait: 'contribute.stepWait',
  work: 'contribute.stepWork',
  keep: 'contribute.stepKeep',
};

/** The way from signing in to a receipt, and where on it somebody is. */
export function Stepper({ at }: { at: Step | undefined }) {
  const { t } = useTexts();
  if (at === undefined) return null;
  const now = STEPS.indexOf(at);
  return (
    <nav aria-label={t('contribute.steps')}>
      <ol className="grid grid-cols-6 gap-1.5 sm:gap-2">
        {STEPS.map((step, index) => (
          <li key={step} aria-current={index === now ? 'step' : undefined} className="min-w-0">
            <span
              aria-hidden="true"
              className={`block h-1.5 rounded-full ${index <= now ? 'bg-accent' : 'bg-line'} ${index < now ? 'opacity-50' : ''}`}
            />
            <span
              className={`sr-only text-sm sm:not-sr-only sm:mt-1.5 sm:block ${index === now ? 'font-semibold' : 'text-soft'}`}
            >
              {t(NAMES[step])}
            </span>
          </li>
        ))}
      </ol>
      <p aria-hidden="true" className="mt-2 text-sm font-semibold sm:hidden">
        {t('contribute.stepOf', { number: now + 1, of: STEPS.length, name: t(NAMES[at]) })}
      </p>
    </nav>
  );
}
