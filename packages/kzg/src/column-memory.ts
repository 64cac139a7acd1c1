import type { Column, ColumnStore } from './column-store.ts';

/** A {@link ColumnStore} in memory, for transcripts that fit. */
export function createMemoryColumns(): ColumnStore {
  const columns = new Map<string, MemoryColumn>();
  return {
    async column(name) {
      const column = columns.get(name) ?? new MemoryColumn();
      columns.set(name, column);
      return column;
    },
    async close() {
      columns.clear();
    },
  };
}

class MemoryColumn implements Column {
  #bytes = new Uint8Array(1024);
  length = 0;

  async append(bytes: Uint8Array): Promise<void> {
    const length = this.length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    this.length = length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.length) throw new RangeError('beyond the column');
    return this.#bytes.slice(offset, offset + length);
  }
}
