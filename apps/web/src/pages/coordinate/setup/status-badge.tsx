import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../texts/use-texts.tsx';

const LOOKS: Record<CeremonySummary['status'], string> = {
  SCHEDULED: 'border-line text-soft',
  OPENED: 'border-good bg-accent-soft text-good',
  PAUSED: 'border-warn bg-warn-soft text-warn',
  CLOSED: 'border-line text-ink',
  CANCELED: 'border-bad bg-bad-soft text-bad',
  FINALIZED: 'border-good text-good',
};

/** How far a ceremony is, in a word. */
export function StatusBadge({ status }: { status: CeremonySummary['status'] }) {
  const { t } = useTexts();
  return (
    <span className={`rounded-full border px-3 py-0.5 text-sm font-semibold ${LOOKS[status]}`}>
      {t(`setup.status_${status}`)}
    </span>
  );
}
