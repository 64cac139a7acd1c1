/** A ceremony, for anybody. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ceremonyQuery } from '../../server/ceremony.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Page } from '../../ui/page.tsx';

export function CeremonyPage() {
  const { t } = useTexts();
  const { slug } = useParams({ from: '/c/$slug' });
  const { data, error, refetch } = useQuery(ceremonyQuery(slug));
  return (
    <Page title={data?.title ?? t('ceremony.loading')} wide>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data && <p className="whitespace-pre-line">{data.about.purpose}</p>}
    </Page>
  );
}
