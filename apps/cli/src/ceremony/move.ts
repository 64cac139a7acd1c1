import { setTimeout as sleep } from 'node:timers/promises';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { invocation } from '../invocation.ts';
import { findCeremony, pageOf } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** Statuses that a ceremony is told to take. */
export type Move = 'OPENED' | 'PAUSED' | 'CLOSED' | 'CANCELED';

const SAYS: Record<Move, (ceremony: CeremonyBody, server: string) => string> = {
  OPENED: (ceremony, server) => `${ceremony.slug} is open: ${pageOf(server, ceremony)}`,
  PAUSED: ({ slug }) => `${slug} is paused: every clock stands still, nobody loses anything.`,
  CLOSED: ({ slug, drained }) =>
    `${slug} is closed: nobody new enters${drained ? ', and nobody is inside.' : '; whoever is inside finishes.'}`,
  CANCELED: ({ slug }) => `${slug} is canceled.`,
};

/** `brebaje ceremony open|pause|close|cancel <ceremony>` */
export async function moveCeremony(
  named: string,
  status: Move,
  options: RestOptions & { reason?: string; wait?: boolean },
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const path = `/ceremonies/${ceremony.id}`;
  const change = { status, reason: options.reason };
  let { body } = await client.call<CeremonyBody>({ method: 'PATCH', path, body: change });
  while (options.wait && body.status === 'CLOSED' && !body.drained) {
    await sleep(1_000, undefined, { signal: shell.signal });
    body = (await client.call<CeremonyBody>({ method: 'GET', path, patience: {} })).body;
  }
  if (options.json) return document(shell, body);
  shell.out(SAYS[status](body, client.server));
  if (status === 'CLOSED') tellEnd(body, shell);
}

/** What a closed ceremony ends with, and the command that ends it. */
function tellEnd({ slug, beacon, drained }: CeremonyBody, shell: Shell): void {
  if (beacon) {
    const later =
      drained || beacon.source !== 'drand-quicknet' ? '' : ', or a later one if people are inside until then';
    shell.out(
      `It ends with ${line(beacon.words)
        .replace(/^The/, 'the')
        .replace(/^Round/, 'round')}${later}.`,
    );
    if (beacon.publishedAt !== undefined) shell.out(`That is published on ${when(beacon.publishedAt)}.`);
  }
  const command = invocation(process.argv[1], process.cwd());
  const waits = beacon ? ', which waits for that' : '';
  shell.err(`Next: ${command} ceremony finalize ${slug} --wait${waits}\n`);
}

/** `brebaje ceremony archive <ceremony>`, and back. */
export async function archiveCeremony(
  named: string,
  options: RestOptions & { reason?: string; undo?: boolean },
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const archived = options.undo !== true;
  const { body } = await client.call<CeremonyBody>({
    method: 'POST',
    path: `/ceremonies/${ceremony.id}/archive`,
    body: { archived, reason: options.reason },
  });
  if (options.json) return document(shell, body);
  shell.out(
    archived
      ? `${body.slug} is hidden from lists. Its page, its events and its files stay.`
      : `${body.slug} is in the lists again.`,
  );
}

/** `brebaje ceremony announce <ceremony> <text>` */
export async function announce(
  named: string,
  text: string,
  options: RestOptions & { incident?: boolean },
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const { body } = await client.call<{ seq: number }>({
    method: 'POST',
    path: `/ceremonies/${ceremony.id}/announcements`,
    body: { text, kind: options.incident ? 'INCIDENT' : 'ANNOUNCEMENT' },
  });
  if (options.json) return document(shell, body);
  shell.out(`Told everybody, as event ${body.seq} of ${ceremony.slug}. It stays public for ever.`);
}
