import { useTexts } from '../../texts/use-texts.tsx';
import type { Waiting } from '../../work/state.ts';

/** Whether the server hears of us, and when the place is lost if it does not: while there is time to do something. */
export function Pulse({ state, now }: { state: Waiting; now: number }) {
  const { t, formats } = useTexts();
  const { lastCheckIn, outAt, nextAt, trouble, online, held } = state;
  const well = online && trouble === undefined && state.why !== 'fault' && state.why !== 'unreachable';
  const since = lastCheckIn === undefined ? undefined : Math.max(0, (now - lastCheckIn) / 1_000);
  const left = outAt === undefined ? undefined : Math.max(0, (outAt - now) / 1_000);
  const width =
    outAt === undefined || lastCheckIn === undefined ? undefined : (outAt - now) / (outAt - lastCheckIn);
  return (
    <section aria-label={t('contribute.connection')} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className={`flex items-center gap-2 font-semibold ${well ? 'text-good' : 'text-warn'}`}>
          <span
            aria-hidden="true"
            className={`size-3 rounded-full ${well ? 'animate-pulse bg-good' : 'bg-warn'}`}
          />
          <span role="status">
            {t(!online ? 'contribute.offline' : well ? 'contribute.connected' : 'contribute.troubled')}
          </span>
        </span>
        {since !== undefined && (
          <span className="text-soft tabular-nums">
            {t('contribute.lastCheckIn', { span: formats.span(since) })}
          </span>
        )}
        {well && held && outAt === undefined && <span className="text-soft">{t('contribute.held')}</span>}
        {left !== undefined && (
          <span className={`tabular-nums ${left < 10 ? 'text-bad' : 'text-soft'}`}>
            {t('contribute.outIn', { span: formats.span(left) })}
          </span>
        )}
        {!well && nextAt !== undefined && (
          <span className="text-soft tabular-nums">
            {t('contribute.againIn', { span: formats.span(Math.max(0, (nextAt - now) / 1_000)) })}
          </span>
        )}
      </div>
      {width !== undefined && (
        <div aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-line">
          <div
            className={`h-full rounded-full ${width < 0.2 ? 'bg-bad' : 'bg-accent'}`}
            style={{ inlineSize: `${100 * Math.min(1, Math.max(0, width))}%` }}
          />
        </div>
      )}
      {trouble && <p className="text-sm text-soft">{trouble.reason}</p>}
    </section>
  );
}
