/** The secret of an invitation, and the link that carries it. */
import { APP } from '@brebaje/protocol/routes';

/** Crockford's base 32: nothing in it that mail programs cut off a link, or that people take for another sign. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** 130 random bits in 26 letters and digits. */
export function newToken(random: (length: number) => Uint8Array): string {
  return [...random(LENGTH)].map((byte) => SIGNS[byte % SIGNS.length]).join('');
}

/**
 * The link. The token is behind the # sign: browsers send that part to nobody, so it is in no log, no
 * referrer, and programs that open links in advance use nothing up.
 * @param base public URL of the server, without a slash at the end
 */
export function joinLink(base: string, token: string): string {
  return `${base}${APP.join}#${token}`;
}
