import { ClientError } from './client-error.ts';

/** Where the sequencer's routes of one ceremony are. */
export interface SequencerUrl {
  /** Without a trailing slash; routes are appended. */
  base: string;
  /** Base of the server itself, where sign-in is. */
  server: string;
  /** The ceremony's name in the address, when it has one. */
  slug: string | undefined;
}

const PAGES = new Set(['contribute', 'verify', 'coordinate']);

/**
 * Takes what a person has at hand: the server, a ceremony's page (`/c/<slug>`, with or without `/contribute`
 * and the like), its sequencer prefix (`/sequencer/<slug>`), or the mount point of any sequencer. Plain http is
 * accepted; what travels besides the session is public. Throws BAD_ADDRESS.
 */
export function sequencerUrl(text: string): SequencerUrl {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${defaultScheme(text)}://${text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch (cause) {
    throw bad(text, cause);
  }
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password)
    throw bad(text);
  const parts = url.pathname.split('/').filter((part) => part !== '');
  if (parts.length > 0 && PAGES.has(parts[parts.length - 1]!)) parts.pop();
  let slug: string | undefined;
  const marker = parts.length - 2;
  if (marker >= 0 && (parts[marker] === 'c' || parts[marker] === 'sequencer')) {
    slug = parts[marker + 1];
    parts.splice(marker, 2);
  }
  const server = [url.origin, ...parts].join('/');
  return { server, slug, base: slug === undefined ? server : `${server}/sequencer/${slug}` };
}

function defaultScheme(text: string): string {
  return /^(localhost|127\.|\[::1\])/i.test(text) ? 'http' : 'https';
}

function bad(text: string, cause?: unknown): ClientError {
  return new ClientError('BAD_ADDRESS', `not a server's address: ${text}`, {
    next: 'give it as https://host or as the address of the ceremony’s page',
    cause,
  });
}
