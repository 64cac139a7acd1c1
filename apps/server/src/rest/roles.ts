/** Rights that depend on the thing that is asked for. */
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, ParticipantRow } from '../store/schema.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';

/** Whether the caller coordinates this project: its owner, a further coordinator, or an operator. */
export async function isCoordinator(db: Db, caller: Caller, projectId: number): Promise<boolean> {
  if (caller === null) return false;
  if (caller.role === 'operator') return true;
  const owned = await db
    .selectFrom('project')
    .select('id')
    .where('id', '=', projectId)
    .where('ownerUserId', '=', caller.userId)
    .executeTakeFirst();
  if (owned) return true;
  const added = await db
    .selectFrom('coordinator')
    .select('projectId')
    .where('projectId', '=', projectId)
    .where('userId', '=', caller.userId)
    .executeTakeFirst();
  return added !== undefined;
}

/** Projects by number. */
export type Projects = 'all' | ReadonlySet<number>;

/** Every project that the caller coordinates, for a page of rows: one read however many there are. */
export async function coordinatedProjects(db: Db, caller: Caller): Promise<Projects> {
  if (caller === null) return new Set();
  if (caller.role === 'operator') return 'all';
  const owned = await db
    .selectFrom('project')
    .select('id as projectId')
    .where('ownerUserId', '=', caller.userId)
    .union(db.selectFrom('coordinator').select('projectId').where('userId', '=', caller.userId))
    .execute();
  return new Set(owned.map(({ projectId }) => projectId));
}

export function includesProject(projects: Projects, projectId: number): boolean {
  return projects === 'all' || projects.has(projectId);
}

/** Refuses whoever does not coordinate the project. */
export async function requireCoordinator(db: Db, caller: Caller, projectId: number): Promise<void> {
  if (!(await isCoordinator(db, caller, projectId)))
    throw new Problem('NOT_PERMITTED', 'Only coordinators of this project may do this.');
}

/** As whom the caller acts on a participant; null: a stranger to it. */
export async function standingOn(
  db: Db,
  caller: Caller,
  ceremony: Pick<CeremonyRow, 'projectId'>,
  participant: Pick<ParticipantRow, 'userId'>,
): Promise<'participant' | 'coordinator' | 'both' | null> {
  const coordinates = await isCoordinator(db, caller, ceremony.projectId);
  const own = caller?.userId === participant.userId;
  if (own) return coordinates ? 'both' : 'participant';
  return coordinates ? 'coordinator' : null;
}
