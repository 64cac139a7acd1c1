/**
 * Sign-In with Ethereum messages (EIP-4361): written, parsed strictly by the grammar, and checked against
 * what this server expects.
 */
import { addr, eip191Signer } from 'micro-eth-signer';

export interface SiweMessage {
  scheme: string | null;
  domain: string;
  /** EIP-55. */
  address: string;
  statement: string | null;
  uri: string;
  version: string;
  chainId: number;
  nonce: string;
  issuedAt: number;
  expirationTime: number | null;
  notBefore: number | null;
  requestId: string | null;
  resources: string[];
}

/** Why a message or signature is not accepted, in a sentence for the person. */
export class SiweError extends Error {}

const WANTS = ' wants you to sign in with your Ethereum account:';
const FIELDS = [
  'URI',
  'Version',
  'Chain ID',
  'Nonce',
  'Issued At',
  'Expiration Time',
  'Not Before',
  'Request ID',
];
const REQUIRED = 5;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const MAX_RESOURCES = 16;

/** The message that somebody signs to sign in here. `issuedAt` in milliseconds since 1970. */
export function siweText(message: {
  domain: string;
  address: string;
  statement: string;
  uri: string;
  chainId: number;
  nonce: string;
  issuedAt: number;
  expirationTime: number;
}): string {
  return [
    message.domain + WANTS,
    addr.addChecksum(message.address.toLowerCase()),
    '',
    message.statement,
    '',
    `URI: ${message.uri}`,
    'Version: 1',
    `Chain ID: ${message.chainId}`,
    `Nonce: ${message.nonce}`,
    `Issued At: ${new Date(message.issuedAt).toISOString()}`,
    `Expiration Time: ${new Date(message.expirationTime).toISOString()}`,
  ].join('\n');
}

/** @throws SiweError where the text leaves the grammar */
export function parseSiwe(text: string): SiweMessage {
  const lines = text.split('\n');
  let at = 0;
  const next = (): string => {
    const line = lines[at++];
    if (line === undefined) throw new SiweError('The message ends too early.');
    return line;
  };
  const first = next();
  if (!first.endsWith(WANTS)) throw new SiweError('The first line is not that of a sign-in message.');
  const head = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#\s@]+)$/.exec(first.slice(0, -WANTS.length));
  if (!head) throw new SiweError('The message names no domain.');
  const address = next();
  if (!isChecksummed(address)) throw new SiweError('The address is not in its checksummed form (EIP-55).');
  if (next() !== '') throw new SiweError('The address must be followed by an empty line.');
  let statement: string | null = null;
  const line = next();
  if (line !== '') {
    statement = line;
    if (!/^[\x20-\x7e]+$/.test(line))
      throw new SiweError('The statement has characters that are not allowed.');
    if (next() !== '') throw new SiweError('The statement must be followed by an empty line.');
  }
  const values = new Map<string, string>();
  for (const [index, field] of FIELDS.entries()) {
    const value = lines[at]?.startsWith(`${field}: `) ? lines[at++]!.slice(field.length + 2) : null;
    if (value === null && index < REQUIRED) throw new SiweError(`The message lacks its line ${field}.`);
    if (value !== null) values.set(field, value);
  }
  const resources: string[] = [];
  if (lines[at] === 'Resources:') {
    at++;
    while (at < lines.length && resources.length < MAX_RESOURCES && lines[at]!.startsWith('- '))
      resources.push(lines[at++]!.slice(2));
  }
  if (at !== lines.length) throw new SiweError('The message has lines that do not belong there.');
  const chain = values.get('Chain ID')!;
  const nonce = values.get('Nonce')!;
  if (!/^[1-9]\d{0,14}$/.test(chain)) throw new SiweError('Chain ID is not a number.');
  if (!/^[A-Za-z0-9]{8,128}$/.test(nonce)) throw new SiweError('Nonce is not alphanumeric.');
  const time = (field: string): number | null => {
    const value = values.get(field);
    if (value === undefined) return null;
    const millis = Date.parse(value);
    if (!TIMESTAMP.test(value) || Number.isNaN(millis)) throw new SiweError(`${field} is not a time.`);
    return millis;
  };
  return {
    scheme: head[1] ?? null,
    domain: head[2]!,
    address,
    statement,
    uri: values.get('URI')!,
    version: values.get('Version')!,
    chainId: Number(chain),
    nonce,
    issuedAt: time('Issued At')!,
    expirationTime: time('Expiration Time'),
    notBefore: time('Not Before'),
    requestId: values.get('Request ID') ?? null,
    resources,
  };
}

/** What this server's messages must say. */
export interface SiweExpectation {
  /** Base URL of this server: the domain is its host, the URI begins with it. */
  base: string;
  chainId: number;
  now: number;
}

/** The nonce proves that a message is fresh, so a signer's clock may be wrong by a day. */
const CLOCK_SKEW = 86_400_000;

/** @throws SiweError unless the message is meant for this server and for now */
export function checkSiwe(message: SiweMessage, expected: SiweExpectation): void {
  const { host, protocol } = new URL(expected.base);
  if (message.domain !== host) throw new SiweError(`The message is for ${message.domain}, this is ${host}.`);
  if (message.scheme !== null && `${message.scheme}:` !== protocol)
    throw new SiweError('The message names another scheme.');
  const within = message.uri === expected.base || message.uri.startsWith(`${expected.base}/`);
  if (!within) throw new SiweError(`The URI must begin with ${expected.base}.`);
  if (message.version !== '1') throw new SiweError('Version must be 1.');
  if (message.chainId !== expected.chainId) throw new SiweError(`Chain ID must be ${expected.chainId}.`);
  const { issuedAt, expirationTime, notBefore } = message;
  const { now } = expected;
  if (Math.abs(issuedAt - now) > CLOCK_SKEW) throw new SiweError(otherTime(issuedAt, now));
  if (expirationTime !== null && expirationTime <= now) throw new SiweError('The message has expired.');
  if (notBefore !== null && notBefore > now) throw new SiweError('The message is not valid yet.');
}

/** The nonce is fresh, so it is the clock and not the message that is old. */
function otherTime(issuedAt: number, now: number): string {
  const hours = Math.round(Math.abs(issuedAt - now) / 3_600_000);
  const which = issuedAt < now ? 'behind' : 'ahead of';
  return `The clock of the machine that wrote the message is ${hours} hours ${which} this server’s: set it right, and take a new message.`;
}

/**
 * Checks an EIP-191 signature by an externally owned account.
 * @param signature 0x and 130 hex digits; v as 27/28 or 0/1
 * @throws SiweError unless `address` signed `text`
 */
export function checkSignature(text: string, signature: string, address: string): void {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature))
    throw new SiweError('A signature is 0x and 130 hexadecimal digits.');
  const v = Number.parseInt(signature.slice(-2), 16);
  const normal = signature.slice(0, -2).toLowerCase() + (v < 27 ? v + 27 : v).toString(16).padStart(2, '0');
  let signer: string;
  try {
    signer = eip191Signer.recoverAddress(normal, text);
  } catch {
    throw new SiweError('The signature cannot be read.');
  }
  if (signer.toLowerCase() !== address.toLowerCase())
    throw new SiweError(`The signature is by another account than ${address}, or over another message.`);
}

function isChecksummed(address: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(address) && addr.addChecksum(address.toLowerCase()) === address;
}
