/** Longest place that a sign-in may lead to. */
const MAX_LENGTH = 512;

/**
 * Where a sign-in on our own pages may lead: their paths, below /app/ and /c/, and nowhere else. Returned as
 * a browser would read it; null for anything else.
 */
export function allowedNext(next: unknown): string | null {
  if (typeof next !== 'string' || next.length > MAX_LENGTH || !/^\/[\x21-\x5b\x5d-\x7e]+$/.test(next))
    return null;
  const url = URL.canParse(next, 'http://here.invalid') ? new URL(next, 'http://here.invalid') : null;
  if (url?.origin !== 'http://here.invalid' || !/^\/(app|c)\/./.test(url.pathname)) return null;
  return url.pathname + url.search;
}
