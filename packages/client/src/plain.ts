/** Whether a value is what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of somebody else without control characters and of bounded length: it is shown on a terminal. */
export function printable(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 400)
    .trim();
}
