import type { RestClient } from '@brebaje/client/rest/rest-client';
import { CommandError, EXIT } from '../exit-codes.ts';

/** A project as lists show it. */
export interface Project {
  id: number;
  slug: string;
  name: string;
  description?: string;
  support?: string;
  homepage?: string;
  accentLight?: string;
  accentDark?: string;
  logo?: { url: string; mediaType: string; width: number; height: number };
  ownerUserId?: number;
  createdAt: number;
  archivedAt?: number;
}

/** Finds a project by slug or number, archived ones too. */
export async function findProject(client: RestClient, named: string): Promise<Project> {
  if (/^\d+$/.test(named))
    return (await client.call<Project>({ method: 'GET', path: `/projects/${named}` })).body;
  for (const archived of [false, true]) {
    const path = `/projects?slug=${encodeURIComponent(named)}&archived=${archived}`;
    const { body } = await client.call<{ items: Project[] }>({ method: 'GET', path });
    if (body.items[0]) return body.items[0];
  }
  throw new CommandError(EXIT.refused, `there is no project ${named}`, 'brebaje project list shows them');
}

/** The projects that the person owns or coordinates. */
export async function ownProjects(client: RestClient): Promise<Project[]> {
  const mine: Project[] = [];
  for await (const project of client.all<Project>('/projects?mine=true', { most: 100 })) mine.push(project);
  return mine;
}
