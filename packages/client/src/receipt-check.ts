import { parseIdentity } from '@brebaje/kzg/identity';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { ClientError } from './client-error.ts';
import type { ServedReceipt } from './deliver.ts';
import { isObject } from './plain.ts';

/** A receipt as it is kept: the server's two fields and where it was given. */
export interface KeptReceipt extends ServedReceipt {
  server: string;
  sequencerAddress: string;
}

/** What a receipt must agree with. Undefined parts are not known and not compared. */
export interface ReceiptFacts {
  sequencerAddress: string;
  identity?: string | undefined;
  /** The public keys that were sent, 96 bytes each. */
  pubkeys?: Uint8Array[];
}

/** What a receipt says. */
export interface ReceiptContent {
  identity: string;
  /** `0x` and 192 lower-case hex digits each. */
  witness: string[];
}

/** Reads a receipt's text: exactly the keys identity and witness. Throws RECEIPT_INVALID. */
export function readReceipt(text: string): ReceiptContent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('its text is no JSON');
  }
  const keys = isObject(json) ? Object.keys(json) : [];
  if (!isObject(json) || keys.length !== 2) throw invalid('it does not have exactly identity and witness');
  const { identity, witness } = json;
  if (typeof identity !== 'string') throw invalid('it names no identity');
  try {
    parseIdentity(identity);
  } catch {
    throw invalid('its identity is none');
  }
  if (
    !Array.isArray(witness) ||
    !witness.every((key) => typeof key === 'string' && /^0x[0-9a-f]{192}$/.test(key))
  ) {
    throw invalid('its witness is no list of public keys');
  }
  return { identity, witness };
}

/**
 * Checks a receipt: signed by the sequencer's address, for our identity, over exactly the public keys we sent.
 * Throws RECEIPT_INVALID.
 */
export function checkReceipt(served: ServedReceipt, facts: ReceiptFacts): ReceiptContent {
  const content = readReceipt(served.receipt);
  if (!verifyReceipt(served.receipt, served.signature, facts.sequencerAddress)) {
    throw invalid(`it is not signed by ${facts.sequencerAddress}`);
  }
  if (facts.identity !== undefined && content.identity !== facts.identity) {
    throw invalid(`it is for ${content.identity}, not for ${facts.identity}`);
  }
  if (facts.pubkeys) {
    const sent = facts.pubkeys.map(hex0x);
    if (sent.length !== content.witness.length || sent.some((key, i) => key !== content.witness[i])) {
      throw invalid('it is not over the public keys that were sent', OTHER_KEYS);
    }
  }
  return content;
}

/** Lower-case hex with 0x. */
export function hex0x(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** `serverCode` of a genuine receipt for this person that is for another contribution than the one just sent. */
export const OTHER_KEYS = 'OTHER_KEYS';

function invalid(why: string, serverCode?: string): ClientError {
  return new ClientError('RECEIPT_INVALID', `the receipt is not valid: ${why}`, {
    ...(serverCode === undefined ? {} : { serverCode }),
    next: 'keep it, and verify the ceremony’s transcript: it shows whether the contribution is in',
  });
}
