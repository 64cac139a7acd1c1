/** The end of each log as this browser last saw it: a server that rewrites what was before is found out. */

interface Seen {
  seq: number;
  hash: string;
}

const nameOf = (ceremonyId: number) => `brebaje-log-${ceremonyId}`;

/** The last event that was checked here; undefined: none, or storage that cannot be read. */
export function seenOf(
  ceremonyId: number,
  storage: Pick<Storage, 'getItem'> = localStorage,
): Seen | undefined {
  try {
    const { seq, hash } = JSON.parse(storage.getItem(nameOf(ceremonyId)) ?? '{}') as Partial<Seen>;
    if (!Number.isSafeInteger(seq) || typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
      return undefined;
    return { seq: seq!, hash };
  } catch {
    return undefined;
  }
}

/** Keeps it; a browser that stores nothing checks as if for the first time. */
export function keepSeen(
  ceremonyId: number,
  seen: Seen,
  storage: Pick<Storage, 'setItem'> = localStorage,
): void {
  try {
    storage.setItem(nameOf(ceremonyId), JSON.stringify(seen));
  } catch {
    // Private windows and full disks.
  }
}
