/** Which ceremony of a server a receipt or an attestation is of. */
import { ClientError } from '@brebaje/client/client-error';
import { readAttestation } from '@brebaje/client/groth16/attestation-block';
import { checkAttestation } from '@brebaje/client/groth16/check-attestation';
import { publishedAt } from '@brebaje/client/groth16/published';
import { checkReceipt } from '@brebaje/client/receipt-check';
import type { CeremonyBody, CeremonySummary } from '@brebaje/client/rest/bodies';
import { restClient } from '@brebaje/client/rest/rest-client';
import type { Surroundings } from '@brebaje/client/surroundings';
import type { Answers, Candidate, SoughtCeremony } from './messages.ts';

/** No server has more. */
const MOST_CEREMONIES = 10_000;

/** By its manifest, which receipts of circuits name, and by the key that signed a receipt of powers. */
export async function findCeremonies(
  world: Surroundings,
  server: string,
  sought: SoughtCeremony,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const client = restClient(world, server, undefined);
  const found: Candidate[] = [];
  for await (const one of client.all<CeremonySummary>('/ceremonies', { most: MOST_CEREMONIES, signal }))
    if (isMeant(one, sought)) found.push({ slug: one.slug, title: one.title });
  return found;
}

function isMeant(
  { scheme, manifestHash, receiptAddress }: CeremonySummary,
  { receipt, attestation, manifest }: SoughtCeremony,
): boolean {
  if (attestation) return manifestHash === attestation.ceremony;
  if (!receipt) return manifest !== undefined && manifestHash === manifest;
  if (scheme !== receipt.said.scheme) return false;
  if (receipt.said.scheme === 'GROTH16') return manifestHash === receipt.said.manifest;
  try {
    checkReceipt(receipt.kept, { sequencerAddress: receiptAddress });
    return true;
  } catch (error) {
    if (error instanceof ClientError) return false;
    throw error;
  }
}

/** The published receipt of an attestation, after that was held against what its ceremony published. */
export async function ownReceipt(
  world: Surroundings,
  where: { server: string; slug: string },
  text: string,
  signal: AbortSignal,
): Promise<Answers['attestation']> {
  const block = readAttestation(text);
  const client = restClient(world, where.server, undefined);
  const path = `/ceremonies/by-slug/${encodeURIComponent(where.slug)}`;
  const { body: ceremony } = await client.call<CeremonyBody>({ method: 'GET', path, signal });
  const published = await publishedAt(client, ceremony, block, signal);
  const receiptAddress = checkAttestation(block, published);
  const { text: receipt, signature } = published.transcript!.receipt!;
  return { receiptAddress, receipt: { receipt, signature } };
}
