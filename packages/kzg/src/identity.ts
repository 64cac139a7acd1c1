import { FormatError } from './format-error.ts';

/**
 * Who contributed, as it stands in the transcript for ever and as BLS signatures sign it. `origin` is index 0
 * of every transcript. An address is lower-case hex with 0x; a login keeps its case and has no `@`.
 */
export type Identity =
  | { kind: 'origin' }
  | { kind: 'eth'; address: string }
  | { kind: 'git'; id: bigint; login: string };

const MAX_U64 = 2n ** 64n - 1n;

/** Bytes of the longest identity that is read: far above any GitHub login. */
export const MAX_IDENTITY_BYTES = 255;

/**
 * Reads `` (origin), `eth|0x<40 lower-case hex>` or `git|<id below 2^64>|<login>`. Anything else, further
 * fields included, throws {@link FormatError}.
 */
export function parseIdentity(text: string): Identity {
  if (text === '') return { kind: 'origin' };
  if (text.length <= MAX_IDENTITY_BYTES) {
    const eth = /^eth\|(0x[0-9a-f]{40})$/.exec(text);
    if (eth) return { kind: 'eth', address: eth[1]! };
    // A name in a public record is shown on terminals and pages: nothing in it that steers them.
    const git = /^git\|(0|[1-9][0-9]{0,19})\|([^|@\p{C}\p{Zl}\p{Zp}]+)$/u.exec(text);
    if (git && BigInt(git[1]!) <= MAX_U64) return { kind: 'git', id: BigInt(git[1]!), login: git[2]! };
  }
  throw new FormatError('shape', 'not an identity: eth|0x<address> or git|<id>|<login>');
}

/** The one text of an identity. Addresses may come in any case. Throws {@link FormatError} for a text that could not be read back. */
export function formatIdentity(
  identity: Identity | { kind: 'git'; id: number | bigint; login: string },
): string {
  if (identity.kind === 'origin') return '';
  const text =
    identity.kind === 'eth'
      ? `eth|${identity.address.toLowerCase()}`
      : `git|${BigInt(identity.id)}|${identity.login}`;
  parseIdentity(text);
  return text;
}
