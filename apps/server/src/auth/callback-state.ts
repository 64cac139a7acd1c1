/**
 * The `state` that travels through a sign-in: where to go afterwards, and for which ceremony. Unbound and
 * unsigned as in the reference; what protects people is the page that names a foreign destination.
 */

export interface CallbackState {
  redirect: string | null;
  /** null: the default ceremony. */
  ceremony: string | null;
}

/** base64url without padding of compact JSON, the reference's bytes for the default ceremony. */
export function encodeState({ redirect, ceremony }: CallbackState): string {
  return Buffer.from(JSON.stringify(ceremony === null ? { redirect } : { redirect, ceremony })).toString(
    'base64url',
  );
}

/** The state, or which of the reference's two complaints applies. */
export function decodeState(text: string): CallbackState | 'base64' | 'json' {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) return 'base64';
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64url')));
  } catch {
    return 'json';
  }
  if (typeof value !== 'object' || value === null) return 'json';
  const { redirect = null, ceremony = null } = value as Record<string, unknown>;
  const isText = (part: unknown): part is string | null => part === null || typeof part === 'string';
  return isText(redirect) && isText(ceremony) ? { redirect, ceremony } : 'json';
}
