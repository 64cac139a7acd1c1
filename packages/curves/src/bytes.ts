/** A copy of its own of a part of the bytes, whose buffer may be transferred. */
export function copyBytes(bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(from, to));
}

/** The parts one after another, in memory of its own. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The lowest index at which items of `size` bytes differ, or undefined. The lengths are equal. */
export function firstDifferentItem(a: Uint8Array, b: Uint8Array, size: number): number | undefined {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return Math.floor(i / size);
  return undefined;
}

/** Whether the bytes from `from` to `to` are all zero. */
export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** The items of `size` bytes, a multiple of four, at these indices. Throws a RangeError for an index beyond the last. */
export function pickItems(bytes: Uint8Array, size: number, indices: Uint32Array): Uint8Array<ArrayBuffer> {
  const count = bytes.length / size;
  const words = size / 4;
  // Word by word: a view of every item would cost more than its copy.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : copyBytes(bytes);
  const from = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  const to = new Uint32Array(indices.length * words);
  for (let i = 0, at = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (index >= count) throw new RangeError(`no item ${index} among ${count}`);
    for (let word = index * words, end = word + words; word < end; word++) to[at++] = from[word]!;
  }
  return new Uint8Array(to.buffer);
}

/** Bytes from which on an array is worth what it costs to use its memory again or to give it back. */
export const LARGE = 1 << 14;

/**
 * Chromium keeps the memory of what came in a message until it collects the message, and collects later when it thinks
 * that there is nothing behind it.
 */
const IN_BROWSER = 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

/**
 * Gives back the memory of arrays that nobody reads any more, where they are large and alone in their buffers; they
 * are empty afterwards. Collectors look at the memory behind arrays only when there are tens of megabytes, in every
 * thread. Does nothing in browsers.
 */
export function releaseBytes(...arrays: readonly Uint8Array[]): void {
  if (IN_BROWSER) return;
  for (const { buffer, byteLength } of arrays) {
    if (byteLength < LARGE || byteLength !== buffer.byteLength) continue;
    // Not in every engine.
    if (buffer instanceof ArrayBuffer) buffer.transfer?.(0);
  }
}
