/** What stands around all that can be seen of a ceremony without signing in: its title, its state, the ways on. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useMatchRoute, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useEventFeed, useLive } from '../../live/use-live.ts';
import { ceremonyQuery, isMissing } from '../../server/ceremony.ts';
import { NoCeremony } from '../../shell/missing.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { type Watched, WatchedContext } from './ceremony-context.ts';
import { Hero } from './hero.tsx';
import { phaseOf } from './state.ts';

/** A crowd that was told of a contribution does not ask for the ceremony in the same moment: milliseconds. */
const SPREAD = 4_000;

/** Milliseconds between two looks at a result in the making, and at what changes seldom. */
const OFTEN = 3_000;
const SELDOM = 120_000;

const isMaking = (ceremony: CeremonyBody | undefined): boolean =>
  ceremony?.finalization?.state === 'QUEUED' || ceremony?.finalization?.state === 'RUNNING';

export function CeremonyPage() {
  const { t } = useTexts();
  const { slug } = useParams({ from: '/c/$slug' });
  const query = ceremonyQuery(slug);
  const { data, error, refetch } = useQuery({
    ...query,
    refetchInterval: ({ state }) => (isMaking(state.data) ? OFTEN : SELDOM),
  });
  const queries = useQueryClient();
  const matched = useMatchRoute();
  const deeper = !matched({ to: '/c/$slug' });
  const live = useLive(data?.id);
  useEventFeed(data?.id, ({ type }) => {
    if (type.startsWith('ceremony.') || type === 'coordinator.note')
      void queries.invalidateQueries({ queryKey: ['ceremony', slug] });
  });
  const { snapshot } = live;
  const standing = snapshot && `${snapshot.status} ${snapshot.draining} ${snapshot.drained}`;
  const accepted = snapshot?.contributions;
  // Asked again when what the snapshot tells is new.
  useEffect(() => {
    if (standing === undefined) return;
    const timer = setTimeout(
      () => void queries.invalidateQueries({ queryKey: ['ceremony', slug] }),
      Math.random() * SPREAD,
    );
    return () => clearTimeout(timer);
  }, [standing, accepted, slug]);
  const watched = useMemo((): Watched | undefined => {
    if (!data) return undefined;
    const ceremony = snapshot
      ? { ...data, status: snapshot.status, draining: snapshot.draining, drained: snapshot.drained }
      : data;
    return {
      ceremony,
      live,
      phase: phaseOf(ceremony, data.finalization),
      contributions: snapshot?.contributions ?? data.contributions,
      waiting: snapshot?.waiting ?? data.waiting,
    };
  }, [data, live, snapshot]);
  if (isMissing(error)) return <NoCeremony />;
  if (!watched)
    return (
      <Page title={t('ceremony.loading')} wide>
        {error ? <ErrorNotice error={error} again={() => void refetch()} /> : <Loading />}
      </Page>
    );
  return (
    <WatchedContext value={watched}>
      <Titled title={watched.ceremony.title}>
        <Hero short={deeper} />
        <Tabs />
        <Outlet />
      </Titled>
    </WatchedContext>
  );
}

/** The page's frame; its heading is in the hero. */
function Titled({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto max-w-6xl overflow-x-clip px-4 pt-6 pb-20 outline-none sm:pt-10"
    >
      {children}
    </main>
  );
}

const TABS = [
  { to: '/c/$slug', text: 'ceremony.tabOverview' },
  { to: '/c/$slug/people', text: 'ceremony.tabPeople' },
  { to: '/c/$slug/record', text: 'ceremony.tabRecord' },
  { to: '/c/$slug/files', text: 'ceremony.tabFiles' },
] as const;

function Tabs() {
  const { t } = useTexts();
  const { slug } = useParams({ from: '/c/$slug' });
  return (
    <nav aria-label={t('ceremony.tabs')} className="mt-8 mb-6 border-b border-line">
      <ul className="-mb-px flex flex-wrap gap-x-1">
        {TABS.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ slug }}
              activeOptions={{ exact: true, includeSearch: false }}
              className="inline-flex min-h-11 items-center border-b-2 px-2 text-sm font-semibold sm:px-3 sm:text-base no-underline"
              activeProps={{ className: 'border-accent text-ink', 'aria-current': 'page' }}
              inactiveProps={{ className: 'border-transparent text-soft hover:text-ink' }}
            >
              {t(text)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Loading() {
  const { t } = useTexts();
  return (
    <p role="status" className="text-soft">
      {t('shell.loading')}
    </p>
  );
}
