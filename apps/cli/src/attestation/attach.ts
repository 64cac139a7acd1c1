import type { AttestationBody } from '@brebaje/protocol/rest/attestations';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findCircuit } from '../rest/find-circuit.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { counted, document } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

export interface AttachOptions extends RestOptions, AttestationBody {
  circuit?: string;
  remove?: boolean;
}

interface Listed {
  id: number;
  attestation?: AttestationBody;
}

/** `brebaje attestation attach <ceremony>`: to each contribution of whoever is signed in, or that to one circuit. */
export async function attachAttestation(named: string, options: AttachOptions, shell: Shell): Promise<void> {
  const { url, note, remove } = options;
  if ((url === undefined && note === undefined) !== (remove === true))
    throw new CommandError(
      EXIT.usage,
      'what shall be told?',
      'give --url, --note or both; or --remove alone',
    );
  const { client, ceremony } = await findCeremony(named, options, shell);
  const { signal } = shell;
  const { body: me } = await client.call<{ participants: { id: number; ceremony: string }[] }>({
    method: 'GET',
    path: '/auth/me',
    signal,
  });
  const own = me.participants.find((one) => one.ceremony === ceremony.slug);
  const circuit = options.circuit === undefined ? undefined : findCircuit(ceremony, options.circuit);
  const filter = circuit === undefined ? '' : `&circuitId=${circuit.id}`;
  const contributions: Listed[] = [];
  if (own)
    for await (const item of client.all<Listed>(
      `/contributions?ceremonyId=${ceremony.id}&participantId=${own.id}${filter}`,
      { most: 1000, signal },
    ))
      contributions.push(item);
  if (contributions.length === 0)
    throw new CommandError(
      EXIT.refused,
      `you have no accepted contribution to ${circuit?.slug ?? ceremony.slug}`,
      "brebaje whoami shows as whom you are signed in; whoever contributed by a link signs in with the same one: brebaje login '<link>'",
    );
  const changed: object[] = [];
  for (const { id, attestation } of contributions) {
    // What is not named stays.
    const kept = { url: url ?? attestation?.url, note: note ?? attestation?.note };
    const body = remove === true ? {} : kept;
    changed.push((await client.call({ method: 'PUT', path: `/contributions/${id}/attestation`, body })).body);
  }
  if (options.json) return document(shell, { contributions: changed });
  const where = counted(changed.length, 'contribution', 'contributions');
  shell.out(remove ? `Removed from ${where}.` : `Shown beside ${where}. It can be changed and removed.`);
}
