import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, table } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

export interface ListOptions extends RestOptions {
  status?: string;
  cohort?: string;
}

/** `brebaje participant list <ceremony>` */
export async function listParticipants(named: string, options: ListOptions, shell: Shell): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const query = new URLSearchParams();
  if (options.status !== undefined) query.set('status', options.status.toUpperCase());
  if (options.cohort !== undefined) query.set('cohort', options.cohort);
  const path = `/ceremonies/${ceremony.id}/participants?${query}`;
  const items: ParticipantBody[] = [];
  for await (const person of client.all<ParticipantBody>(path)) items.push(person);
  if (options.json) return document(shell, { items });
  table(
    shell,
    ['NUMBER', 'NAME', 'STATUS', 'STEP', 'PLACE', 'ABOUT', 'QUEUE', 'IN'],
    items.map((person) => [
      person.number ?? `id:${person.id}`,
      person.publicName,
      person.status,
      person.status === 'CONTRIBUTING' ? `${person.contributionStep} ${person.contributionProgress} %` : '',
      person.position ?? '',
      person.estimate?.about ?? '',
      person.queueClass.toLowerCase(),
      person.circuitsDone,
    ]),
  );
}
