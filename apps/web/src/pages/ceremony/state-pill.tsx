import { useTexts } from '../../texts/use-texts.tsx';
import type { Phase } from './state.ts';

const LOOKS: Record<Phase, string> = {
  scheduled: 'border-line bg-card text-soft',
  open: 'border-good bg-accent-soft text-good',
  paused: 'border-warn bg-warn-soft text-warn',
  closing: 'border-warn bg-warn-soft text-warn',
  complete: 'border-line bg-sunken text-ink',
  finalizing: 'border-accent bg-accent-soft text-accent',
  finalized: 'border-accent bg-accent text-on-accent',
  canceled: 'border-bad bg-bad-soft text-bad',
};

const PILL = 'inline-flex items-center gap-1.5 rounded-full border px-3 py-0.5 text-sm font-semibold';

/** Where a ceremony stands, in one word. */
export function StatePill({ phase }: { phase: Phase }) {
  const { t } = useTexts();
  return (
    <span className={`${PILL} ${LOOKS[phase]}`}>
      {phase === 'open' && <span aria-hidden="true" className="breathing size-2 rounded-full bg-good" />}
      {t(`ceremony.phase_${phase}`)}
    </span>
  );
}

/** Nobody relies on the result of a test. */
export function TestPill() {
  const { t } = useTexts();
  return (
    <span className={`${PILL} border-warn bg-warn-soft text-warn`} title={t('ceremony.testMeaning')}>
      {t('ceremony.test')}
    </span>
  );
}
