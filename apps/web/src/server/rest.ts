/** The REST interface of the pages' server, as whoever this browser is signed in as. */
import { type RestClient, restClient } from '@brebaje/client/rest/rest-client';
import { realSurroundings } from '@brebaje/client/surroundings';
import { QueryClient } from '@tanstack/react-query';
import { SERVER } from './place.ts';

export const world = realSurroundings();

/** Cookies speak for the person; nothing here knows a session. */
export const rest: RestClient = restClient(world, SERVER, undefined);

export const queries = new QueryClient({
  defaultOptions: {
    // The client repeats what is worth repeating.
    // Who is offline is told so, by a request that fails.
    queries: { networkMode: 'always', retry: false, staleTime: 5_000, refetchOnWindowFocus: true },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** GET of a path, for `useQuery`. Throws RestRefusal and what else the client throws. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const { body } = await rest.call<T>({ method: 'GET', path, ...(signal ? { signal } : {}) });
  return body;
}
