/** What goes on in a ceremony, for components. All that look at one ceremony share one connection. */
import type { StreamEvent } from '@brebaje/client/rest/event-stream';
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { serverNow as nowByAnswers, rest, world } from '../server/rest.ts';
import { type Connection, type LiveFeed, liveFeed, type Sight, type Snapshot } from './live-feed.ts';

const sight: Sight = {
  seen: () => document.visibilityState === 'visible',
  changed(tell) {
    document.addEventListener('visibilitychange', tell);
    // A browser that knows that it is offline, or back, is believed at once.
    addEventListener('online', tell);
    addEventListener('offline', tell);
    return () => {
      document.removeEventListener('visibilitychange', tell);
      removeEventListener('online', tell);
      removeEventListener('offline', tell);
    };
  },
};

interface Shared {
  feed: LiveFeed;
  users: number;
}

const shared = new Map<string, Shared>();
const keyOf = (ceremonyId: number, stream: boolean) => `${ceremonyId}${stream ? '' : ' snapshots'}`;

/** The feed that everybody shares; it is made when first asked for and ends with its last user. */
function enter(ceremonyId: number, stream: boolean): { feed: LiveFeed; leave(): void } {
  const key = keyOf(ceremonyId, stream);
  let one = shared.get(key);
  if (!one) {
    one = { feed: liveFeed(world, rest, ceremonyId, sight, { stream }), users: 0 };
    shared.set(key, one);
  }
  const { feed } = one;
  one.users++;
  return {
    feed,
    leave() {
      if (--one.users > 0) return;
      shared.delete(key);
      feed.stop();
    },
  };
}

export interface Live {
  snapshot: Snapshot | undefined;
  connection: Connection;
  /** Seconds since 1970 by the server's clock. */
  serverNow(): number;
}

const NOTHING = { snapshot: undefined, connection: 'polling' } as const;

/**
 * A ceremony's latest snapshot; undefined id: none is followed. `stream` false asks for snapshots only: for
 * pages that show many ceremonies.
 */
export function useLive(ceremonyId: number | undefined, { stream = true } = {}): Live {
  const held = useRef<LiveFeed>(undefined);
  const subscribe = useCallback(
    (tell: () => void) => {
      if (ceremonyId === undefined) return () => {};
      const { feed, leave } = enter(ceremonyId, stream);
      held.current = feed;
      const end = feed.subscribe(tell);
      return () => {
        end();
        leave();
        held.current = undefined;
      };
    },
    [ceremonyId, stream],
  );
  const { snapshot, connection } = useSyncExternalStore(subscribe, () => held.current?.state() ?? NOTHING);
  // A feed that has told nothing yet knows no better than the answers that brought the page.
  const serverNow = useCallback(
    () => (held.current?.state().snapshot ? held.current.clock.now() : nowByAnswers()),
    [],
  );
  return useMemo(
    () => ({ snapshot: snapshot?.ceremonyId === ceremonyId ? snapshot : undefined, connection, serverNow }),
    [snapshot, connection, serverNow, ceremonyId],
  );
}

/** Calls back with every event of a ceremony from now on, in order, across breaks of the connection. */
export function useEventFeed(ceremonyId: number | undefined, onEvent: (event: StreamEvent) => void): void {
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    if (ceremonyId === undefined) return;
    const { feed, leave } = enter(ceremonyId, true);
    const end = feed.events((event) => latest.current(event));
    return () => {
      end();
      leave();
    };
  }, [ceremonyId]);
}
