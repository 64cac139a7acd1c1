import { findProject } from '../rest/find-project.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** `brebaje project coordinators add|remove <project> <user>` */
export async function setCoordinator(
  named: string,
  { userId, method }: { userId: number; method: 'PUT' | 'DELETE' },
  options: RestOptions,
  shell: Shell,
): Promise<void> {
  const client = await restHere(options, shell);
  const { id, slug } = await findProject(client, named);
  await client.call({ method, path: `/projects/${id}/coordinators/${userId}` });
  if (options.json) return document(shell, { project: slug, userId, coordinator: method === 'PUT' });
  shell.out(
    `User ${userId} ${method === 'PUT' ? 'coordinates' : 'does not coordinate'} the project ${slug} now`,
  );
}

/** `brebaje project coordinators invite <project>`: prints a link that makes a coordinator. */
export async function inviteCoordinator(
  named: string,
  options: RestOptions & { name?: string; email?: string; until?: number },
  shell: Shell,
): Promise<void> {
  const client = await restHere(options, shell);
  const { id, slug } = await findProject(client, named);
  const { name, email: address, until } = options;
  const { body } = await client.call<{ link: string }>({
    method: 'POST',
    path: `/projects/${id}/invitations`,
    body: { name, address, until },
  });
  if (options.json) return document(shell, body);
  shell.out(body.link);
  shell.err(
    `Whoever opens this first coordinates ${slug}: hand it to that person alone. It is shown once.\n`,
  );
}
