import { useTexts } from '../../texts/use-texts.tsx';
import { useWatched } from './ceremony-context.ts';

const DOTS = { live: 'bg-good', polling: 'bg-good', broken: 'bg-bad' } as const;

/** Whether what the page shows is what is going on; said aloud when it is not any more. */
export function Connection() {
  const { t, formats } = useTexts();
  const { live, phase } = useWatched();
  const { connection, snapshot } = live;
  // There is nothing to follow any more.
  if (connection !== 'broken' && (phase === 'finalized' || phase === 'canceled')) return null;
  return (
    <span role="status" className="inline-flex items-center gap-2 text-sm text-soft">
      <span
        aria-hidden="true"
        className={`size-2 rounded-full ${DOTS[connection]} ${connection === 'live' ? 'breathing' : ''}`}
      />
      {connection === 'broken'
        ? snapshot
          ? t('ceremony.brokenSince', { time: formats.time(snapshot.at) })
          : t('ceremony.broken')
        : t(connection === 'live' ? 'ceremony.live' : 'ceremony.polling')}
    </span>
  );
}
