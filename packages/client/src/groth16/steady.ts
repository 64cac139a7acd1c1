import { ClientError, stopped } from '../client-error.ts';
import { pauseAfter } from '../patience.ts';
import { type RestAnswer, type RestClient, type RestRequest, restClient } from '../rest/rest-client.ts';
import type { Surroundings } from '../surroundings.ts';
import { Stamina } from './stamina.ts';

/** A server that fails or cannot be reached, and is asked again. */
export interface Trouble {
  type: 'trouble';
  reason: string;
  /** Milliseconds until it is asked again. */
  pause: number;
}

/** Somebody's session at a server. */
export interface SteadyOptions {
  server: string;
  sessionId: string | undefined;
  /** Signs in again, and answers the new session; absent when the session came from elsewhere. */
  renew?: (() => Promise<string>) | undefined;
  /** Milliseconds of failure without a break after which we give up (default half an hour). */
  patience?: number | undefined;
  emit?: ((event: Trouble) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Calls that outlast what passes: a lost network, a sleeping machine, a server that restarts. */
export interface SteadyClient {
  readonly server: string;
  /** Only for requests that may be sent twice. Throws RestRefusal, UNREACHABLE, SERVER_FAULT, STOPPED. */
  call<T>(request: RestRequest): Promise<RestAnswer<T>>;
  /** Sent once, for what does not matter; undefined: it was not answered, or was refused. */
  ask<T>(request: RestRequest): Promise<RestAnswer<T> | undefined>;
  /** The same, for what is only told: whether it arrived. */
  tell(request: RestRequest): Promise<boolean>;
}

const PATIENCE = 1_800_000;
const LONGEST_PAUSE = 15_000;
const RENEWALS = 3;

export function steadyClient(world: Surroundings, options: SteadyOptions): SteadyClient {
  const { server, signal, patience = PATIENCE } = options;
  let client: RestClient = restClient(world, server, options.sessionId);
  let renewals = 0;

  async function renewed(error: ClientError): Promise<boolean> {
    if (error.code !== 'SESSION_UNKNOWN' || !options.renew || renewals >= RENEWALS) return false;
    renewals++;
    client = restClient(world, server, await options.renew());
    return true;
  }

  async function ask<T>(request: RestRequest): Promise<RestAnswer<T> | undefined> {
    const signals = [request.signal, signal].filter((one) => one !== undefined);
    try {
      return await client.call<T>({
        ...request,
        ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
      });
    } catch {
      return undefined;
    }
  }

  return {
    server,
    async call<T>(request: RestRequest) {
      const stamina = new Stamina(world, patience);
      for (let attempt = 1; ; attempt++) {
        if (signal?.aborted) throw stopped(signal);
        stamina.begin();
        try {
          return await client.call<T>({
            ...request,
            // Repeated here, with everything else.
            patience: { total: 0 },
            ...(signal && !request.signal ? { signal } : {}),
          });
        } catch (error) {
          if (signal?.aborted) throw stopped(signal);
          if (!(error instanceof ClientError)) throw error;
          if (await renewed(error)) continue;
          if (!isPassing(error)) throw error;
          const pause = pauseAfter(attempt, LONGEST_PAUSE, world.random());
          if (!stamina.lasts(pause)) throw error;
          options.emit?.({ type: 'trouble', reason: error.message, pause });
          await world.sleep(pause, signal).catch(() => {
            throw stopped(signal);
          });
        }
      }
    },
    ask,
    tell: async (request) => (await ask(request)) !== undefined,
  };
}

/** Whether the same request may succeed later. */
function isPassing({ code, status }: ClientError): boolean {
  return code === 'UNREACHABLE' || code === 'SERVER_FAULT' || status === 429;
}
