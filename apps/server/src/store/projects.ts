import type { Insertable, Updateable } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { ProjectRow } from './schema.ts';
import type { ProjectTable } from './tables/people.ts';

/** Undefined when the slug is taken. */
export function createProject(db: Db, project: Insertable<ProjectTable>): Promise<ProjectRow | undefined> {
  return db
    .insertInto('project')
    .values(project)
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findProject(db: Db, id: number): Promise<ProjectRow | undefined> {
  return db.selectFrom('project').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The project, locked until the transaction ends: no ceremony is put into it meanwhile. */
export function lockProject(trx: Db, id: number): Promise<ProjectRow | undefined> {
  const query = trx.selectFrom('project').selectAll().where('id', '=', id);
  return (dialectOf(trx) === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
}

/** Changes the project if it is still the row that was read; undefined when somebody else changed it. */
export function updateProject(
  db: Db,
  before: Pick<ProjectRow, 'id' | 'version'>,
  changes: Omit<Updateable<ProjectTable>, 'id' | 'version'>,
): Promise<ProjectRow | undefined> {
  return db
    .updateTable('project')
    .set({ ...changes, version: before.version + 1 })
    .where('id', '=', before.id)
    .where('version', '=', before.version)
    .returningAll()
    .executeTakeFirst();
}

export async function hasCeremony(db: Db, projectId: number): Promise<boolean> {
  const ceremony = await db
    .selectFrom('ceremony')
    .select('id')
    .where('projectId', '=', projectId)
    .executeTakeFirst();
  return ceremony !== undefined;
}

/** Deletes a project without ceremonies, with its logo, coordinators, invitations and subscriptions. */
export async function deleteProject(trx: Db, id: number): Promise<void> {
  for (const table of ['logo', 'coordinator', 'invitation', 'subscription'] as const)
    await trx
      .deleteFrom(table as 'coordinator')
      .where('projectId', '=', id)
      .execute();
  await trx.deleteFrom('project').where('id', '=', id).execute();
}

/** A project's further coordinators, the earliest first. */
export function coordinatorsOf(
  db: Db,
  projectId: number,
): Promise<{ userId: number; publicName: string | null; addedAt: number }[]> {
  return db
    .selectFrom('coordinator')
    .innerJoin('user', 'user.id', 'coordinator.userId')
    .select(['coordinator.userId', 'user.publicName', 'coordinator.addedAt'])
    .where('projectId', '=', projectId)
    .orderBy('addedAt')
    .orderBy('userId')
    .execute();
}

/** Adds a coordinator; nothing happens when the user is one. */
export async function addCoordinator(
  db: Db,
  coordinator: { projectId: number; userId: number; addedAt: number },
): Promise<void> {
  await db
    .insertInto('coordinator')
    .values(coordinator)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether the user was one. */
export async function removeCoordinator(db: Db, projectId: number, userId: number): Promise<boolean> {
  const removed = await db
    .deleteFrom('coordinator')
    .where('projectId', '=', projectId)
    .where('userId', '=', userId)
    .returning('userId')
    .executeTakeFirst();
  return removed !== undefined;
}
