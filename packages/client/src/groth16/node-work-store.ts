import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openFile } from '@brebaje/groth16/files/file-source';
import type { WorkStore } from './work-store.ts';

const missing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};

/** A folder that only its owner reads. Node only. */
export async function nodeWorkStore(folder: string): Promise<WorkStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const path = (name: string) => {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new RangeError(`no name of a file here: ${name}`);
    return join(folder, name);
  };
  return {
    ...filesAsStore(path),
    async used() {
      const sizes = (await readdir(folder)).map(
        async (name) => (await stat(join(folder, name)).catch(missing))?.size,
      );
      return (await Promise.all(sizes)).reduce<number>((sum, size) => sum + (size ?? 0), 0);
    },
  };
}

/** Files wherever `path` says that they are; unless `mode` says otherwise only their owner reads them. Node only. */
export function filesAsStore(path: (name: string) => string, mode = 0o600): Omit<WorkStore, 'used'> {
  return {
    readNote: (name) => readFile(path(name), 'utf8').catch(missing),
    async writeNote(name, text) {
      const beside = path(`${randomUUID()}.part`);
      try {
        const file = await open(beside, 'wx', mode);
        await file
          .writeFile(text)
          .then(() => file.sync())
          .finally(() => file.close());
        await rename(beside, path(name));
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
    size: async (name) => (await stat(path(name)).catch(missing))?.size,
    open: (name) => openFile(path(name)),
    async write(name, at) {
      const file = await open(path(name), at === 0 ? 'w' : 'r+', mode);
      try {
        await file.truncate(at);
      } catch (error) {
        await file.close();
        throw error;
      }
      let end = at;
      return {
        async write(bytes) {
          for (let done = 0; done < bytes.length; )
            done += (await file.write(bytes, done, bytes.length - done, end + done)).bytesWritten;
          end += bytes.length;
        },
        close: () => file.sync().finally(() => file.close()),
      };
    },
    rename: (from, to) => rename(path(from), path(to)),
    remove: (name) => rm(path(name), { force: true }),
    sha256() {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
    },
  };
}
