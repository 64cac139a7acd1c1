/** Space on the disk that holds database and artifacts: a disk that fills up in the middle of a turn costs it. */
import { statfs } from 'node:fs/promises';

export interface DiskWatch {
  /** Whether there was too little space at the last look. */
  short(): boolean;
  /** Bytes free at the last look; null before the first one and where nobody can tell. */
  free(): number | null;
  /** Looks, at most every ten seconds of `now`. */
  look(now: number): Promise<void>;
}

const LOOK_EVERY = 10_000;

/** Space comes back in bits when files are removed: enough is a little more than too little. */
const RELIEF = 1.1;

/** Bytes that this process may still write to the disk of `folder`. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * A watch over one disk. What cannot be measured is not short: it is no reason to stop a ceremony.
 * @param minFree bytes; with less it is short. 0: never
 */
export function createDiskWatch(minFree: number, measure: () => Promise<number>): DiskWatch {
  let lookedAt: number | null = null;
  let free: number | null = null;
  let short = false;
  return {
    short: () => short,
    free: () => free,
    async look(now) {
      if (minFree === 0) return;
      if (lookedAt !== null && Math.abs(now - lookedAt) < LOOK_EVERY) return;
      lookedAt = now;
      free = await measure().catch(() => null);
      short = free !== null && free < (short ? minFree * RELIEF : minFree);
    },
  };
}
