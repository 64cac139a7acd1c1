import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column, ColumnStore } from './column-store.ts';

/**
 * A {@link ColumnStore} in files of a new folder under `parent` (default: the system's temporary folder),
 * which closing removes. For transcripts of any size; Node only.
 */
export async function createFileColumns(parent: string = tmpdir()): Promise<ColumnStore> {
  const folder = await mkdtemp(join(parent, 'brebaje-columns-'));
  const columns = new Map<string, FileColumn>();
  let closed = false;
  return {
    async column(name) {
      if (closed) throw new Error('the column store is closed');
      let column = columns.get(name);
      if (!column) {
        column = new FileColumn(await open(join(folder, `${columns.size}.column`), 'wx+', 0o600));
        columns.set(name, column);
      }
      return column;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const column of columns.values()) await column.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class FileColumn implements Column {
  readonly #file: FileHandle;
  length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, from, bytes.length - from, this.length + from);
      from += bytesWritten;
    }
    this.length += bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.length) throw new RangeError('beyond the column');
    const bytes = new Uint8Array(length);
    for (let from = 0; from < length; ) {
      const { bytesRead } = await this.#file.read(bytes, from, length - from, offset + from);
      if (bytesRead === 0) throw new Error('a column file was cut short');
      from += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
