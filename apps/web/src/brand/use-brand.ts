/** The project behind a ceremony, and its colours on the page. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { read } from '../server/rest.ts';
import { wearAccents } from './wear.ts';

export type Project = AnswerBody<'readProject'>;

/** Looks change seldom. */
const FRESH = 300_000;

/** A project by its number. */
export function projectQuery(id: number) {
  return queryOptions({
    queryKey: ['project', id],
    queryFn: ({ signal }) => read<Project>(`/projects/${id}`, signal),
    staleTime: FRESH,
  });
}

/** The project of a ceremony; the page wears its colours as long as this is mounted. */
export function useBrand(projectId: number | undefined): Project | undefined {
  const { data } = useQuery({ ...projectQuery(projectId ?? 0), enabled: projectId !== undefined });
  const { accentLight, accentDark } = data ?? {};
  useLayoutEffect(() => wearAccents({ accentLight, accentDark }), [accentLight, accentDark]);
  return data;
}
