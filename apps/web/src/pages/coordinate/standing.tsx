/** Which ceremony it is, how it stands, and whether what is shown is live. */
import { Link } from '@tanstack/react-router';
import type { Connection, Snapshot } from '../../live/live-feed.ts';
import { useLive } from '../../live/use-live.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { useCoordinated } from './coordinated.ts';
import { useNewer } from './newer.ts';

const DOTS: Record<Connection, string> = {
  live: 'border-good bg-good',
  polling: 'border-warn',
  broken: 'border-bad bg-bad',
};

const LOOKS: Partial<Record<Snapshot['status'], string>> = {
  OPENED: 'border-good bg-accent-soft text-good',
  PAUSED: 'border-warn bg-warn-soft text-warn',
  CANCELED: 'border-bad bg-bad-soft text-bad',
  FINALIZED: 'border-accent bg-accent text-on-accent',
};

export function Standing() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { snapshot, connection } = useLive(ceremony.id);
  const { status, draining, drained } = useNewer(snapshot, ceremony);
  const words =
    status === 'CLOSED' && drained
      ? t('board.drained')
      : status === 'CLOSED' && draining
        ? t('board.draining')
        : t(`board.${status}`);
  return (
    <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3">
      <p className="min-w-0 text-lg font-bold">
        <Link
          to="/c/$slug"
          params={{ slug: ceremony.slug }}
          className="text-ink no-underline hover:underline"
        >
          <bdi>{ceremony.title}</bdi>
        </Link>
      </p>
      <p
        className={`rounded-full border px-3 py-0.5 text-sm font-semibold ${LOOKS[status] ?? 'border-line bg-sunken'}`}
      >
        {words}
      </p>
      {ceremony.test && (
        <p className="rounded-full border border-warn bg-warn-soft px-3 py-0.5 text-sm font-semibold text-warn">
          {t('board.test')}
        </p>
      )}
      <p role="status" className="ms-auto flex items-center gap-2 text-sm text-soft">
        <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full border-2 ${DOTS[connection]}`} />
        {t(`board.${connection}`)}
      </p>
    </div>
  );
}
