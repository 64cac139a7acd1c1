import { manifestDocumentSchema } from '@brebaje/protocol/archive';
import type { TranscriptBody } from '@brebaje/protocol/rest/transcripts';
import { jsonOf } from '../archive/read-transcript.ts';
import { ClientError } from '../client-error.ts';
import { hashOf } from '../fingerprint.ts';
import type { AttestationBlock } from './attestation-block.ts';
import { checkCircuitReceipt, readCircuitReceipt } from './receipt.ts';

/** What was published where the contribution should be. */
export interface Published {
  /** The exact text of the manifest. */
  manifest: string;
  /** Of the number that the attestation names; undefined: there is none. */
  transcript: TranscriptBody | undefined;
}

/**
 * Checks an attestation against what was published, trusting nobody who publishes it: the manifest has the hash
 * that the attestation names, it names the key that receipts are signed with, that key signed the receipt of that
 * hash, and the receipt has the contribution hash. Returns the key's address.
 * Throws NOT_INCLUDED when what was published is another contribution, RECEIPT_INVALID for a receipt that is none.
 */
export function checkAttestation(block: AttestationBlock, { manifest, transcript }: Published): string {
  const { data: document } = manifestDocumentSchema.safeParse(jsonOf(manifest));
  if (!document || hashOf(new TextEncoder().encode(manifest)) !== block.ceremony)
    throw differs('the attestation is of another ceremony: this one’s manifest has another hash');
  const where = `contribution ${block.number} to ${block.circuit}`;
  if (!transcript || transcript.circuit !== block.circuit || transcript.position !== block.number)
    throw differs(`there is no ${where}`);
  if (transcript.contributionHash !== block.contribution)
    throw differs(`${where} has another contribution hash`);
  if (block.state !== undefined && transcript.state !== block.state)
    throw differs(`${where} led to another state`);
  const { receipt } = transcript;
  if (!receipt) throw differs(`the receipt of ${where} is not published`);
  if (hashOf(new TextEncoder().encode(receipt.text)) !== block.receipt)
    throw differs(`${where} has another receipt`);
  const { receiptAddress } = document;
  checkCircuitReceipt(
    { receipt: receipt.text, signature: receipt.signature },
    {
      ...readCircuitReceipt(receipt.text),
      receiptAddress,
      manifest: block.ceremony,
      circuit: block.circuit,
      position: block.number,
      contributionHash: block.contribution,
      state: transcript.state,
    },
  );
  return receiptAddress;
}

function differs(sentence: string): ClientError {
  return new ClientError('NOT_INCLUDED', sentence, {
    next: 'compare the file with the one that its contributor published',
  });
}
