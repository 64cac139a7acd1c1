import { verifyReceipt } from '@brebaje/kzg/receipt';
import { ClientError } from '../client-error.ts';
import { isObject } from '../plain.ts';

/** A receipt as it is served: the exact text that was signed, and the signature (EIP-191, hex). */
export interface CircuitReceipt {
  receipt: string;
  signature: string;
}

/** What a receipt must say. */
export interface ReceiptFacts {
  receiptAddress: string;
  manifest: string;
  circuit: string;
  position: number;
  previousState: string;
  state: string;
  record: string;
  contributionHash: string;
  fileSha256: string;
}

/** What a receipt says. */
export interface ReceiptContent extends Omit<ReceiptFacts, 'receiptAddress'> {
  /** A salted commitment to who contributed; the salt is the server's and the contributor's. */
  identity: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Of the event in the ceremony's log. */
  seq: number;
}

export const RECEIPT_TYPE = 'brebaje/groth16-receipt/v1';

const TEXTS = [
  'manifest',
  'circuit',
  'previousState',
  'state',
  'record',
  'contributionHash',
  'fileSha256',
  'identity',
] as const;
const NUMBERS = ['position', 'time', 'seq'] as const;

/** Reads a receipt's text: exactly the fields it has. Throws RECEIPT_INVALID. */
export function readCircuitReceipt(text: string): ReceiptContent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('its text is no JSON');
  }
  if (!isObject(json) || json.type !== RECEIPT_TYPE) throw invalid(`it is none of the type ${RECEIPT_TYPE}`);
  const known = new Set<string>(['type', ...TEXTS, ...NUMBERS]);
  const fits =
    Object.keys(json).every((key) => known.has(key)) &&
    TEXTS.every((key) => typeof json[key] === 'string') &&
    NUMBERS.every((key) => Number.isSafeInteger(json[key]));
  if (!fits) throw invalid('it does not have exactly the fields of a receipt');
  return json as unknown as ReceiptContent;
}

/** Checks a receipt: signed by the ceremony's address, over exactly what we sent. Throws RECEIPT_INVALID. */
export function checkCircuitReceipt(served: CircuitReceipt, facts: ReceiptFacts): ReceiptContent {
  const content = readCircuitReceipt(served.receipt);
  const { receiptAddress, ...expected } = facts;
  if (!verifyReceipt(served.receipt, served.signature, receiptAddress))
    throw invalid(`it is not signed by ${receiptAddress}`);
  for (const [key, value] of Object.entries(expected)) {
    if (content[key as keyof ReceiptContent] !== value)
      throw invalid(`its ${key} is not that of what was sent`);
  }
  return content;
}

function invalid(why: string): ClientError {
  return new ClientError('RECEIPT_INVALID', `the receipt is not valid: ${why}`, {
    next: 'keep it; the circuit’s chain shows whether the contribution is in',
  });
}
