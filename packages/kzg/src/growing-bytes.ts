/** Packed rows of one width, of a number not known before. */
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

  /** Lets `write` fill the next row at `at` of `bytes`; the row counts only when it returns true. */
  add(write: (bytes: Uint8Array, at: number) => boolean): boolean {
    this.#reserve(1);
    if (!write(this.#bytes, this.#count * this.width)) return false;
    this.#count++;
    return true;
  }

  /** Adds packed rows. */
  append(rows: Uint8Array): void {
    const count = rows.length / this.width;
    this.#reserve(count);
    this.#bytes.set(rows, this.#count * this.width);
    this.#count += count;
  }

  /** Gives the rows away and starts again with none. */
  take(): Uint8Array {
    const used = this.#count * this.width;
    const bytes = used === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, used);
    this.#bytes = new Uint8Array(64 * this.width);
    this.#count = 0;
    return bytes;
  }

  #reserve(rows: number): void {
    const needed = (this.#count + rows) * this.width;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
