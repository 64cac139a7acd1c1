import { ClientError } from '../client-error.ts';

/** A link that signs in by itself: which server, and the secret of its fragment. */
export interface InvitationLink {
  /** Base of the server, without a slash at the end. */
  server: string;
  token: string;
}

const JOIN = '/app/join';

/** Whether somebody gave an invitation's link rather than a server's address. */
export function isInvitationLink(address: string): boolean {
  return /^https?:\/\/[^#]*\/app\/join#./i.test(address.trim());
}

/** Takes a link apart. Throws BAD_ADDRESS, without quoting the secret. */
export function invitationLink(address: string): InvitationLink {
  try {
    const url = new URL(address.trim());
    const token = url.hash.slice(1);
    if (url.pathname.endsWith(JOIN) && /^[A-Za-z0-9_-]{16,128}$/.test(token))
      return { server: url.origin + url.pathname.slice(0, -JOIN.length), token };
  } catch {
    // Told below.
  }
  throw new ClientError('BAD_ADDRESS', 'this is no whole invitation link', {
    next: 'copy it with everything after the #, in quotes',
  });
}
