/** Every circuit at a glance, live. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useCoordinated } from './coordinated.ts';

export function BoardPage() {
  const { ceremony } = useCoordinated();
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'queue'],
    queryFn: ({ signal }) =>
      read<AnswerBody<'readCeremonyQueue'>>(`/ceremonies/${ceremony.id}/queue`, signal),
  });
  return (
    <Page title={ceremony.title} wide>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <ul>
        {data?.circuits.map(({ circuitId, slug, now }) => (
          <li key={circuitId}>
            {slug}: {now?.name ?? '–'}
          </li>
        ))}
      </ul>
    </Page>
  );
}
