import { findCeremony } from '../rest/find-ceremony.ts';
import { findParticipant } from '../rest/find-participant.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { counted, document, line, lines } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** `brebaje participant write <ceremony> <who> <text>`: to one person; printed where the server has no way there. */
export async function writeToParticipant(
  [ceremonyNamed, named, text]: readonly [string, string, string],
  options: RestOptions,
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const person = await findParticipant(client, ceremony.id, named);
  const path = `/participants/${person.id}/messages`;
  const { body } = await client.call<{ sent: number; text: string }>({
    method: 'POST',
    path,
    body: { text },
  });
  if (options.json) return document(shell, body);
  const name = line(person.publicName);
  if (body.sent > 0)
    return shell.out(`On its way to ${name}, by ${counted(body.sent, 'channel', 'channels')}.`);
  shell.out(`The server has no way to ${name}: send this yourself.\n`);
  shell.out(lines(body.text));
}
