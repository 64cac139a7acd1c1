/** The ceremony that the pages below `/c/<slug>` are about. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { createContext, use } from 'react';
import type { Live } from '../../live/use-live.ts';
import type { Phase } from './state.ts';

export interface Watched {
  ceremony: CeremonyBody;
  live: Live;
  phase: Phase;
  /** Accepted contributions, of all circuits, as fresh as can be. */
  contributions: number;
  waiting: number;
}

export const WatchedContext = createContext<Watched | undefined>(undefined);

/** Throws outside of the ceremony's pages. */
export function useWatched(): Watched {
  const watched = use(WatchedContext);
  if (!watched) throw new Error('useWatched outside of a ceremony');
  return watched;
}
