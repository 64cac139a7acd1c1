import { createHash } from 'node:crypto';

/**
 * How a transcript names somebody who came by an invitation alone: an address that nobody has a key of, made
 * from the invitation identity's 128 random bits. The formats know addresses and GitHub accounts only.
 * @param subject 32 hex digits
 * @returns `0x` and 40 lower-case hex digits
 */
export function pseudonymOf(subject: string): string {
  const digest = createHash('sha256').update(`brebaje/invitation/v1 ${subject}`).digest('hex');
  return `0x${digest.slice(0, 40)}`;
}
