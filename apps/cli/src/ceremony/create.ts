import { access } from 'node:fs/promises';
import { ClientError } from '@brebaje/client/client-error';
import type { RestClient } from '@brebaje/client/rest/rest-client';
import type { FileCircuit } from '@brebaje/protocol/ceremony-file';
import type { CeremonyBody, CeremonyDraft } from '@brebaje/protocol/rest/ceremonies';
import { registerCircuit } from '../circuit/register.ts';
import { CommandError, EXIT, EXIT_OF } from '../exit-codes.ts';
import { invocation } from '../invocation.ts';
import { pageOf } from '../rest/find-ceremony.ts';
import { findProject, ownProjects, type Project } from '../rest/find-project.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document, line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { readCeremonyFile, readCircuits } from './file.ts';

export interface CreateOptions extends RestOptions {
  project?: string;
  open?: boolean;
  /** Whom to make a link for at once, by name. */
  invite?: string[];
}

/** `brebaje ceremony create <file>` */
export async function createCeremony(path: string, options: CreateOptions, shell: Shell): Promise<void> {
  const draft = await readCeremonyFile(path);
  const circuits = await readCircuits(path);
  for (const { paths } of circuits) for (const file of Object.values(paths)) await access(file ?? '');
  const client = await restHere(options, shell);
  await requireNew(client, draft, path);
  const project = await projectFor(client, draft, options, shell);
  const request = {
    method: 'POST' as const,
    path: '/ceremonies',
    body: { ...draft, projectId: project.id },
  };
  let ceremony = (await client.call<CeremonyBody>(request)).body;
  for (const circuit of circuits) await registered(client, ceremony, circuit, path, shell);
  // Before it opens: a ceremony for invited people opens for somebody.
  const invited = await invitedTo(client, ceremony, options.invite ?? []);
  if (options.open) ceremony = await opened(client, ceremony);
  if (options.json) return document(shell, { ...ceremony, ...(options.invite ? { invited } : {}) });
  const { slug, status } = ceremony;
  shell.out(
    `${status === 'OPENED' ? 'Created and opened' : 'Created'} ${slug}: ${pageOf(client.server, ceremony)}`,
  );
  const command = invocation(process.argv[1], process.cwd());
  for (const { name, link } of invited)
    shell.out(`For ${line(name)} alone, good once, shown this once: ${line(link)}`);
  // In this order: a ceremony for invited people opens for somebody.
  if (invited.length === 0) shell.err(`Invite somebody: ${command} participant invite ${slug} --name …\n`);
  if (status !== 'OPENED') shell.err(`Next: ${command} ceremony open ${slug}\n`);
}

/**
 * Asks whether it would be created, before anything is made for it: a project without its ceremony would be left
 * behind. Throws CommandError where the slug is taken, RestRefusal for what the draft has wrong.
 */
async function requireNew(client: RestClient, draft: CeremonyDraft, path: string): Promise<void> {
  await client.call({ method: 'POST', path: '/ceremonies/check', body: draft });
  const { slug } = draft;
  try {
    await client.call({ method: 'GET', path: `/ceremonies/by-slug/${encodeURIComponent(slug)}` });
  } catch (error) {
    if (error instanceof ClientError && error.serverCode === 'NOT_FOUND') return;
    throw error;
  }
  const command = invocation(process.argv[1], process.cwd());
  throw new CommandError(
    EXIT.refused,
    `there is a ceremony ${slug} already, and slugs are for ever`,
    `is it yours? ${command} ceremony edit ${slug} ${path} changes it, and ${command} circuit add ${slug} adds a circuit; another ceremony takes another slug`,
    { findings: { serverCode: 'CONFLICT' } },
  );
}

/** Registers a circuit of the file. What is there already stays: the message says how to go on. */
async function registered(
  client: RestClient,
  ceremony: CeremonyBody,
  circuit: FileCircuit,
  path: string,
  shell: Shell,
): Promise<void> {
  const { slug } = circuit.about;
  try {
    const { genesis } = await registerCircuit(client, ceremony, circuit, shell);
    shell.err(`Circuit ${slug}: genesis ${genesis}\n`);
  } catch (error) {
    const known = error instanceof CommandError || error instanceof ClientError;
    if (!known) throw error;
    throw new CommandError(
      error instanceof ClientError ? EXIT_OF[error.code] : error.exit,
      `${ceremony.slug} was created, and its circuit ${slug} is not there: ${error.message}`,
      `correct that and add it and those after it in ${path} with brebaje circuit add ${ceremony.slug} ${slug} …`,
    );
  }
}

/** A link for each name. */
async function invitedTo(client: RestClient, { id }: CeremonyBody, names: readonly string[]) {
  const invited: { name: string; link: string }[] = [];
  const path = `/ceremonies/${id}/invitations`;
  for (const name of names) {
    const { body } = await client.call<{ link: string }>({ method: 'POST', path, body: { name } });
    invited.push({ name, link: body.link });
  }
  return invited;
}

/** Created and not opened is no failure that loses anything: the message says what is there. */
async function opened(client: RestClient, { id, slug }: CeremonyBody): Promise<CeremonyBody> {
  const request = { method: 'PATCH' as const, path: `/ceremonies/${id}`, body: { status: 'OPENED' } };
  try {
    return (await client.call<CeremonyBody>(request)).body;
  } catch (error) {
    const { code, message, serverCode } = error as { code?: string; message: string; serverCode?: string };
    if (code !== 'REFUSED') throw error;
    throw new CommandError(
      EXIT.notReady,
      `${slug} was created and cannot open: ${message}`,
      `correct it with brebaje ceremony edit ${slug}, then brebaje ceremony open ${slug}`,
      { findings: { slug, serverCode } },
    );
  }
}

/** The project that was named, the only one of this person, or a new one for the first ceremony. */
async function projectFor(
  client: RestClient,
  draft: CeremonyDraft,
  options: CreateOptions,
  shell: Shell,
): Promise<Pick<Project, 'id'>> {
  if (options.project !== undefined) return findProject(client, options.project);
  const [only, ...more] = await ownProjects(client);
  if (only === undefined) {
    const body = { slug: draft.slug, name: draft.title, support: draft.about?.support };
    const made = (await client.call<Project>({ method: 'POST', path: '/projects', body })).body;
    shell.err(`Made the project ${made.slug} for it\n`);
    return made;
  }
  if (more.length === 0) return only;
  const names = [only, ...more].map(({ slug }) => slug).join(', ');
  throw new CommandError(EXIT.usage, 'in which project?', `give --project with one of ${names}`);
}
