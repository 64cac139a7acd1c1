/** Slots for each point of the set, so that few share one. */
const SLOTS = 4;

/**
 * First coordinates of points in the form of the files, to be looked for among those of others. Coordinates of
 * multiples of a point are spread evenly, so that their lowest 32 bits tell where to look; whole coordinates are
 * compared.
 */
export class AbscissaSet {
  readonly #words: Uint32Array;
  /** Words of a point and of its first coordinate. */
  readonly #stride: number;
  readonly #length: number;
  /** 1 + the index of a point, or 0. */
  readonly #slots: Uint32Array;

  /** Points of `size` bytes each, one after another; none is infinity. */
  constructor(points: Uint8Array, size: number) {
    this.#stride = size / 4;
    this.#length = size / 8;
    const words = wordsOf(points);
    const count = points.length / size;
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(SLOTS * Math.max(1, count))));
    const mask = slots.length - 1;
    for (let i = 0, at = 0; i < count; i++, at += size / 4) {
      let slot = words[at]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = i + 1;
    }
    this.#words = words;
    this.#slots = slots;
  }

  /** Whether one of these points shares its first coordinate with one of the set, or is infinity. */
  meets(points: Uint8Array): boolean {
    const words = wordsOf(points);
    for (let at = 0; at < words.length; at += this.#stride) {
      if (this.#has(words, at) || isInfinity(words, at, this.#stride)) return true;
    }
    return false;
  }

  #has(words: Uint32Array, at: number): boolean {
    const mask = this.#slots.length - 1;
    for (let slot = words[at]! & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const from = (this.#slots[slot]! - 1) * this.#stride;
      let i = 0;
      while (i < this.#length && this.#words[from + i] === words[at + i]) i++;
      if (i === this.#length) return true;
    }
    return false;
  }
}

function wordsOf(points: Uint8Array): Uint32Array {
  const aligned = points.byteOffset % 4 === 0 ? points : points.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

function isInfinity(words: Uint32Array, at: number, stride: number): boolean {
  for (let i = at; i < at + stride; i++) if (words[i] !== 0) return false;
  return true;
}
