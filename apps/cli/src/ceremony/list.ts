import type { ceremonySummarySchema } from '@brebaje/protocol/rest/ceremonies';
import type { z } from 'zod';
import { findProject } from '../rest/find-project.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document, table, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

type Summary = z.infer<typeof ceremonySummarySchema>;

export interface ListOptions extends RestOptions {
  status?: string;
  project?: string;
  archived?: boolean;
}

/** `brebaje ceremony list` */
export async function listCeremonies(options: ListOptions, shell: Shell): Promise<void> {
  const client = await restHere(options, shell);
  const query = new URLSearchParams();
  if (options.status !== undefined) query.set('status', options.status.toUpperCase());
  if (options.archived) query.set('archived', 'true');
  if (options.project !== undefined)
    query.set('projectId', String((await findProject(client, options.project)).id));
  const items: Summary[] = [];
  for await (const ceremony of client.all<Summary>(`/ceremonies?${query}`)) items.push(ceremony);
  if (options.json) return document(shell, { items });
  table(
    shell,
    ['NUMBER', 'SLUG', 'TITLE', 'SCHEME', 'STATUS', 'IN', 'WAITING', 'OPENS', 'CLOSES'],
    items.map((one) => [
      one.id,
      one.slug,
      `${one.title}${one.test ? ' (TEST)' : ''}`,
      one.scheme,
      one.drained && one.status === 'CLOSED' ? 'CLOSED (drained)' : one.status,
      one.contributions,
      one.waiting,
      dated(one.openedAt ?? one.opensAt),
      dated(one.closedAt ?? one.closesAt),
    ]),
  );
}

const dated = (seconds: number | undefined): string => (seconds === undefined ? '–' : when(seconds));
