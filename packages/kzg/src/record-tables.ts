/** Where a reader of transcripts puts the records: tables that wait in memory until a store takes them. */
import type { Column, ColumnStore } from './column-store.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { ECDSA_BYTES } from './sizes.ts';

/** Rows of one width, in order. */
export class Table {
  readonly name: string;
  /** The latest rows, not yet in the store. */
  readonly rows: GrowingBytes;
  #stored = 0;
  #column: Column | undefined;

  constructor(name: string, width: number) {
    this.name = name;
    this.rows = new GrowingBytes(width);
  }

  get count(): number {
    return this.#stored + this.rows.count;
  }

  async flush(store: ColumnStore): Promise<void> {
    if (this.rows.count === 0) return;
    this.#column ??= await store.column(this.name);
    this.#stored += this.rows.count;
    await this.#column.append(this.rows.take());
  }

  /** Rows `from` up to but not including `to`, packed; they must have been flushed. */
  async read(from: number, to: number): Promise<Uint8Array> {
    const { width } = this.rows;
    if (from === to || !this.#column) return new Uint8Array(0);
    return this.#column.read(from * width, (to - from) * width);
  }
}

/** Signatures that may be absent. */
export class SignatureTable {
  /** Zeros where there is none. */
  readonly signatures: Table;
  /** One byte each: 1 where there is a signature. */
  readonly signed: Table;
  readonly #none: Uint8Array;

  constructor(tables: Tables, name: string, width: number) {
    this.signatures = tables.table(name, width);
    this.signed = tables.table(`${name}.signed`, 1);
    this.#none = new Uint8Array(width);
  }

  add(signature: Uint8Array | null): void {
    this.signatures.rows.append(signature ?? this.#none);
    this.signed.rows.append(Uint8Array.of(signature === null ? 0 : 1));
  }
}

/** All tables that go to one store. */
export class Tables {
  readonly #store: ColumnStore;
  readonly #tables: Table[] = [];

  constructor(store: ColumnStore) {
    this.#store = store;
  }

  table(name: string, width: number): Table {
    const table = new Table(name, width);
    this.#tables.push(table);
    return table;
  }

  async flush(): Promise<void> {
    for (const table of this.#tables) await table.flush(this.#store);
  }
}

const END_BYTES = 8;
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Who took part: one text of all identities, where each of them ends in it, and the ECDSA signatures. */
export class PeopleTables {
  readonly #text: Table;
  readonly #ends: Table;
  readonly ecdsa: SignatureTable;
  #end = 0;

  constructor(tables: Tables) {
    this.#text = tables.table('identities', 1);
    this.#ends = tables.table('identities.ends', END_BYTES);
    this.ecdsa = new SignatureTable(tables, 'ecdsa', ECDSA_BYTES);
  }

  get count(): number {
    return this.#ends.count;
  }

  addIdentity(utf8: Uint8Array): void {
    this.#text.rows.append(utf8);
    this.#end += utf8.length;
    const row = new Uint8Array(END_BYTES);
    new DataView(row.buffer).setFloat64(0, this.#end);
    this.#ends.rows.append(row);
  }

  async identities(from: number, to: number): Promise<string[]> {
    if (from === to) return [];
    const rows = await this.#ends.read(Math.max(0, from - 1), to);
    const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
    const ends = Array.from({ length: rows.length / END_BYTES }, (_, row) =>
      view.getFloat64(row * END_BYTES),
    );
    const start = from === 0 ? 0 : ends.shift()!;
    const text = await this.#text.read(start, ends.at(-1)!);
    return ends.map((end, row) => UTF8.decode(text.subarray((ends[row - 1] ?? start) - start, end - start)));
  }

  async ecdsaSignatures(from: number, to: number): Promise<(Uint8Array | null)[]> {
    const signatures = await this.ecdsa.signatures.read(from, to);
    const signed = await this.ecdsa.signed.read(from, to);
    return Array.from(signed, (present, row) =>
      present ? signatures.slice(row * ECDSA_BYTES, (row + 1) * ECDSA_BYTES) : null,
    );
  }
}
