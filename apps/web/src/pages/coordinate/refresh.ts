/** Questions of coordinators to the server, asked again whenever something has happened. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useEventFeed } from '../../live/use-live.ts';
import { queries, read } from '../../server/rest.ts';
import { gathered } from './gathered.ts';

/** Events that come together are answered together, milliseconds. */
const TOGETHER = 300;

/** Without a stream, and for what no event tells (presence, disk), milliseconds. */
const ANYWAY = 15_000;

/** GET of a path below the ceremony's questions. What was known stays on the page until the answer comes. */
export function useCoordinatorQuery<T>(
  ceremonyId: number,
  name: string,
  path: string,
  { every = ANYWAY, unseen = false }: { every?: number; unseen?: boolean } = {},
): UseQueryResult<T> {
  return useQuery({
    queryKey: ['coordinate', ceremonyId, name, path],
    queryFn: ({ signal }) => read<T>(path, signal),
    refetchInterval: every,
    refetchIntervalInBackground: unseen,
    placeholderData: keepPreviousData,
  });
}

/** Asks everything about a ceremony again, now. */
export async function askAgain(ceremonyId: number, slug: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['coordinate', ceremonyId] }),
    queries.invalidateQueries({ queryKey: ['ceremony', slug] }),
  ]);
}

/** Asks again after every event of the log. */
export function useAskAgain(ceremonyId: number | undefined, slug: string): void {
  const ask = useMemo(
    () =>
      gathered(TOGETHER, () => {
        if (ceremonyId !== undefined) void askAgain(ceremonyId, slug);
      }),
    [ceremonyId, slug],
  );
  useEffect(() => () => ask.stop(), [ask]);
  useEventFeed(ceremonyId, ({ seq }) => {
    if (seq !== undefined) ask.soon();
  });
}
