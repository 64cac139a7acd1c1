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

/** What may follow a ceremony's address, and what of it may follow the server's own. */
const TABS = new Set(['contribute', 'verify', 'coordinate', 'people', 'record', 'files', 'embed']);
const PAGES = new Set(['contribute', 'verify', 'coordinate', 'plain']);

/** Pages without scripts are below it. */
const PLAIN = 'plain';

/**
 * Takes what a person has at hand: the server, a ceremony's page (`/c/<slug>`, with or without `/contribute`
 * and the like, also below `/plain`), its sequencer prefix (`/sequencer/<slug>`), or the mount point of any sequencer. Plain http is
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
  const marker = parts.findIndex(
    (part, at) =>
      (part === 'c' || part === 'sequencer') &&
      at + 1 < parts.length &&
      (at + 2 === parts.length || TABS.has(parts[at + 2]!)),
  );
  const slug = marker === -1 ? undefined : parts[marker + 1];
  if (slug === undefined) {
    if (PAGES.has(parts.at(-1) ?? '')) parts.pop();
  } else {
    const page = parts[marker] === 'c';
    parts.splice(marker);
    if (page && parts.at(-1) === PLAIN) parts.pop();
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
