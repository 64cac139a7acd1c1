import { useQuery } from '@tanstack/react-query';
import { SERVER } from '../../server/place.ts';
import { world } from '../../server/rest.ts';

/** SHA-256 of the command that this server offers; null: it offers none; undefined: not known yet. */
export function useBundleHash(): string | null | undefined {
  const { data } = useQuery({
    queryKey: ['bundle'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answer = await world.fetch(`${SERVER}/brebaje.mjs.sha256`, { signal });
      if (!answer.ok) return null;
      return /^[0-9a-f]{64}(?=\s)/.exec(await answer.text())?.[0] ?? null;
    },
  });
  return data;
}
