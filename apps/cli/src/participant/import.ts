import { readFile } from 'node:fs/promises';
import type { RestClient } from '@brebaje/client/rest/rest-client';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { type Message, tellMessage } from './invite.ts';

interface Imported {
  added: number;
  changed: number;
  unchanged: number;
  revoked: number;
}

/** `brebaje participant import <ceremony> <file>`: puts people on the roster; --send gives each a link. */
export async function importPeople(
  named: string,
  path: string,
  options: RestOptions & { send?: boolean; cohort?: string },
  shell: Shell,
): Promise<void> {
  const csv = path === '-' ? await shell.readInput() : await readFile(path, 'utf8');
  const { client, ceremony } = await findCeremony(named, options, shell);
  const { body } = await client.call<Imported>({
    method: 'POST',
    path: `/ceremonies/${ceremony.id}/roster`,
    body: csv,
    contentType: 'text/csv',
  });
  const messages = options.send ? await sendAll(client, ceremony.id, options.cohort) : [];
  if (options.json) return document(shell, { ...body, ...(options.send ? { messages } : {}) });
  const { added, changed, unchanged, revoked } = body;
  const left = revoked === 0 ? '' : `, ${revoked} left alone because their invitation was revoked`;
  shell.out(`On the roster: ${added} added, ${changed} changed, ${unchanged} as before${left}`);
  for (const message of messages) tellMessage(message, shell);
  if (!options.send) shell.err(`Nobody has a link yet: the same command with --send makes and sends them\n`);
}

/** A link for everybody who has none, some hundred at a time. */
async function sendAll(
  client: RestClient,
  ceremonyId: number,
  cohort: string | undefined,
): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const { body } = await client.call<{ items: Message[]; left: number }>({
      method: 'POST',
      path: `/ceremonies/${ceremonyId}/roster/send`,
      body: { cohort },
    });
    messages.push(...body.items);
    // What nothing becomes of would be asked for for ever.
    if (body.left === 0 || body.items.length === 0) return messages;
  }
}
