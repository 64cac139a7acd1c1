/** What stands around the pages of coordinators: whose they are, what they are about, and the tabs. */
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps, Outlet, useParams } from '@tanstack/react-router';
import { ceremonyQuery } from '../../server/ceremony.ts';
import { SERVER } from '../../server/place.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { CoordinatedContext, mayCoordinate } from './coordinated.ts';
import { meQuery } from './me-query.ts';

/** In the order of a working day. */
const TABS: readonly { to: LinkProps['to'] & string; text: TextKey }[] = [
  { to: '/c/$slug/coordinate', text: 'board.tabBoard' },
];

export function CoordinateFrame() {
  const { t } = useTexts();
  const { slug } = useParams({ from: '/c/$slug/coordinate' });
  const ceremony = useQuery(ceremonyQuery(slug));
  const me = useQuery(meQuery);
  const title = ceremony.data?.title ?? t('board.coordinate');
  const error = ceremony.error ?? me.error;
  if (error)
    return (
      <Page title={title}>
        <ErrorNotice
          error={error}
          again={() => {
            void ceremony.refetch();
            void me.refetch();
          }}
        />
      </Page>
    );
  if (!ceremony.data || me.data === undefined)
    return (
      <Page title={title}>
        <p role="status">{t('shell.loading')}</p>
      </Page>
    );
  if (me.data === null)
    return (
      <Page title={title}>
        <Notice title={t('board.signInTitle')}>
          <p>{t('board.signIn')}</p>
          <p className="mt-3">
            <a className={buttonClass()} href={`${SERVER}/app/account`}>
              {t('board.signInButton')}
            </a>
          </p>
        </Notice>
      </Page>
    );
  if (!mayCoordinate(me.data, ceremony.data.projectId))
    return (
      <Page title={title}>
        <Notice tone="warn" title={t('board.notYoursTitle')}>
          <p>
            {t('board.notYours', { who: me.data.identities.find(({ current }) => current)?.nickname ?? '' })}
          </p>
          <p className="mt-3">
            <Link to="/c/$slug" params={{ slug }}>
              {t('board.toCeremony')}
            </Link>
          </p>
        </Notice>
      </Page>
    );
  return (
    <CoordinatedContext value={{ ceremony: ceremony.data, me: me.data }}>
      <Tabs slug={slug} />
      <Outlet />
    </CoordinatedContext>
  );
}

function Tabs({ slug }: { slug: string }) {
  const { t } = useTexts();
  return (
    <nav aria-label={t('board.coordinate')} className="border-b border-line bg-card">
      <ul className="mx-auto flex max-w-7xl gap-1 overflow-x-auto px-2 sm:px-4">
        {TABS.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ slug }}
              activeOptions={{ exact: to === '/c/$slug/coordinate' }}
              className="inline-flex min-h-11 items-center border-b-2 border-transparent px-3 font-semibold text-soft no-underline aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {t(text)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
