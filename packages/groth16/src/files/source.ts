/**
 * Files of any size, read where they are: on a disk, in a browser's storage, or behind range requests. Nothing in
 * this package holds a whole file in memory.
 */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes from `from` up to, not including, `to`; the reader may overwrite them and give their memory back.
   * Rejects when it cannot give all of them.
   */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Bytes of one read of a stream: enough for a disk or a connection to be quick, little beside a file. */
const PIECE = 1 << 20;

/** The bytes from `from` up to `to` in order, one piece ahead of whoever consumes them. */
export async function* streamOf(
  source: ByteSource,
  from = 0,
  to = source.size,
  piece = PIECE,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const next = (at: number) => {
    if (at >= to) return undefined;
    const bytes = source.read(at, Math.min(at + piece, to));
    // Whoever stops reading leaves a piece behind that nobody asks for.
    bytes.catch(() => {});
    return bytes;
  };
  let ahead = next(from);
  for (let at = from; ahead; at += piece) {
    const bytes = await ahead;
    ahead = next(at + piece);
    yield bytes;
  }
}

/** Bytes that are in memory already. Answers are copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(from, to) {
      if (from < 0 || to > bytes.length || from > to) throw new RangeError(`no bytes ${from} to ${to}`);
      return new Uint8Array(bytes.subarray(from, to));
    },
  };
}

/** A part of another source, as a source of its own. */
export function partOf(source: ByteSource, from: number, to: number): ByteSource {
  return {
    size: to - from,
    async read(start, end) {
      if (start < 0 || end > to - from || start > end) throw new RangeError(`no bytes ${start} to ${end}`);
      return source.read(from + start, from + end);
    },
  };
}

/** A browser's File or Blob. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(from, to) {
      const bytes = new Uint8Array(await blob.slice(from, to).arrayBuffer());
      if (bytes.length !== to - from) throw new RangeError(`no bytes ${from} to ${to}`);
      return bytes;
    },
  };
}
