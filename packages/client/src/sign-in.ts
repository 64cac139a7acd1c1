import { AUTH, SEQUENCER } from '@brebaje/protocol/routes';
import { addr, eip191Signer } from 'micro-eth-signer';
import { errorOf } from './answers.ts';
import { ClientError } from './client-error.ts';
import { clockFault, serverTime } from './clock-skew.ts';
import { jsonOf } from './exchange.ts';
import { patiently } from './patience.ts';
import { isIdentity, isObject } from './plain.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import { siweMessage } from './siwe.ts';
import type { Surroundings } from './surroundings.ts';

/** Who speaks to a sequencer. */
export interface Speaker {
  /** The bearer of every call; undefined: the cookie of a page of the server's own origin. */
  sessionId: string | undefined;
  /** As the transcript will have it (`eth|0x…`, `git|id|login`); undefined when only a session id was given. */
  identity: string | undefined;
}

/** Somebody a server knows by a session. */
export interface Credential extends Speaker {
  sessionId: string;
}

/** An Ethereum account held by the program itself. */
export interface EthereumKey {
  /** 32 bytes. */
  privateKey: Uint8Array;
  /** EIP-55. */
  address: string;
}

/** A key from the system's generator. */
export function freshKey(): EthereumKey {
  const bytes = new Uint8Array(32);
  for (;;) {
    crypto.getRandomValues(bytes);
    try {
      return { privateKey: bytes, address: addr.fromPrivateKey(bytes) };
    } catch {
      // Zero or not below the group order: one chance in 2^128.
    }
  }
}

/** Reads a private key: 64 hex digits, with or without 0x, blanks around them. Throws RangeError without quoting it. */
export function keyOf(text: string): EthereumKey {
  const match = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text.trim());
  if (!match) throw new RangeError('not an Ethereum private key: 64 hexadecimal digits are expected');
  const privateKey = Uint8Array.from(match[1]!.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  try {
    return { privateKey, address: addr.fromPrivateKey(privateKey) };
  } catch {
    throw new RangeError('not an Ethereum private key: the number is out of range');
  }
}

/** The identity under which an account stands in a transcript. */
export function identityOf(key: EthereumKey): string {
  return `eth|${key.address.toLowerCase()}`;
}

/**
 * Signs in by EIP-4361 without a browser. Throws SIGN_IN_UNAVAILABLE where the server has no such route,
 * ALREADY_CONTRIBUTED or SIGN_IN_REFUSED with the server's text. The message is dated by the server's clock where
 * its answers tell it: a machine whose own is wrong can sign in all the same.
 */
export async function signIn(
  surroundings: Surroundings,
  url: SequencerUrl,
  key: EthereumKey,
  signal?: AbortSignal,
): Promise<Credential> {
  const { json: nonce, at } = await post(
    surroundings,
    url.server + AUTH.generateNonce,
    { address: key.address },
    signal,
  );
  if (!isObject(nonce) || typeof nonce.nonce !== 'string') throw noSignIn(url);
  // Anything else would write lines of its own into what is signed.
  if (!/^[A-Za-z0-9]{8,128}$/.test(nonce.nonce)) throw nonsense(url, 'its nonce is none');
  const server = new URL(url.server);
  const message = siweMessage({
    domain: server.host,
    address: key.address,
    uri: url.server,
    chainId: 1,
    nonce: nonce.nonce,
    issuedAt: new Date(at ?? surroundings.now()),
    statement: 'Take part in a trusted-setup ceremony.',
  });
  const signature = eip191Signer.sign(message, key.privateKey);
  const { json: answer } = await post(
    surroundings,
    url.server + AUTH.verifySignature,
    { message, signature: signature.startsWith('0x') ? signature : `0x${signature}` },
    signal,
  );
  if (!isObject(answer) || typeof answer.session_id !== 'string') throw noSignIn(url);
  if (!SESSION.test(answer.session_id)) throw nonsense(url, 'its session id is none');
  return { sessionId: answer.session_id, identity: identityOf(key) };
}

async function post(
  surroundings: Surroundings,
  url: string,
  body: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<{ json: unknown; at: number | undefined }> {
  const answer = await patiently(surroundings, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  const at = serverTime(answer.headers);
  if (answer.status === 200 || answer.status === 201) return { json: jsonOf(answer), at };
  const error = errorOf(answer);
  const detail = { serverCode: error.code, serverText: error.text, status: error.status };
  if (answer.status === 404 || answer.status === 405) return { json: undefined, at };
  if (error.code.includes('AlreadyContributed') || error.code.includes('ALREADY_CONTRIBUTED')) {
    throw new ClientError('ALREADY_CONTRIBUTED', 'this account has already contributed', detail);
  }
  // A sign-in that comes too early or too late is refused whatever the account.
  const wrongClock = clockFault(answer.headers, surroundings.now());
  throw new ClientError('SIGN_IN_REFUSED', `the server refused the sign-in: ${error.text || error.status}`, {
    ...detail,
    next: wrongClock
      ? `${wrongClock}: set it right`
      : 'use an account that this ceremony admits, with --key-file',
  });
}

function noSignIn(url: SequencerUrl): ClientError {
  return new ClientError('SIGN_IN_UNAVAILABLE', 'this server has no sign-in by key', {
    next:
      `open a link that ${url.base}${SEQUENCER.requestLink} gives in a browser, sign in, put the answer ` +
      'in a file and give it with --session-file',
  });
}

function nonsense(url: SequencerUrl, why: string): ClientError {
  return new ClientError('NOT_A_SEQUENCER', `${url.server} answers the sign-in with nonsense: ${why}`, {
    next: 'check the address; give the ceremony’s page or the server',
  });
}

/**
 * Reads what a person was given after signing in elsewhere: a bare session id, or the JSON that a sequencer
 * shows or appends to a redirect (`session_id`, `id_token.sub`). Throws RangeError without quoting it.
 */
export function credentialOf(text: string): Credential {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { sessionId: checkedSession(trimmed), identity: undefined };
  let json: unknown;
  try {
    json = JSON.parse(trimmed);
  } catch {
    throw new RangeError('the session is neither a session id nor the JSON of a sign-in');
  }
  if (!isObject(json) || typeof json.session_id !== 'string') {
    throw new RangeError('the session’s JSON has no session_id');
  }
  const token = isObject(json.id_token) ? json.id_token : json;
  const identity = typeof token.sub === 'string' ? token.sub : undefined;
  if (identity !== undefined && !isIdentity(identity))
    throw new RangeError('the session’s JSON names an identity that is none');
  return { sessionId: checkedSession(json.session_id), identity };
}

/** A session id goes into a header: printable ASCII without blanks. */
const SESSION = /^[\x21-\x7e]{1,512}$/;

function checkedSession(text: string): string {
  if (!SESSION.test(text)) throw new RangeError('the session id has characters that cannot be');
  return text;
}
