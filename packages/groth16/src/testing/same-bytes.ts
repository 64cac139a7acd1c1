/** Where bytes begin to differ: quicker than `toEqual` for large ones, and brief. */
export function firstDifference(a: Uint8Array, b: Uint8Array): string | undefined {
  if (a.length !== b.length) return `${a.length} and ${b.length} bytes`;
  const index = a.findIndex((byte, i) => byte !== b[i]);
  return index < 0 ? undefined : `byte ${index}`;
}
