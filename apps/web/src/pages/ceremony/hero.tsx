/** The beginning of a ceremony's pages: what it is, where it stands, how much there is of it, and the ways in. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { BrandHeader } from '../../brand/brand-header.tsx';
import { useNow } from '../../live/use-now.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Concept } from '../../ui/concept.tsx';
import { useWatched } from './ceremony-context.ts';
import { Connection } from './connection.tsx';
import { mayJoin } from './state.ts';
import { StatePill, TestPill } from './state-pill.tsx';
import { VerifyLink } from './verify-link.tsx';

/** `short`: on the pages behind the first, which have something else to show. */
export function Hero({ short }: { short: boolean }) {
  const { t } = useTexts();
  const { ceremony, phase } = useWatched();
  const { slug, title, scheme, test, archivedAt, about } = ceremony;
  return (
    <header className="flex flex-col gap-4">
      <BrandHeader ceremony={ceremony} />
      <div className="flex flex-wrap items-center gap-2">
        <StatePill phase={phase} />
        {test && <TestPill />}
        {archivedAt !== undefined && (
          <span className="rounded-full border border-line px-3 py-0.5 text-sm font-semibold text-soft">
            {t('ceremony.archived')}
          </span>
        )}
        <span className="ms-1 text-sm text-soft">
          <Concept of={scheme === 'KZG' ? 'powersOfTau' : 'phase2'}>
            {t(scheme === 'KZG' ? 'ceremony.schemeKzg' : 'ceremony.schemeGroth16')}
          </Concept>
        </span>
        <span className="ms-auto">
          <Connection />
        </span>
      </div>
      <h1
        className={`max-w-4xl font-bold tracking-tight text-balance ${short ? 'text-2xl sm:text-3xl' : 'text-3xl sm:text-5xl'}`}
      >
        <bdi>{title}</bdi>
      </h1>
      {!short && (
        <p dir="auto" className="max-w-3xl text-lg whitespace-pre-line text-soft">
          {about.purpose ?? t('ceremony.purposeDefault')}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        {mayJoin(phase) && (
          <Link to="/c/$slug/contribute" params={{ slug }} className={buttonClass()}>
            {t('ceremony.takePart')}
          </Link>
        )}
        <VerifyLink>{t('ceremony.verify')}</VerifyLink>
      </div>
      {!short && <Figures />}
    </header>
  );
}

/** The few numbers that say how it goes. */
function Figures() {
  const { t, formats } = useTexts();
  const { ceremony, phase, contributions, waiting, live } = useWatched();
  const now = useNow(live.serverNow, 30_000);
  const { expected, closesAt, opensAt, policy } = ceremony;
  const turn = expected.turn.seconds;
  const count = policy.closing.count;
  const over = phase === 'finalized' || phase === 'canceled' || phase === 'complete';
  return (
    <dl className="mt-2 grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4">
      <Figure name={t('ceremony.figureContributions')} live>
        {formats.number(contributions)}
        {count !== undefined && phase !== 'finalized' && (
          <span className="text-base font-normal text-soft">{t('ceremony.figureOf', { total: count })}</span>
        )}
      </Figure>
      {over && ceremony.openedAt !== undefined ? (
        <Figure name={t('ceremony.milestone_opensDone')}>{formats.date(ceremony.openedAt)}</Figure>
      ) : (
        <Figure name={t('ceremony.figureWaiting')} live>
          {formats.number(waiting)}
        </Figure>
      )}
      <Figure name={t(expected.turn.basis === 'LIMIT' ? 'ceremony.figureAtMost' : 'ceremony.figureTakes')}>
        {turn === undefined ? '–' : formats.span(turn, 'narrow')}
      </Figure>
      {phase === 'scheduled' && opensAt !== undefined ? (
        <Figure name={t('ceremony.figureOpens')}>{formats.relative(opensAt, now)}</Figure>
      ) : ceremony.finalizedAt !== undefined ? (
        <Figure name={t('ceremony.milestone_finalized')}>{formats.date(ceremony.finalizedAt)}</Figure>
      ) : closesAt !== undefined && mayJoin(phase) ? (
        <Figure name={t('ceremony.figureCloses')}>{formats.relative(closesAt, now)}</Figure>
      ) : (
        <Figure name={t('ceremony.figureWait')}>
          {mayJoin(phase) && expected.wait.seconds !== undefined
            ? expected.wait.seconds < 1
              ? t('ceremony.noWait')
              : formats.span(expected.wait.seconds, 'narrow')
            : '–'}
        </Figure>
      )}
    </dl>
  );
}

function Figure({ name, live = false, children }: { name: string; live?: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col-reverse justify-end gap-0.5 bg-card px-4 py-3 sm:px-5 sm:py-4">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className="text-2xl font-semibold tabular-nums sm:text-3xl" data-live={live || undefined}>
        {children}
      </dd>
    </div>
  );
}
