/** Where a file is written, from its beginning on, that is read again before it is finished. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes that were written, from `from` up to, not including, `to`. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file in memory. Its bytes are a copy of what has been written by then. */
export function memorySink(): ByteSink & { bytes(): Uint8Array<ArrayBuffer> } {
  let bytes = new Uint8Array(1 << 10);
  let size = 0;
  return {
    async write(more) {
      if (size + more.length > bytes.length) {
        const larger = new Uint8Array(Math.max(2 * bytes.length, size + more.length));
        larger.set(bytes.subarray(0, size));
        bytes = larger;
      }
      bytes.set(more, size);
      size += more.length;
    },
    async read(from, to) {
      if (from < 0 || to > size || from > to) throw new RangeError(`no bytes ${from} to ${to}`);
      return bytes.slice(from, to);
    },
    bytes: () => bytes.slice(0, size),
  };
}
