/** What happened to somebody and why, in the server's sentences. */
import type { ItemOf } from '@brebaje/client/rest/bodies';
import { useInfiniteQuery } from '@tanstack/react-query';
import { read } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { useCoordinated } from '../coordinated.ts';

interface Page {
  items: ItemOf<'readHistory'>[];
  next?: string;
}

export function History({ id }: { id: number }) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['coordinate', ceremony.id, 'history', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      read<Page>(
        `/participants/${id}/history?limit=100${pageParam === '' ? '' : `&after=${pageParam}`}`,
        signal,
      ),
    getNextPageParam: ({ next }) => next,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const text = items.map(({ at, words }) => `${formats.moment(at)}  ${words}`).join('\n');
  return (
    <Card
      level={3}
      title={t('board.historyTitle')}
      action={items.length > 0 && <CopyButton text={text}>{t('board.historyCopy')}</CopyButton>}
    >
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <ol className="flex flex-col gap-2">
        {items.map(({ seq, at, words }) => (
          <li key={seq} className="grid gap-x-4 sm:grid-cols-[12rem_1fr]">
            <span className="text-sm text-soft tabular-nums">{formats.moment(at)}</span>
            <span className="whitespace-pre-line">
              <bdi>{words}</bdi>
            </span>
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <p className="mt-3">
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('board.historyMore')}
          </Button>
        </p>
      )}
    </Card>
  );
}
