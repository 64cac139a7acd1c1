/** Packed records of one width, of a number not known before. */
export class GrowingBytes {
  readonly width: number;
  #bytes: Uint8Array;
  #count = 0;

  constructor(width: number) {
    this.width = width;
    this.#bytes = new Uint8Array(64 * width);
  }

  get count(): number {
    return this.#count;
  }

  /** Lets `write` fill the next record at `at` of `bytes`; the record counts only when it returns true. */
  add(write: (bytes: Uint8Array, at: number) => boolean): boolean {
    const at = this.#count * this.width;
    if (at === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    if (!write(this.#bytes, at)) return false;
    this.#count++;
    return true;
  }

  /** Gives the records away and starts again with none. */
  take(): Uint8Array {
    const used = this.#count * this.width;
    const bytes = used === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, used);
    this.#bytes = new Uint8Array(64 * this.width);
    this.#count = 0;
    return bytes;
  }
}
