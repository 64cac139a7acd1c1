/** The project behind a ceremony. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { read } from '../server/rest.ts';

type Project = AnswerBody<'readProject'>;

/** Looks change seldom. */
const FRESH = 300_000;

/** A project by its number. */
function projectQuery(id: number) {
  return queryOptions({
    queryKey: ['project', id],
    queryFn: ({ signal }) => read<Project>(`/projects/${id}`, signal),
    staleTime: FRESH,
  });
}

/** Undefined until it is known. */
export function useProject(id: number | undefined): Project | undefined {
  return useQuery({ ...projectQuery(id ?? 0), enabled: id !== undefined }).data;
}
