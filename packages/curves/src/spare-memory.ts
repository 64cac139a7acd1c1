import { copyBytes, LARGE, releaseBytes } from './bytes.ts';

/** Bytes that are kept at most: what a few threads and readers have under way. */
const MOST = 1 << 24;

/**
 * Memory that is used again and again. Browsers need it: what was given back they keep until they collect it, and
 * collect late, because they think that there is nothing behind it.
 */
export class SpareMemory {
  /** Their sizes are powers of two; what was given back last stands last. */
  readonly #kept: ArrayBuffer[] = [];
  #bytes = 0;

  /** So many bytes, of any value. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length < LARGE) return new Uint8Array(length);
    const size = sizeFor(length);
    const at = this.#kept.findLastIndex(({ byteLength }) => byteLength === size);
    const buffer = at < 0 ? new ArrayBuffer(size) : this.#kept.splice(at, 1)[0]!;
    if (at >= 0) this.#bytes -= size;
    return new Uint8Array(buffer, 0, length);
  }

  /** Takes the memory of what {@link take} gave, which is empty afterwards; leaves other arrays as they are. */
  giveBack({ buffer, byteOffset, byteLength }: Uint8Array): void {
    if (!(buffer instanceof ArrayBuffer)) return;
    const whole = byteOffset === 0 && byteLength >= LARGE && buffer.byteLength === sizeFor(byteLength);
    // Moved: whoever still reads must not see what is written next. Not by `transfer`: what that answers and what came
    // by a message share the memory until the message is collected, and Chromium sends copies of what is shared.
    if (whole) this.keep(structuredClone(buffer, { transfer: [buffer] }));
  }

  /** Takes memory that {@link take} gave and that was handed on since; nobody else has it. */
  keep(buffer: ArrayBuffer): void {
    if (buffer.byteLength > MOST) return;
    this.#kept.push(buffer);
    this.#bytes += buffer.byteLength;
    // Sizes that are not asked for any more make room.
    while (this.#bytes > MOST) this.#bytes -= this.#kept.shift()!.byteLength;
  }
}

const sizeFor = (length: number): number => 2 ** Math.ceil(Math.log2(length));

const spare = 'document' in globalThis || 'WorkerGlobalScope' in globalThis ? new SpareMemory() : undefined;

/** So many bytes, of any value, for somebody who fills them. */
export function memoryFor(length: number): Uint8Array<ArrayBuffer> {
  return spare ? spare.take(length) : new Uint8Array(length);
}

/** A copy of a part of the bytes in memory of its own, to be handed to a thread. */
export function copyToSend(bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array<ArrayBuffer> {
  if (!spare) return copyBytes(bytes, from, to);
  const copy = spare.take(to - from);
  copy.set(bytes.subarray(from, to));
  return copy;
}

/** Gives back what has memory of its own and is read by nobody any more; it is empty afterwards. */
export function giveBack(...arrays: readonly Uint8Array[]): void {
  if (spare) for (const bytes of arrays) spare.giveBack(bytes);
  else releaseBytes(...arrays);
}

/** Takes what a thread was sent and has sent back. */
export function keepMemory(buffers: readonly ArrayBuffer[]): void {
  for (const buffer of buffers) spare?.keep(buffer);
}
