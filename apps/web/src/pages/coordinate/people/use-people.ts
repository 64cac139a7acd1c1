import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { read } from '../../../server/rest.ts';
import type { Person } from '../acts/acts.ts';
import { type PeopleSearch, peoplePath } from './filters.ts';

interface Page {
  items: Person[];
  total: number;
  next?: string;
}

/** People on a page of the list. */
const LIMIT = 50;

export interface People {
  people: readonly Person[];
  /** As many as fit the filters. */
  total: number | undefined;
  /** Loads the next page; undefined on the last. */
  more: (() => void) | undefined;
  busy: boolean;
  error: unknown;
  again(): void;
}

/** The list of people, page after page; what is shown is asked again after every event. */
export function usePeople(ceremonyId: number, search: PeopleSearch): People {
  const path = peoplePath(ceremonyId, search);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: ['coordinate', ceremonyId, 'people', path],
      initialPageParam: '',
      queryFn: ({ pageParam, signal }) =>
        read<Page>(`${path}&limit=${LIMIT}${pageParam === '' ? '' : `&after=${pageParam}`}`, signal),
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
    });
  return {
    people: data?.pages.flatMap(({ items }) => items) ?? [],
    total: data?.pages[0]?.total,
    more: hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined,
    busy: isFetching,
    error,
    again: () => void refetch(),
  };
}
