import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, renameDurably, writeDurably } from '../store/durable-files.ts';
import { isGone, PartSizeDiffers, type PartStore, type StoredPart } from './part-store.ts';

const NAME = /^(\d{1,6})-([0-9a-f]{64})$/;

/**
 * Parts of uploads as files: `<folder>/<upload>/<number>-<sha256>`, the etag being that hash. The folder is what has
 * arrived: a part is there whole and durable or not at all, and no row has to be written for it.
 */
export function createPartFiles(folder: string): PartStore {
  const folderOf = (upload: number) => join(folder, String(upload));

  async function list(upload: number): Promise<StoredPart[]> {
    const parts: StoredPart[] = [];
    for (const name of await namesIn(folderOf(upload))) {
      const [, number, etag] = NAME.exec(name) ?? [];
      if (number === undefined || etag === undefined) continue;
      // Of two parts of one number the later is being put in place of the earlier.
      const found = await stat(join(folderOf(upload), name)).catch(() => undefined);
      if (found) parts.push({ number: Number(number), size: found.size, etag });
    }
    return parts.sort((one, other) => one.number - other.number);
  }

  /** Parts that get their names, by upload: one at a time, or each would leave the others where they are. */
  const naming = new Map<number, Promise<unknown>>();
  async function oneAtATime(upload: number, work: () => Promise<void>): Promise<void> {
    const mine = (naming.get(upload) ?? Promise.resolve()).then(work, work);
    naming.set(upload, mine);
    try {
      await mine;
    } finally {
      if (naming.get(upload) === mine) naming.delete(upload);
    }
  }

  return {
    direct: false,
    address: async () => null,
    list,

    async put(upload, number, size, source, arrived = () => {}) {
      await makeFolder(folderOf(upload));
      const temporary = join(folderOf(upload), `new-${randomUUID()}`);
      const hash = createHash('sha256');
      await writeDurably(temporary, async (file) => {
        let written = 0;
        for await (const chunk of source) {
          written += chunk.length;
          if (written > size) throw new PartSizeDiffers(`more than ${size} bytes`);
          hash.update(chunk);
          await file.writeFile(chunk);
          arrived();
        }
        if (written !== size) throw new PartSizeDiffers(`${written} of ${size} bytes`);
      });
      const etag = hash.digest('hex');
      await oneAtATime(upload, async () => {
        const earlier = (await list(upload)).filter((part) => part.number === number && part.etag !== etag);
        await renameDurably(temporary, join(folderOf(upload), `${number}-${etag}`));
        for (const part of earlier)
          await rm(join(folderOf(upload), `${number}-${part.etag}`), { force: true });
      });
      return { number, size, etag };
    },

    async *read(upload, parts) {
      for (const { number, etag } of parts)
        yield* createReadStream(join(folderOf(upload), `${number}-${etag}`), { highWaterMark: 1 << 20 });
    },

    async remove(upload) {
      await rm(folderOf(upload), { recursive: true, force: true });
    },

    async uploads() {
      return (await namesIn(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}
