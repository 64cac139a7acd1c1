import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { Link } from '@tanstack/react-router';
import { useLive } from '../../live/use-live.ts';
import { useNow } from '../../live/use-now.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { mayJoin, phaseOf } from '../ceremony/state.ts';
import { StatePill, TestPill } from '../ceremony/state-pill.tsx';
import { SmallChain } from './small-chain.tsx';

/** A ceremony at a glance. `followed`: who contributes at this moment is shown, too. */
export function CeremonyCard({ ceremony, followed }: { ceremony: CeremonySummary; followed: boolean }) {
  const { t, formats } = useTexts();
  const live = useLive(followed ? ceremony.id : undefined, { stream: false });
  const now = useNow(live.serverNow, 30_000);
  const { snapshot } = live;
  const phase = phaseOf(snapshot ?? ceremony);
  const contributions = snapshot?.contributions ?? ceremony.contributions;
  const waiting = snapshot?.waiting ?? ceremony.waiting;
  const turn = snapshot?.turns[0];
  return (
    <article className="group relative flex h-full flex-col gap-3 rounded-2xl border border-line bg-card p-5 transition-shadow focus-within:shadow-lg hover:shadow-lg">
      <div className="flex flex-wrap items-center gap-2">
        <StatePill phase={phase} />
        {ceremony.test && <TestPill />}
      </div>
      <h3 className="text-xl font-semibold text-balance">
        <Link
          to="/c/$slug"
          params={{ slug: ceremony.slug }}
          className="text-ink no-underline after:absolute after:inset-0 after:rounded-2xl group-hover:underline"
        >
          <bdi>{ceremony.title}</bdi>
        </Link>
      </h3>
      <SmallChain
        ceremonyId={ceremony.id}
        contributions={contributions}
        active={turn !== undefined}
        ended={
          phase === 'complete' || phase === 'finalizing' || phase === 'finalized' || phase === 'canceled'
        }
      />
      <p className="flex flex-wrap gap-x-4 text-soft tabular-nums">
        {phase !== 'scheduled' && (
          <strong className="font-semibold text-ink">
            {t('home.contributions', { count: contributions })}
          </strong>
        )}
        {(phase === 'open' || phase === 'paused' || phase === 'closing') && (
          <span>{t('home.waiting', { count: waiting })}</span>
        )}
      </p>
      {followed && snapshot && phase === 'open' && (
        <p className="truncate text-sm text-soft">
          {turn ? <bdi>{t('home.now', { name: turn.publicName })}</bdi> : t('home.nobody')}
        </p>
      )}
      <p className="mt-auto flex flex-wrap items-center justify-between gap-3 pt-1 text-sm text-soft">
        <span>{datesOf(ceremony, phase, now, { t, formats })}</span>
        {mayJoin(phase) && phase !== 'scheduled' && (
          <Link
            to="/c/$slug/contribute"
            params={{ slug: ceremony.slug }}
            className="relative inline-flex min-h-11 items-center rounded-md bg-accent px-4 font-semibold text-on-accent no-underline"
            aria-label={`${t('home.takePart')}: ${ceremony.title}`}
          >
            {t('home.takePart')}
          </Link>
        )}
      </p>
    </article>
  );
}

/** The one date that matters now. */
function datesOf(
  { opensAt, openedAt, closesAt, finalizedAt, canceledAt }: CeremonySummary,
  phase: ReturnType<typeof phaseOf>,
  now: number,
  { t, formats }: Pick<ReturnType<typeof useTexts>, 't' | 'formats'>,
): string {
  if (finalizedAt !== undefined) return t('home.finalized', { date: formats.date(finalizedAt) });
  if (canceledAt !== undefined) return t('home.canceled', { date: formats.date(canceledAt) });
  if (phase === 'scheduled')
    return opensAt === undefined
      ? ''
      : t('home.opens', {
          // A clock that runs late must not say that it should be open.
          when:
            opensAt > now
              ? `${formats.relative(opensAt, now)} · ${formats.moment(opensAt)}`
              : formats.moment(opensAt),
        });
  const opened =
    openedAt === undefined
      ? ''
      : t(mayJoin(phase) ? 'home.opened' : 'home.wasOpened', { date: formats.date(openedAt) });
  const closes =
    closesAt === undefined || closesAt < now || !mayJoin(phase)
      ? ''
      : t('home.closes', { when: formats.relative(closesAt, now) });
  return formats.list([opened, closes].filter((text) => text !== ''));
}
