/** Attestations of this server's ceremonies, made again from their receipts. */
import type { AttestedFacts } from '@brebaje/client/attestation-again';
import { ClientError } from '@brebaje/client/client-error';
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { SERVER } from './place.ts';

/** Throws RECEIPT_INVALID for a receipt that this ceremony has not signed. */
export async function attestationOf(
  receipt: { receipt: string; signature: string },
  { title, test, receiptAddress, manifestHash, scheme, slug, circuits }: CeremonyBody,
  facts: AttestedFacts = {},
): Promise<string> {
  const { attestationAgain } = await import('@brebaje/client/attestation-again');
  const place = scheme === 'KZG' ? `${SERVER}/sequencer/${slug}` : `${SERVER}/c/${slug}`;
  const { sizes } = circuits[0] ?? {};
  return attestationAgain(receipt, { title, test, receiptAddress, manifestHash, place, sizes }, facts);
}

/** Empty where there is nothing to attest with: another server keeps the signature, or it is wrong. */
export async function attestationIfAny(
  { receipt, signature }: { receipt: string; signature?: string | undefined },
  ceremony: CeremonyBody,
  facts: AttestedFacts,
): Promise<string> {
  if (signature === undefined) return '';
  try {
    return await attestationOf({ receipt, signature }, ceremony, facts);
  } catch (error) {
    if (error instanceof ClientError) return '';
    throw error;
  }
}
