import { rm } from 'node:fs/promises';

/** Folders of blobs from which this process removes nothing now, and what to remove from them afterwards. */
const held = new Map<string, { holders: number; waiting: Set<string> }>();

/** From now on files of this folder stay, until the returned function is called: then they go. */
export function holdRemovals(blobs: string): () => Promise<void> {
  const hold = held.get(blobs) ?? { holders: 0, waiting: new Set<string>() };
  hold.holders += 1;
  held.set(blobs, hold);
  return async () => {
    hold.holders -= 1;
    // Known as held until the last one is gone: a file that is stored again meanwhile must not go with them.
    for (const path of hold.waiting) {
      if (hold.holders > 0) return;
      hold.waiting.delete(path);
      await rm(path, { force: true });
    }
    if (hold.holders === 0 && held.get(blobs) === hold) held.delete(blobs);
  };
}

/** Removes a blob's file, now or when nobody holds it any more; one that is not there is no error. */
export async function removeFile(blobs: string, path: string): Promise<void> {
  const hold = held.get(blobs);
  if (hold) hold.waiting.add(path);
  else await rm(path, { force: true });
}

/** The file was stored again: it is no longer one to remove. */
export function keepFile(blobs: string, path: string): void {
  held.get(blobs)?.waiting.delete(path);
}
