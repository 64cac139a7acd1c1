/** Reads bytes in order, and never beyond their end. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #tooShort: () => Error;
  #at = 0;

  /** `tooShort` makes the error that is thrown when more bytes are asked for than are left. */
  constructor(bytes: Uint8Array, tooShort: () => Error) {
    this.#bytes = bytes;
    this.#tooShort = tooShort;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy of the next bytes. */
  take(size: number): Uint8Array<ArrayBuffer> {
    if (size > this.left) throw this.#tooShort();
    const bytes = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + size));
    this.#at += size;
    return bytes;
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  /** Little-endian, as every number of these formats. */
  u32(): number {
    return new DataView(this.take(4).buffer).getUint32(0, true);
  }

  u64(): bigint {
    return new DataView(this.take(8).buffer).getBigUint64(0, true);
  }
}
