/** The public names of people whom only their numbers stand for. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQueries } from '@tanstack/react-query';
import { read } from '../server/rest.ts';

/** So many neighbours are asked for at once: whoever is told of together came together. */
const TOGETHER = 50;
/** Milliseconds for which nobody is asked for again. */
const LONG = 600_000;

/** Names by the rows of participants; those that are not known (yet) are left out. */
export function useNames(ceremonyId: number, participants: readonly number[]): ReadonlyMap<number, string> {
  const wanted = new Map<number, number[]>();
  for (const id of new Set(participants)) {
    const shelf = Math.floor(id / TOGETHER);
    wanted.set(shelf, [...(wanted.get(shelf) ?? []), id]);
  }
  return useQueries({
    queries: [...wanted].map(([shelf, ids]) => ({
      // Of a shelf that is filled meanwhile the newcomers are asked for, too.
      queryKey: ['names', ceremonyId, shelf, Math.max(...ids)],
      staleTime: LONG,
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const all = Array.from({ length: TOGETHER }, (_, index) => shelf * TOGETHER + index);
        const asked = all.filter((id) => id > 0).join(',');
        return read<AnswerBody<'listCeremonyParticipants'>>(
          `/ceremonies/${ceremonyId}/participants?id=${asked}&limit=${TOGETHER}`,
          signal,
        );
      },
    })),
    combine: (answers) =>
      new Map(
        answers.flatMap(({ data }) =>
          (data?.items ?? []).map(({ id, publicName }) => [id, publicName] as const),
        ),
      ),
  });
}
