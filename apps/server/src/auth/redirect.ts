/** Where a session id may travel in a URL. */
import { errorBody } from '@brebaje/protocol/errors';
import { isLoopback } from '../config/policy-of.ts';

/** Longest destination; browsers and proxies cut longer ones. */
const MAX_LENGTH = 4096;

/**
 * What hosts consist of once a URL is parsed. The parser lets through some signs more (`;`, `,`, `'`), with
 * which a destination could write rules of its own into the policy of the page that names it.
 */
const HOST = /^[a-z0-9._-]+$|^\[[0-9a-f:]+\]$/;

/** An absolute URL over https, or http to this very machine, without userinfo. Anything else counts as none. */
export function allowedRedirect(redirect: string | null): URL | null {
  if (redirect === null || redirect.length > MAX_LENGTH || !URL.canParse(redirect)) return null;
  const url = new URL(redirect);
  if (url.username !== '' || url.password !== '' || !HOST.test(url.hostname)) return null;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && isLoopback(url.hostname) ? url : null;
}

/** Whether people are asked before their browser carries a session there. */
export function needsConsent(redirect: URL, registered: readonly string[]): boolean {
  return !isLoopback(redirect.hostname) && !registered.includes(redirect.origin);
}

/** The destination with a failure: `code`, then `error`. */
export function failureRedirect(redirect: URL, code: string, text: string): string {
  const url = new URL(redirect);
  const body = errorBody(code, text);
  url.searchParams.append('code', body.code);
  url.searchParams.append('error', body.error);
  return url.href;
}
