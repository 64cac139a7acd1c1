/** Files of a store elsewhere, kept on this machine as long as they are needed and while there is room. */
import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFile } from '../local-files.ts';

interface Kept {
  path: Promise<string>;
  /** Zero while it is being fetched. */
  size: number;
  holders: number;
}

/** Files by their names. */
export interface FileCache {
  /**
   * Holds a file, after having it made by `fetch` when it is not there; it goes only after it was released.
   * Rejects with what `fetch` rejects with.
   */
  hold(name: string, fetch: (path: string) => Promise<void>): Promise<LocalFile>;
  /** Forgets a file; whoever holds it keeps it. */
  drop(name: string): Promise<void>;
}

/**
 * A cache in a folder of its own, which is made when it is first needed. Files that nobody holds go, those first
 * that were not asked for the longest, while all together are larger than `limit` bytes.
 */
export function createFileCache(folder: string, limit: number): FileCache {
  /** In the order in which they were asked for. */
  const files = new Map<string, Kept>();
  /** Of files that are forgotten and still held. */
  let made = 0;

  async function make(kept: Kept, name: string, fetch: (path: string) => Promise<void>): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    made += 1;
    // A folder for each: the name is the blob's hash also while an earlier file of the name is held.
    const own = join(folder, String(made));
    await mkdir(own, { mode: 0o700 });
    const path = join(own, name);
    try {
      await fetch(path);
      kept.size = (await stat(path)).size;
      return path;
    } catch (error) {
      await rm(own, { recursive: true, force: true });
      throw error;
    }
  }

  const removeFile = async (kept: Kept) => {
    const path = await kept.path.catch(() => undefined);
    if (path) await rm(join(path, '..'), { recursive: true, force: true });
  };

  async function makeRoom(): Promise<void> {
    let used = [...files.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [name, kept] of files) {
      if (used <= limit) return;
      if (kept.holders > 0) continue;
      files.delete(name);
      used -= kept.size;
      await removeFile(kept);
    }
  }

  function release(name: string, kept: Kept): void {
    kept.holders -= 1;
    if (kept.holders > 0) return;
    const work = files.get(name) === kept ? makeRoom() : removeFile(kept);
    // What could not be removed goes with the folder.
    work.catch(() => {});
  }

  return {
    async hold(name, fetch) {
      const kept: Kept = files.get(name) ?? { path: Promise.resolve(''), size: 0, holders: 0 };
      if (files.get(name) !== kept) kept.path = make(kept, name, fetch);
      files.delete(name);
      files.set(name, kept);
      kept.holders += 1;
      try {
        const path = await kept.path;
        // A folder that is in use is no left one.
        await utimes(folder, new Date(), new Date());
        await makeRoom();
        let released = false;
        return {
          path,
          release() {
            if (!released) release(name, kept);
            released = true;
          },
        };
      } catch (error) {
        kept.holders -= 1;
        if (files.get(name) === kept) files.delete(name);
        throw error;
      }
    },

    async drop(name) {
      const kept = files.get(name);
      files.delete(name);
      if (kept && kept.holders === 0) await removeFile(kept);
    },
  };
}
