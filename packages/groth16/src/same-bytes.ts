/** Whether two byte strings are equal; not in constant time. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  // Pieces of files are megabytes, and words a quarter as many as bytes.
  const words = a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0 ? a.length >> 2 : 0;
  const left = new Uint32Array(a.buffer, words && a.byteOffset, words);
  const right = new Uint32Array(b.buffer, words && b.byteOffset, words);
  for (let i = 0; i < words; i++) if (left[i] !== right[i]) return false;
  for (let i = 4 * words; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
