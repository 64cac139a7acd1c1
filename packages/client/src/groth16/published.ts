import { manifestSchema } from '@brebaje/protocol/rest/ceremonies';
import { transcriptSchema } from '@brebaje/protocol/rest/transcripts';
import { ClientError } from '../client-error.ts';
import type { RestClient } from '../rest/rest-client.ts';
import type { AttestationBlock } from './attestation-block.ts';
import type { Published } from './check-attestation.ts';

/** A ceremony as far as its contributions are looked for. */
export interface Listed {
  id: number;
  circuits: readonly { id: number; slug: string }[];
}

/** What a server has where the contribution of an attestation should be. Throws RECORD_INVALID, and what REST throws. */
export async function publishedAt(
  client: RestClient,
  ceremony: Listed,
  { circuit: slug, number }: Pick<AttestationBlock, 'circuit' | 'number'>,
  signal: AbortSignal,
): Promise<Published> {
  const path = `/ceremonies/${ceremony.id}/manifest`;
  const { data: manifest } = manifestSchema.safeParse(
    (await client.call({ method: 'GET', path, signal })).body,
  );
  if (!manifest)
    throw new ClientError('RECORD_INVALID', 'the server’s manifest is none', { next: 'check the address' });
  const circuit = ceremony.circuits.find((one) => one.slug === slug);
  let place = 0;
  if (circuit)
    // Adopted contributions have places before the first transcript.
    for await (const item of client.all(`/circuits/${circuit.id}/transcripts`, { most: number, signal })) {
      place += 1;
      const { data } = transcriptSchema.safeParse(item);
      if (!data || place > number) break;
      if (data.position === number) return { manifest: manifest.text, transcript: data };
    }
  return { manifest: manifest.text, transcript: undefined };
}
