/** Every path that the server answers, spelled once. Paths are below the public URL's own path. */

/** The sequencer protocol of Ethereum's KZG ceremony, for the default ceremony at the root. */
export const SEQUENCER = {
  requestLink: '/auth/request_link',
  callbackEth: '/auth/callback/eth',
  callbackGithub: '/auth/callback/github',
  tryContribute: '/lobby/try_contribute',
  contribute: '/contribute',
  /** What the reference implements. */
  contributeAbort: '/contribute/abort',
  /** What its specification says and every client calls. */
  contributionAbort: '/contribution/abort',
  status: '/info/status',
  currentState: '/info/current_state',
} as const;

export type SequencerRoute = keyof typeof SEQUENCER;

/** The method of each sequencer route; HEAD goes with GET. */
export const SEQUENCER_METHODS: Record<SequencerRoute, 'GET' | 'POST'> = {
  requestLink: 'GET',
  callbackEth: 'GET',
  callbackGithub: 'GET',
  tryContribute: 'POST',
  contribute: 'POST',
  contributeAbort: 'POST',
  contributionAbort: 'POST',
  status: 'GET',
  currentState: 'GET',
};

/** Sign-in of our own. */
export const AUTH = {
  generateNonce: '/auth/eth/generate-nonce',
  verifySignature: '/auth/eth/verify-signature',
  /** Page: sign in with a wallet, or paste a signature. */
  ethPage: '/auth/eth',
  /** Form of that page, and of the page that asks before redirecting. */
  ethSign: '/auth/eth/sign',
  ethScript: '/auth/eth/wallet.js',
  /** Begins a sign-in with GitHub for our own pages: `next` leads on, `link=true` links the account instead. */
  githubStart: '/auth/github',
  /** Form that carries a session to a foreign site after the person agreed. */
  goOn: '/auth/continue',
  /** Page: a provider that is not configured. */
  unconfigured: '/auth/unconfigured',
} as const;

/** Pages of our own around signing in, and what their scripts and forms speak to. */
export const APP = {
  /** Page: what an invitation is for, and the button that uses it. Its token is behind the # sign. */
  join: '/app/join',
  joinScript: '/app/join.js',
  /** Page: a terminal asks for a session; approve or refuse. */
  device: '/app/device',
  /** Page: the session of this browser, and a code to go on with another device. */
  account: '/app/account',
} as const;

export const PAGES = {
  status: '/',
  /** A ceremony's page: `/c/<slug>`; the number goes as well. */
  ceremony: '/c',
  /** Page: check a receipt or an archive of any ceremony. */
  verify: '/verify',
  /** What pages that belong to no one ceremony begin with. */
  app: '/app',
  /** Files that the built pages load; their names change with what is in them. */
  assets: '/assets',
  /** Pages that work without scripts: the default ceremony's, and below it `/plain/c/<slug>`. */
  plain: '/plain',
  /** Logos of projects by the SHA-256 of the file: `/app/logo/<sha256>`. */
  logo: '/app/logo',
  /** Below a ceremony's page: what other sites show of it. */
  embed: '/embed',
  badge: '/badge.svg',
  card: '/card.png',
  style: '/style.css',
  frameScript: '/frame.js',
  refreshScript: '/refresh.js',
  bundle: '/brebaje.mjs',
  bundleHash: '/brebaje.mjs.sha256',
  wellKnown: '/.well-known/brebaje.json',
} as const;

/**
 * Header of a page that works for somebody: the number of the user that it means. Tabs of a browser share one cookie;
 * where somebody else has signed in since, it is as none.
 */
export const MEANT_USER = 'brebaje-user';

/** Pages behind the links in e-mails; the token is in the query, and only a POST does anything. */
export const NOTIFY_PAGES = {
  confirm: '/app/notifications/confirm',
  leave: '/app/notifications/leave',
  here: '/app/notifications/here',
} as const;

/** The readable description of the REST interface, and the one for programs. */
export const REST_DOCS = '/docs';
export const REST_DOCS_STYLE = '/docs.css';
export const OPENAPI = '/openapi.json';

/**
 * Files by their SHA-256: `/files/<sha256>/<name>`. A whole zkey has none; it is named by those of its two parts:
 * `/files/<slim>/<immutable>/<name>`.
 */
export const FILES = '/files';

/** On the operator's loopback port. */
export const OPERATOR = { metrics: '/metrics', health: '/health', ready: '/ready' } as const;

/** Largest request body anywhere, bytes (the reference's limit). */
export const MAX_BODY = 10_485_760;

/** Longest `Prefer: wait`, seconds. */
export const MAX_WAIT_SECONDS = 25;

/**
 * Where the sequencer routes of a ceremony begin.
 * @param slug null: the default ceremony, at the root
 */
export function sequencerBase(slug: string | null): string {
  return slug === null ? '' : `/sequencer/${encodeURIComponent(slug)}`;
}
