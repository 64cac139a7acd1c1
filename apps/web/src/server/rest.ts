/** The REST interface of the pages' server, as whoever this browser is signed in as. */
import { type RestClient, restClient } from '@brebaje/client/rest/rest-client';
import { realSurroundings, type Surroundings } from '@brebaje/client/surroundings';
import { QueryClient } from '@tanstack/react-query';
import { serverClock } from '../live/server-clock.ts';
import { SERVER } from './place.ts';

const real = realSurroundings();
const clock = serverClock(real.now);

/** Each answer tells what time it is at the server. */
async function heard(...call: Parameters<typeof fetch>): Promise<Response> {
  const answer = await real.fetch(...call);
  const at = Date.parse(answer.headers.get('date') ?? '');
  if (!Number.isNaN(at)) clock.heard(at / 1_000);
  return answer;
}

export const world: Surroundings = { ...real, fetch: heard };

/** Seconds since 1970 by the server's clock, as far as anything was heard of it. */
export const serverNow: () => number = clock.now;

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
