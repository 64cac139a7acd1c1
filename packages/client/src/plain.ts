import { parseIdentity } from '@brebaje/kzg/identity';

/** Whether a value is what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a text names a person as transcripts do. */
export function isIdentity(text: string): boolean {
  try {
    return parseIdentity(text).kind !== 'origin';
  } catch {
    return false;
  }
}

/** Text of somebody else without control characters and of bounded length: it is shown on a terminal. */
export function printable(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 400)
    .trim();
}
