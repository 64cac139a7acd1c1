import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type FileSource, openFile } from '@brebaje/groth16/files/file-source';
import { isPathInside } from '@brebaje/protocol/archive';
import type { FileStore } from '../groth16/fetch-file.ts';
import type { FileWriter, WorkStore } from '../groth16/work-store.ts';

/** A folder with a ceremony's files. Names have `/` between their parts on every system. Node only. */
export interface ArchiveFolder extends FileStore, Pick<WorkStore, 'writeNote'> {
  readonly path: string;
  open(name: string): Promise<FileSource>;
  /** Undefined when there is none, or more than `most` bytes of it, or when it is no plain file or no UTF-8. */
  readText(name: string, most: number): Promise<string | undefined>;
  bytes(name: string): AsyncIterable<Uint8Array>;
  /** Every file in it, by name, in order. */
  names(): Promise<string[]>;
}

const missing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
};

/** Opens a folder for reading and writing; it is made when the first file is. */
export function archiveFolder(path: string): ArchiveFolder {
  const at = (name: string) => {
    if (!isPathInside(name)) throw new RangeError(`no name of a file here: ${name}`);
    return join(path, ...name.split('/'));
  };
  const size = async (name: string) => {
    const found = await lstat(at(name)).catch(missing);
    // What is a link or a pipe is none of ours.
    return found?.isFile() ? found.size : undefined;
  };
  const folder: ArchiveFolder = {
    path,
    size,
    open: (name) => openFile(at(name)),
    bytes: (name) => createReadStream(at(name), { highWaterMark: 1 << 20 }),
    async readText(name, most) {
      const length = await size(name);
      if (length === undefined || length > most) return undefined;
      const source = await openFile(at(name));
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
          await source.read(0, length),
        );
      } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
      } finally {
        await source.close();
      }
    },
    async writeNote(name, text) {
      const beside = `${name}.${randomUUID()}.part`;
      const writer = await folder.write(beside, 0);
      await writer.write(new TextEncoder().encode(text)).finally(() => writer.close());
      await rename(at(beside), at(name));
    },
    async write(name, from): Promise<FileWriter> {
      await mkdir(dirname(at(name)), { recursive: true });
      const file = await open(at(name), from === 0 ? 'w' : 'r+');
      await file.truncate(from);
      let end = from;
      return {
        async write(bytes) {
          for (let done = 0; done < bytes.length; )
            done += (await file.write(bytes, done, bytes.length - done, end + done)).bytesWritten;
          end += bytes.length;
        },
        close: () => file.sync().finally(() => file.close()),
      };
    },
    rename: (from, to) => rename(at(from), at(to)),
    remove: (name) => rm(at(name), { force: true }),
    sha256: () => {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
    },
    async names() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
    },
  };
  return folder;
}
