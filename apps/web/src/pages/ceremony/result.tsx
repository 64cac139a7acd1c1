import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useWatched } from './ceremony-context.ts';
import { FileList } from './file-list.tsx';
import { VerifyLink } from './verify-link.tsx';

const FIRST = 4;

/** The files of a result, as a query. */
export const artifactsQuery = (ceremonyId: number, slug: string) => ({
  queryKey: ['ceremony', slug, 'artifacts'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    read<AnswerBody<'listArtifacts'>>(`/ceremonies/${ceremonyId}/artifacts`, signal),
});

/** What came of it, on top of a finalized ceremony's page. */
export function Result() {
  const { t } = useTexts();
  const { ceremony, contributions } = useWatched();
  const { data, error, refetch } = useQuery(artifactsQuery(ceremony.id, ceremony.slug));
  const { slug } = ceremony;
  return (
    <Card title={t('ceremony.result')}>
      <p className="mb-4 max-w-3xl text-lg">{t('ceremony.resultText', { count: contributions })}</p>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data && <FileList files={data.items.slice(0, FIRST)} />}
      <p className="mt-4 flex flex-wrap gap-3">
        <Link to="/c/$slug/files" params={{ slug }} className={buttonClass()}>
          {t('ceremony.resultAll', { count: data?.items.length ?? 0 })}
        </Link>
        <VerifyLink>{t('ceremony.verify')}</VerifyLink>
      </p>
    </Card>
  );
}
