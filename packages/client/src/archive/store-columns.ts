import type { Column, ColumnStore } from '@brebaje/kzg/column-store';
import type { FileStore } from '../groth16/fetch-file.ts';
import type { FileWriter } from '../groth16/work-store.ts';

type Files = Pick<FileStore, 'write' | 'open' | 'remove'>;

/** Columns of a transcript as files of a store, which closing removes. `prefix`: of names that nobody else has. */
export function storeColumns(store: Files, prefix: string): ColumnStore {
  const columns = new Map<string, Promise<StoreColumn>>();
  return {
    column(name) {
      const file = `${prefix}${columns.size}`;
      const column =
        columns.get(name) ?? store.write(file, 0).then((out) => new StoreColumn(store, file, out));
      columns.set(name, column);
      return column;
    },
    async close() {
      for (const column of columns.values()) await (await column).close();
      columns.clear();
    },
  };
}

class StoreColumn implements Column {
  readonly #store: Files;
  readonly #name: string;
  readonly #out: FileWriter;
  length = 0;

  constructor(store: Files, name: string, out: FileWriter) {
    this.#store = store;
    this.#name = name;
    this.#out = out;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#out.write(bytes);
    this.length += bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.length) throw new RangeError('beyond the column');
    const file = await this.#store.open(this.#name);
    try {
      return await file.read(offset, offset + length);
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    await this.#out.close();
    await this.#store.remove(this.#name);
  }
}
