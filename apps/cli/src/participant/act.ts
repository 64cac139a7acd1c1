import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findParticipant } from '../rest/find-participant.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** What a coordinator does about somebody; each is an event that everybody can read. */
export type Act = 'extend' | 'timeout' | 'replace' | 'readmit' | 'remove' | 'priority';

export interface ActOptions extends RestOptions {
  reason: string;
  /** Seconds. */
  by?: number;
  priority?: number;
}

const SAYS: Record<Act, (name: string, person: ParticipantBody) => string> = {
  extend: (name, { timeout }) =>
    `${name} has time until ${timeout === undefined ? 'the work is done' : when(timeout.expiresAt)}.`,
  timeout: (name, { status }) => `The turn of ${name} ended: ${status}.`,
  replace: (name, { status }) => `The turn of ${name} goes to the next: ${status}.`,
  readmit: (name, { status }) => `${name} may return: ${status}.`,
  remove: (name) => `${name} was removed.`,
  priority: (name, { priority }) => `${name} has priority ${priority}.`,
};

/** `brebaje participant extend|timeout|replace|readmit|remove|priority <ceremony> <who>` */
export async function actOn(
  [ceremonyNamed, named]: readonly [string, string],
  act: Act,
  options: ActOptions,
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const person = await findParticipant(client, ceremony.id, named);
  const { reason, by: seconds, priority } = options;
  const path = `/participants/${person.id}`;
  if (act === 'remove') {
    await client.call({ method: 'DELETE', path: `${path}?reason=${encodeURIComponent(reason)}` });
    return report(act, person, options, shell);
  }
  if (act === 'extend' && (seconds === undefined || seconds < 1))
    throw new CommandError(EXIT.usage, 'by how much?', 'give --by with a duration, such as 30m');
  const request =
    act === 'priority'
      ? { method: 'PATCH' as const, path, body: { priority, reason } }
      : { method: 'POST' as const, path: `${path}/${act}`, body: { reason, seconds } };
  report(act, (await client.call<ParticipantBody>(request)).body, options, shell);
}

function report(act: Act, person: ParticipantBody, options: RestOptions, shell: Shell): void {
  if (options.json) document(shell, act === 'remove' ? { id: person.id, removed: true } : person);
  else shell.out(SAYS[act](line(person.publicName), person));
}
