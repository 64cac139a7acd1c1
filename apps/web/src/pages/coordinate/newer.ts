/** How a ceremony stands, told by two: each may lag behind the other. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';

export type Stand = Pick<CeremonyBody, 'status' | 'draining' | 'drained'>;

interface Seen {
  readonly live: string | undefined;
  readonly read: string;
  readonly newer: 'live' | 'read';
}

const wordsOf = ({ status, draining, drained }: Stand) => `${status} ${draining} ${drained}`;

/** Which of the two has said something else since `before`; what is read here after an act comes first. */
export function seenNext(before: Seen | undefined, live: Stand | undefined, read: Stand): Seen {
  const next = { live: live && wordsOf(live), read: wordsOf(read) };
  if (before && next.live === before.live && next.read === before.read) return before;
  const newer = (): Seen['newer'] => {
    if (live === undefined || (before && next.read !== before.read)) return 'read';
    return before && next.live === before.live ? before.newer : 'live';
  };
  return { ...next, newer: newer() };
}

/** The snapshot's word or that of the ceremony as it was read, whichever changed last. */
export function useNewer(live: Stand | undefined, read: Stand): Stand {
  const [seen, setSeen] = useState(() => seenNext(undefined, live, read));
  const next = seenNext(seen, live, read);
  if (next !== seen) setSeen(next);
  return next.newer === 'live' && live ? live : read;
}
