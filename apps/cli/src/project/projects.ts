import { readFile } from 'node:fs/promises';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findProject, ownProjects, type Project } from '../rest/find-project.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document, facts, line, maybeWhen, table, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** What a project can be given. */
export interface ProjectFields {
  name?: string;
  description?: string;
  support?: string;
  homepage?: string;
  accentLight?: string;
  accentDark?: string;
}

/** `brebaje project create <slug>` */
export async function createProject(
  slug: string,
  options: RestOptions & ProjectFields,
  shell: Shell,
): Promise<void> {
  const client = await restHere(options, shell);
  const { name = slug, description, support, homepage, accentLight, accentDark } = options;
  const body = { slug, name, description, support, homepage, accentLight, accentDark };
  const made = (await client.call<Project>({ method: 'POST', path: '/projects', body })).body;
  if (options.json) return document(shell, made);
  shell.out(`Made the project ${made.slug}, number ${made.id}`);
}

/** `brebaje project list` */
export async function listProjects(
  options: RestOptions & { mine?: boolean; archived?: boolean },
  shell: Shell,
): Promise<void> {
  const client = await restHere(options, shell);
  let items: Project[] = [];
  if (options.mine) items = await ownProjects(client);
  else
    for await (const project of client.all<Project>(`/projects?archived=${options.archived === true}`))
      items.push(project);
  if (options.json) return document(shell, { items });
  table(
    shell,
    ['NUMBER', 'SLUG', 'NAME', 'SINCE'],
    items.map(({ id, slug, name, createdAt }) => [id, slug, name, when(createdAt)]),
  );
}

/** `brebaje project show <project>`; to its coordinators with who they are. */
export async function showProject(named: string, options: RestOptions, shell: Shell): Promise<void> {
  const client = await restHere(options, shell);
  const project = await findProject(client, named);
  const coordinators =
    project.ownerUserId === undefined ? undefined : await coordinatorsOf(client, project.id);
  if (options.json) return document(shell, { ...project, coordinators });
  facts(shell, [
    ['Project', `${project.slug} (number ${project.id})`],
    ['Name', project.name],
    ['For', project.description],
    ['Help', project.support],
    ['Page', project.homepage],
    ['Colours', coloursOf(project)],
    ['Logo', project.logo && `${project.logo.mediaType}, ${project.logo.width} × ${project.logo.height}`],
    ['Since', when(project.createdAt)],
    ['Archived', maybeWhen(project.archivedAt)],
    [
      'Coordinators',
      coordinators
        ?.map(({ userId, publicName, owner }) =>
          line(`user ${userId} ${publicName ?? ''}${owner ? ' (owner)' : ''}`),
        )
        .join('\n'),
    ],
  ]);
}

const coloursOf = ({ accentLight, accentDark }: Project): string | undefined =>
  accentLight === undefined && accentDark === undefined
    ? undefined
    : `light ${accentLight ?? 'as it comes'}, dark ${accentDark ?? 'as it comes'}`;

interface Coordinator {
  userId: number;
  publicName?: string;
  owner: boolean;
}

async function coordinatorsOf(client: Awaited<ReturnType<typeof restHere>>, projectId: number) {
  const path = `/projects/${projectId}/coordinators`;
  return (await client.call<{ items: Coordinator[] }>({ method: 'GET', path })).body.items;
}

/** `brebaje project edit|archive`: changes what is given; an empty text takes a field away. */
export async function changeProject(
  named: string,
  options: RestOptions & ProjectFields & { archived?: boolean; owner?: number; logo?: string },
  shell: Shell,
): Promise<void> {
  const client = await restHere(options, shell);
  const { id } = await findProject(client, named);
  const { name, archived, owner, logo } = options;
  const picture = logo === undefined || logo === '' ? undefined : await readPicture(logo);
  const body = {
    name,
    description: orNull(options.description),
    support: orNull(options.support),
    homepage: orNull(options.homepage),
    accentLight: orNull(options.accentLight),
    accentDark: orNull(options.accentDark),
    archived,
    ownerUserId: owner,
  };
  const path = `/projects/${id}`;
  let changed = (await client.call<Project>({ method: 'PATCH', path, body })).body;
  if (logo === '') changed = (await client.call<Project>({ method: 'DELETE', path: `${path}/logo` })).body;
  if (picture) {
    const sent = { body: picture, contentType: 'application/octet-stream' };
    changed = (await client.call<Project>({ method: 'PUT', path: `${path}/logo`, ...sent })).body;
  }
  if (options.json) return document(shell, changed);
  const hidden = changed.archivedAt === undefined ? '' : ' It is hidden from lists; nothing is erased.';
  shell.out(`Changed the project ${changed.slug}.${archived === undefined ? '' : hidden}`);
}

const orNull = (text: string | undefined): string | null | undefined => (text === '' ? null : text);

async function readPicture(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: Error) => {
    throw new CommandError(EXIT.file, `--logo: ${error.message}`);
  });
}
