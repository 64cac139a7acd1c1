/** Bytes that only grow and are read anywhere. */
export interface Column {
  readonly length: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Exactly `length` bytes from `offset`; a range beyond the end throws RangeError. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Where a reader puts what does not fit in memory. */
export interface ColumnStore {
  column(name: string): Promise<Column>;
  /** Forgets everything. Idempotent. */
  close(): Promise<void>;
}
