/** Where the pages are, and where their server is. */

/** Address of these pages without a slash at the end; they may lie below a path. */
export const PAGES_BASE = new URL('.', document.baseURI).href.replace(/\/$/, '');

/** Base of the server: as the page says, otherwise where the pages came from. No slash at the end. */
export const SERVER = (
  document.querySelector<HTMLMetaElement>('meta[name="brebaje-server"]')?.content || PAGES_BASE
).replace(/\/+$/, '');

/** Sessions are cookies where page and server share an origin; elsewhere the page has to hold them. */
export const SAME_ORIGIN = new URL(SERVER).origin === location.origin;
