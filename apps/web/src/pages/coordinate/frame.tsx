/** What stands around the pages of coordinators: whose they are, what they are about, and the tabs. */
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps, Outlet, useParams } from '@tanstack/react-router';
import { ceremonyQuery, isMissing } from '../../server/ceremony.ts';
import { SignIn } from '../../session/sign-in.tsx';
import { nameOf, signOut, unnamed, useMe } from '../../session/use-me.ts';
import { NoCeremony } from '../../shell/missing.tsx';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ActsHost } from './acts/acts-host.tsx';
import { AlertBar } from './alerts/alert-bar.tsx';
import { CoordinatedContext, mayCoordinate } from './coordinated.ts';
import { useAskAgain } from './refresh.ts';
import { Standing } from './standing.tsx';

/** In the order of a working day. */
const TABS: readonly { to: LinkProps['to'] & string; text: TextKey }[] = [
  { to: '/c/$slug/coordinate', text: 'board.tabBoard' },
  { to: '/c/$slug/coordinate/alerts', text: 'board.tabAlerts' },
  { to: '/c/$slug/coordinate/people', text: 'board.tabPeople' },
  { to: '/c/$slug/coordinate/setup', text: 'setup.tab' },
  { to: '/c/$slug/coordinate/messages', text: 'board.tabMessages' },
  { to: '/c/$slug/coordinate/record', text: 'board.tabRecord' },
  { to: '/c/$slug/coordinate/health', text: 'board.tabHealth' },
];

export function CoordinateFrame() {
  const { t } = useTexts();
  const { slug } = useParams({ from: '/c/$slug/coordinate' });
  const ceremony = useQuery(ceremonyQuery(slug));
  const { me, error: meError, again } = useMe();
  const title = ceremony.data?.title ?? t('board.coordinate');
  const error = ceremony.data ? meError : (ceremony.error ?? meError);
  if (isMissing(ceremony.error)) return <NoCeremony />;
  if (error)
    return (
      <Page title={title}>
        <ErrorNotice
          error={error}
          again={() => {
            void ceremony.refetch();
            again();
          }}
        />
      </Page>
    );
  if (!ceremony.data || me === undefined)
    return (
      <Page title={title}>
        <p role="status">{t('shell.loading')}</p>
      </Page>
    );
  if (me === null)
    return (
      <Page title={title}>
        <p>{t('board.signIn')}</p>
        <SignIn />
      </Page>
    );
  if (!mayCoordinate(me, ceremony.data.projectId))
    return (
      <Page title={title}>
        <Notice tone="warn" title={t('board.notYoursTitle')}>
          <p>{t('board.notYours', { who: nameOf(me) ?? t(unnamed(me)) })}</p>
          <p className="mt-3 flex flex-wrap items-center gap-4">
            <Link to="/c/$slug" params={{ slug }} className="inline-flex min-h-11 items-center">
              {t('board.toCeremony')}
            </Link>
            <Button look="quiet" onClick={() => void signOut()}>
              {t('board.signOut')}
            </Button>
          </p>
        </Notice>
      </Page>
    );
  return (
    <CoordinatedContext value={{ ceremony: ceremony.data, me }}>
      <AskAgain ceremonyId={ceremony.data.id} slug={slug} />
      <ActsHost>
        <section aria-label={ceremony.data.title} className="border-b border-line bg-card">
          <Standing />
          <Tabs slug={slug} />
          <AlertBar />
        </section>
        <Outlet />
      </ActsHost>
    </CoordinatedContext>
  );
}

/** Keeps what every tab asks fresh. */
function AskAgain({ ceremonyId, slug }: { ceremonyId: number; slug: string }) {
  useAskAgain(ceremonyId, slug);
  return null;
}

function Tabs({ slug }: { slug: string }) {
  const { t } = useTexts();
  return (
    <nav aria-label={t('board.coordinate')}>
      <ul className="mx-auto flex max-w-6xl flex-wrap gap-x-1 px-1">
        {TABS.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ slug }}
              activeOptions={{ exact: to === '/c/$slug/coordinate', includeSearch: false }}
              className="inline-flex min-h-11 items-center border-b-2 border-transparent px-3 font-semibold text-soft no-underline hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {t(text)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
