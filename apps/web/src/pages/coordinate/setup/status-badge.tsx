import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../texts/use-texts.tsx';

const LOOKS: Record<CeremonySummary['status'], string> = {
  SCHEDULED: 'border-line bg-sunken text-ink',
  OPENED: 'border-good bg-accent-soft text-good',
  PAUSED: 'border-warn bg-warn-soft text-warn',
  CLOSED: 'border-line bg-sunken text-ink',
  CANCELED: 'border-bad bg-bad-soft text-bad',
  FINALIZED: 'border-accent bg-accent text-on-accent',
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
