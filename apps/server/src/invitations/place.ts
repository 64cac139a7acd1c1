/** What an invitation is to, and whether the caller may look after it. */
import { aboutOf } from '../ceremonies/about.ts';
import type { KnownCaller } from '../rest/caller.ts';
import { Problem } from '../rest/problem.ts';
import { requireCoordinator } from '../rest/roles.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, InvitationRow, ProjectRow } from '../store/schema.ts';
import type { Occasion } from './send.ts';

/** The ceremony, coordinated by the caller. Throws NOT_FOUND, NOT_PERMITTED. */
export async function coordinatedCeremony(db: Db, caller: KnownCaller, id: number): Promise<CeremonyRow> {
  const ceremony = await findCeremony(db, id);
  if (!ceremony) throw new Problem('NOT_FOUND');
  await requireCoordinator(db, caller, ceremony.projectId);
  return ceremony;
}

/** The project, owned by the caller: who coordinates it is the owner's to say. Throws NOT_FOUND, NOT_PERMITTED. */
export async function ownedProject(db: Db, caller: KnownCaller, id: number): Promise<ProjectRow> {
  const project = await db.selectFrom('project').selectAll().where('id', '=', id).executeTakeFirst();
  if (!project) throw new Problem('NOT_FOUND');
  if (project.ownerUserId !== caller.userId && caller.role !== 'operator')
    throw new Problem('NOT_PERMITTED', 'Only the owner of the project may invite coordinators.');
  return project;
}

/**
 * An invitation that the caller looks after, and what it is to. Links of operators are looked after by nobody
 * here: they end by themselves.
 * @throws NOT_FOUND, NOT_PERMITTED
 */
export async function managed(
  db: Db,
  caller: KnownCaller,
  id: number,
): Promise<{ row: InvitationRow; occasion: Occasion }> {
  const row = await db.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirst();
  if (row && row.ceremonyId !== null)
    return { row, occasion: occasionOf(await coordinatedCeremony(db, caller, row.ceremonyId)) };
  if (row && row.projectId !== null)
    return { row, occasion: projectOccasion(await ownedProject(db, caller, row.projectId)) };
  if (caller.role !== 'operator') throw new Problem('NOT_PERMITTED', 'This is no invitation of yours.');
  if (!row) throw new Problem('NOT_FOUND');
  return { row, occasion: { title: 'this server', purpose: undefined } };
}

/** What people are told that a ceremony is. */
export function occasionOf(ceremony: CeremonyRow): Occasion {
  return { title: ceremony.title, purpose: aboutOf(ceremony).purpose };
}

function projectOccasion({ name, description }: ProjectRow): Occasion {
  return { title: name, purpose: description ?? undefined };
}
