import { LARGE, releaseBytes } from '@brebaje/curves/bytes';

/** Pieces that are kept: readers are one ahead, and a file has a reader for each of two sections. */
const MOST = 8;

/**
 * Memory that is read into again and again. Browsers need it: what was given back they keep until they collect it, and
 * collect late, because they think that there is nothing behind it.
 */
export class ReadMemory {
  /** Their sizes are powers of two. */
  readonly #kept: ArrayBuffer[] = [];
  /** Whose memory nobody else holds. */
  readonly #own = new WeakSet<ArrayBuffer>();

  /** So many bytes, of any value. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length < LARGE) return new Uint8Array(length);
    const size = 2 ** Math.ceil(Math.log2(length));
    const at = this.#kept.findIndex(({ byteLength }) => byteLength === size);
    const buffer = at < 0 ? new ArrayBuffer(size) : this.#kept.splice(at, 1)[0]!;
    this.#own.add(buffer);
    return new Uint8Array(buffer, 0, length);
  }

  /** Takes the memory of what {@link take} gave, which is empty afterwards; leaves other arrays as they are. */
  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    // Without `transfer` whoever still reads could see what is read next.
    if (!this.#own.delete(buffer) || this.#kept.length >= MOST || !buffer.transfer) return;
    this.#kept.push(buffer.transfer());
  }
}

const memory = 'document' in globalThis || 'WorkerGlobalScope' in globalThis ? new ReadMemory() : undefined;

/** So many bytes, of any value, for a source to read into. */
export function memoryFor(length: number): Uint8Array<ArrayBuffer> {
  return memory ? memory.take(length) : new Uint8Array(length);
}

/** Gives back what a source has read, the whole of one piece; nobody reads it any more. */
export function releaseRead(bytes: Uint8Array<ArrayBuffer>): void {
  if (memory) memory.giveBack(bytes);
  else releaseBytes(bytes);
}
