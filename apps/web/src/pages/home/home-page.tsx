/** What this server runs. */
import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Page } from '../../ui/page.tsx';

export function HomePage() {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['ceremonies'],
    queryFn: ({ signal }) => read<{ items: CeremonySummary[] }>('/ceremonies?limit=100', signal),
  });
  return (
    <Page title={t('home.title')} wide>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data?.items.length === 0 && <p>{t('home.none')}</p>}
      <ul>
        {data?.items.map(({ slug, title, contributions }) => (
          <li key={slug}>
            <Link to="/c/$slug" params={{ slug }}>
              {title}
            </Link>{' '}
            {t('home.contributions', { count: contributions })}
          </li>
        ))}
      </ul>
    </Page>
  );
}
