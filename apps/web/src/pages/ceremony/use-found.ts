import { useCallback, useEffect, useState } from 'react';
import { rest } from '../../server/rest.ts';
import type { Link } from './chain/chain-store.ts';
import { matches, type Search } from './search.ts';

/** Found before it stops and asks whether to go on. */
const ENOUGH = 50;
/** After the last key, milliseconds. */
const TYPED = 250;

interface Looking {
  found: readonly Link[];
  looked: number;
  over: boolean;
  error: unknown;
}

const NOTHING: Looking = { found: [], looked: 0, over: false, error: undefined };

/** Looks through a list from its beginning; `more` is there when it stopped before the end. */
export function useFound(
  path: string,
  { text, from, until }: Search,
): Looking & { more: (() => void) | undefined } {
  const [state, set] = useState<Looking>(NOTHING);
  const [wanted, want] = useState(ENOUGH);
  // Another search begins with few.
  useEffect(() => want(ENOUGH), [path, text, from, until]);
  useEffect(() => {
    const end = new AbortController();
    const timer = setTimeout(async () => {
      const found: Link[] = [];
      let looked = 0;
      try {
        for await (const link of rest.all<Link>(path, { signal: end.signal })) {
          looked++;
          if (matches(link, { text, from, until })) found.push(link);
          if (looked % 100 === 0) set({ found: [...found], looked, over: false, error: undefined });
          if (found.length >= wanted) break;
          // The list goes back in time.
          if (from !== undefined && link.acceptedAt < from) break;
        }
        const over = found.length < wanted;
        if (!end.signal.aborted) set({ found, looked, over, error: undefined });
      } catch (error) {
        if (!end.signal.aborted) set({ found, looked, over: true, error });
      }
    }, TYPED);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [path, text, from, until, wanted]);
  const more = useCallback(() => want((before) => before + ENOUGH), []);
  const stopped = !state.over && state.found.length >= wanted;
  return { ...state, more: stopped ? more : undefined };
}
