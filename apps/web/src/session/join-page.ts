import { isInvitationLink } from '@brebaje/client/rest/invitation-link';

/** Secret of a link, alone: 26 letters and digits. */
const TOKEN = /^[a-z0-9]{26}$/;

/** Where a link, or the end of one, leads at this server; undefined: it is not whole, or of another server. */
export function joinPage(server: string, typed: string): string | undefined {
  const text = typed.trim();
  if (TOKEN.test(text)) return `${server}/app/join#${text}`;
  if (!isInvitationLink(text)) return undefined;
  const token = text.slice(text.indexOf('#') + 1);
  return text.startsWith(`${server}/app/join#`) && TOKEN.test(token) ? text : undefined;
}
