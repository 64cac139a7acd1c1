import type { RestClient } from '@brebaje/client/rest/rest-client';
import type { invitationSchema } from '@brebaje/protocol/rest/invitation';
import type { z } from 'zod';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, lines, maybeWhen, table } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

type InvitationBody = z.infer<typeof invitationSchema>;

/** Whom an invitation is for. Times in seconds. */
export interface InviteOptions extends RestOptions {
  name?: string;
  email?: string;
  cohort?: string;
  identity?: string;
  queue?: string;
  priority?: number;
  from?: number;
  until?: number;
  send?: boolean;
}

/** A message that was e-mailed, or is to be copied. */
export interface Message {
  id: number;
  name?: string;
  address?: string;
  queued: boolean;
  link?: string;
  text?: string;
}

/** `brebaje participant invite <ceremony>`: prints the link, or has it e-mailed. */
export async function inviteParticipant(named: string, options: InviteOptions, shell: Shell): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const { name, email: address, cohort, identity, queue, priority, from, until } = options;
  if (options.send && address === undefined)
    throw new CommandError(EXIT.usage, 'where to?', 'give --email with --send');
  const { body } = await client.call<InvitationBody & { link: string }>({
    method: 'POST',
    path: `/ceremonies/${ceremony.id}/invitations`,
    body: { name, address, cohort, identity, queueClass: queue, priority, from, until },
  });
  if (options.send) {
    const path = `/invitations/${body.id}/send`;
    const sent = (await client.call<Message>({ method: 'POST', path })).body;
    return options.json ? document(shell, sent) : tellMessage(sent, shell);
  }
  if (options.json) return document(shell, body);
  shell.out(body.link);
  shell.err(
    `It signs ${name === undefined ? 'whoever uses it' : line(name)} in by itself, once: hand it to that person ` +
      `alone. It is shown this once.\nIn a terminal: brebaje contribute '<the link>'\n`,
  );
}

/** What became of one message. */
export function tellMessage({ name, address, queued, link, text }: Message, shell: Shell): void {
  const whom = line(name ?? address ?? 'somebody');
  shell.out(
    queued
      ? `E-mailed to ${whom} (${line(address)})`
      : `For ${whom}; nobody is e-mailed, copy this:\n\n${lines(text ?? link ?? '')}\n`,
  );
}

/** `brebaje participant roster <ceremony>` */
export async function showRoster(
  named: string,
  options: RestOptions & { state?: string; cohort?: string },
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const query = new URLSearchParams();
  if (options.state !== undefined) query.set('state', options.state.toUpperCase());
  if (options.cohort !== undefined) query.set('cohort', options.cohort);
  const items: InvitationBody[] = [];
  const path = `/ceremonies/${ceremony.id}/invitations?${query}`;
  for await (const invitation of client.all<InvitationBody>(path)) items.push(invitation);
  if (options.json) return document(shell, { items });
  table(
    shell,
    ['INVITATION', 'NAME', 'ADDRESS', 'COHORT', 'STATE', 'QUEUE', 'SENT', 'USED'],
    items.map((one) => [
      one.id,
      one.name ?? one.identity ?? '',
      one.address ?? '',
      one.cohort ?? '',
      one.state,
      one.queueClass.toLowerCase(),
      maybeWhen(one.sentAt) ?? '',
      maybeWhen(one.usedAt) ?? '',
    ]),
  );
}

/** `brebaje participant reissue|revoke <ceremony> <invitation>` */
export async function changeLink(
  [ceremonyNamed, named]: readonly [string, string],
  act: 'reissue' | 'revoke',
  options: RestOptions,
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const id = await findInvitation(client, ceremony.id, named);
  if (act === 'revoke') {
    await client.call({ method: 'DELETE', path: `/invitations/${id}` });
    if (options.json) return document(shell, { id, revoked: true });
    return shell.out('Revoked: the link is worth nothing any more. Whoever has joined stays until removed.');
  }
  const path = `/invitations/${id}/reissue`;
  const { body } = await client.call<{ link: string }>({ method: 'POST', path });
  if (options.json) return document(shell, body);
  shell.out(body.link);
  shell.err('The old link is worth nothing any more. This one is shown once.\n');
}

/** By its number in the roster, or by the name or address of the person. */
async function findInvitation(client: RestClient, ceremonyId: number, named: string): Promise<number> {
  const found: number[] = [];
  for await (const one of client.all<InvitationBody>(`/ceremonies/${ceremonyId}/invitations`)) {
    const names = [String(one.id), one.name, one.address].map((name) => name?.toLowerCase());
    if (names.includes(named.toLowerCase())) found.push(one.id);
  }
  if (found.length === 1) return found[0]!;
  throw new CommandError(
    found.length === 0 ? EXIT.refused : EXIT.usage,
    found.length === 0 ? `nobody on the roster is ${named}` : `several on the roster are ${named}`,
    'brebaje participant roster shows numbers and names',
  );
}
