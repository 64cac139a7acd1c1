import type { healthSchema } from '@brebaje/protocol/rest/health';
import type { z } from 'zod';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { bytes, document, facts, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** `brebaje ceremony health <ceremony>`: how the server is that it runs on. */
export async function showHealth(named: string, options: RestOptions, shell: Shell): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const path = `/ceremonies/${ceremony.id}/health`;
  const { body } = await client.call<z.infer<typeof healthSchema>>({ method: 'GET', path });
  if (options.json) return document(shell, body);
  const { disk, jobs } = body;
  facts(shell, [
    ['version', line(body.version)],
    ['clock', when(body.at)],
    ['database', line(body.database)],
    ['files', line(body.files)],
    ['free', disk.free === undefined ? 'nobody can tell' : bytes(disk.free)],
    ['short', disk.short ? `yes: no new turn below ${bytes(disk.needed)}` : 'no'],
    ['e-mail', body.email ? 'is sent' : 'is not sent: copy the texts'],
    ...jobs.map(
      ({ kind, running, waiting }) => [line(kind), `${running} running, ${waiting} waiting`] as const,
    ),
  ]);
}
