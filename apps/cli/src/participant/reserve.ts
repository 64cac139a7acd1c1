import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findCircuit } from '../rest/find-circuit.ts';
import { findParticipant } from '../rest/find-participant.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** Times and limit in seconds. */
export interface ReserveOptions extends RestOptions {
  from: number;
  until: number;
  limit?: number;
  circuit?: string;
  note: string;
}

/** `brebaje participant reserve <ceremony> <who>`: a turn for one person alone, announced to everybody. */
export async function reserveTurn(
  [ceremonyNamed, named]: readonly [string, string],
  options: ReserveOptions,
  shell: Shell,
): Promise<void> {
  const { from, until, limit, note } = options;
  if (from >= until) throw new CommandError(EXIT.usage, '--until must be after --from');
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const person = await findParticipant(client, ceremony.id, named);
  const circuit = findCircuit(ceremony, options.circuit);
  const { body } = await client.call<{ id: number }>({
    method: 'POST',
    path: `/ceremonies/${ceremony.id}/reservations`,
    body: { participantId: person.id, circuitId: circuit.id, from, until, limit, note },
  });
  if (options.json) return document(shell, body);
  shell.out(
    `${line(circuit.slug)} is reserved for ${line(person.publicName)} from ${when(from)} until ${when(until)}, ` +
      `as reservation ${body.id}. Everybody is told.`,
  );
}
