/** What travels, as bounded schemas: no field is longer than its largest honest value. */
import { z } from 'zod';

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const sessionId = z.uuid();

/** `GET /info/status`. Exactly these keys: strict clients exit on another. */
export const statusSchema = z.strictObject({
  lobby_size: z.int().min(0),
  num_contributions: z.int().min(0),
  sequencer_address: address,
});
export type StatusBody = z.infer<typeof statusSchema>;

/** `GET /auth/request_link`. */
export const requestLinkSchema = z.strictObject({
  eth_auth_url: z.string().max(8192),
  github_auth_url: z.string().max(8192),
});
export type RequestLinkBody = z.infer<typeof requestLinkSchema>;

/** Errors of the sequencer protocol, and the answer to a check-in while somebody else has the turn. */
export const sequencerErrorSchema = z.strictObject({
  code: z.string().max(200),
  error: z.string().max(4000),
});
export type SequencerErrorBody = z.infer<typeof sequencerErrorSchema>;

/** `POST /contribute`, accepted: the text that was signed, and 130 hex digits. */
export const receiptSchema = z.strictObject({
  receipt: z.string().max(65_536),
  signature: z.string().regex(/^[0-9a-f]{130}$/),
});
export type ReceiptBody = z.infer<typeof receiptSchema>;

/** Largest unsigned 64-bit number: what `exp` of a session says. As text, because no JS number holds it. */
export const SESSION_EXP = '18446744073709551615';

/** The providers, as the protocol spells them. */
export const PROVIDERS = ['Ethereum', 'Github', 'Invitation'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What a callback gives, as redirect parameters or as JSON. */
export interface SignedIn {
  sessionId: string;
  /** `eth|0x…` or `git|id|login`. */
  sub: string;
  /** The lower-case address, or the login. */
  nickname: string;
  provider: Provider;
}

/** The callback's JSON, keys in the reference's (alphabetical) order, `exp` as raw digits. */
export function signedInJson({ sessionId, sub, nickname, provider }: SignedIn): string {
  const [n, p, s, id] = [nickname, provider, sub, sessionId].map((word) => JSON.stringify(word));
  return `{"id_token":{"exp":${SESSION_EXP},"nickname":${n},"provider":${p},"sub":${s}},"session_id":${id}}`;
}

/**
 * Where a browser goes after signing in: the parameters in the reference's order, appended to what is there.
 * @param redirect an absolute URL
 */
export function signedInRedirect(redirect: URL, { sessionId, sub, nickname, provider }: SignedIn): string {
  const url = new URL(redirect);
  url.searchParams.append('session_id', sessionId);
  url.searchParams.append('sub', sub);
  url.searchParams.append('nickname', nickname);
  url.searchParams.append('provider', provider);
  url.searchParams.append('exp', SESSION_EXP);
  return url.href;
}

/** `POST /auth/eth/generate-nonce`. */
export const nonceRequestSchema = z.object({ address });
export const nonceSchema = z.strictObject({ nonce: z.string().regex(/^[0-9a-f]{32}$/) });

/**
 * `POST /auth/eth/verify-signature`: an EIP-4361 message and its EIP-191 signature. Pages of the server ask for a
 * cookie that their scripts cannot read, and get no session id.
 */
export const verifySignatureSchema = z.object({
  message: z.string().min(1).max(4096),
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/),
  cookie: z.boolean().optional(),
});
export const signedInSchema = z.strictObject({
  user: z.strictObject({ id: z.int(), provider: z.enum(PROVIDERS), sub: z.string(), nickname: z.string() }),
  session_id: sessionId,
});
export type SignedInBody = z.infer<typeof signedInSchema>;

/** `/.well-known/brebaje.json`: who this server is. */
export const wellKnownSchema = z.object({
  name: z.literal('brebaje'),
  version: z.string().max(64),
  /** ed25519 public key of the audit log, hex. */
  logKey: z.string().max(128),
  /** How people sign in; absent from servers that do not say. */
  signIn: z.object({ github: z.boolean(), ethereumChainId: z.int() }).optional(),
  /** Origins besides its own that files are read from and sent to; absent from servers that do not say. */
  storage: z.array(z.url().max(2_048)).max(16).optional(),
  ceremonies: z
    .array(
      z.object({
        slug: z.string().max(128),
        scheme: z.string().max(16),
        receiptAddress: address,
        test: z.boolean(),
        /** Absent from servers that do not say. */
        status: z.string().max(16).optional(),
        drained: z.boolean().optional(),
      }),
    )
    .max(1000),
});
export type WellKnown = z.infer<typeof wellKnownSchema>;
