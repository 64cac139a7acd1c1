import type { PROJECT_OPERATIONS, projectSchema } from '@brebaje/protocol/rest/projects';
import type { z } from 'zod';
import { logoPath, readLogo } from '../branding/logo.ts';
import { prefixOf } from '../http/public-url.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { type LogoFacts, logosOf, removeLogo, writeLogo } from '../store/logos.ts';
import type { Db } from '../store/open-store.ts';
import {
  addCoordinator,
  coordinatorsOf,
  createProject,
  deleteProject,
  findProject,
  hasCeremony,
  lockProject,
  removeCoordinator,
  updateProject,
} from '../store/projects.ts';
import type { ProjectRow } from '../store/schema.ts';
import { findUser } from '../store/users.ts';
import type { Caller, KnownCaller } from './caller.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { coordinatedProjects, includesProject, isCoordinator, requireCoordinator } from './roles.ts';
import { requireVersion, written } from './row-version.ts';
import { toSeconds } from './seconds.ts';

/** More would be no list of people who are responsible. */
const MAX_COORDINATORS = 100;

const PROJECTS = listing('project', {
  sorts: { id: 'number', createdAt: 'number', slug: 'text' },
  filters: {
    slug: (eb, slug: string) => eb('slug', '=', slug),
    archived: (eb, archived: boolean) => eb('archivedAt', archived ? 'is not' : 'is', null),
    coordinatedBy: (eb, userId: number) =>
      eb.or([
        eb('ownerUserId', '=', userId),
        eb('id', 'in', eb.selectFrom('coordinator').select('projectId').where('userId', '=', userId)),
      ]),
  },
});

export const PROJECT_HANDLERS: Handlers<typeof PROJECT_OPERATIONS> = {
  async listProjects({ ctx }, { query: { mine, ...query }, caller }) {
    if (mine && !caller) throw new Problem('SIGN_IN_REQUIRED', 'Whose projects? Sign in first.');
    const { db } = ctx.store;
    const coordinatedBy = mine ? caller?.userId : undefined;
    const { rows, ...page } = await PROJECTS.page(db, { ...query, coordinatedBy });
    const projects = await coordinatedProjects(db, caller);
    const logos = await logosOf(
      db,
      rows.map(({ id }) => id),
    );
    const items = rows.map((row) =>
      bodyOf(ctx, row, logos.get(row.id), { coordinates: includesProject(projects, row.id) }),
    );
    return { body: { ...page, items } };
  },

  async createProject({ ctx }, { body, caller }) {
    if (caller.role === null)
      throw new Problem('NOT_PERMITTED', 'Only users with the role coordinator and operators make projects.');
    const { db } = ctx.store;
    const row = await createProject(db, {
      slug: body.slug,
      name: body.name,
      description: body.description ?? null,
      support: body.support ?? null,
      homepage: body.homepage ?? null,
      accentLight: body.accentLight ?? null,
      accentDark: body.accentDark ?? null,
      ownerUserId: caller.userId,
      createdAt: ctx.clock.now(),
    });
    if (!row) throw new Problem('CONFLICT', `There is a project ${body.slug} already.`);
    return {
      body: await shown(ctx, row, caller),
      version: row.version,
      headers: { location: `/projects/${row.id}` },
    };
  },

  async readProject({ ctx }, { params, caller }) {
    const row = await findProject(ctx.store.db, params.id);
    if (!row) throw new Problem('NOT_FOUND');
    return { body: await shown(ctx, row, caller), version: row.version };
  },

  async changeProject({ ctx }, { params, body, caller, ifMatch }) {
    const row = await ctx.store.transaction(async (trx) => {
      const before = await coordinated(trx, params.id, caller);
      requireVersion(before, ifMatch);
      if (Object.keys(body).length === 0) return before;
      const { archived, ownerUserId, ...rest } = body;
      const now = ctx.clock.now();
      if (ownerUserId !== undefined && ownerUserId !== before.ownerUserId)
        await handOver(trx, before, ownerUserId, caller, now);
      const archivedAt =
        archived === undefined ? before.archivedAt : archived ? (before.archivedAt ?? now) : null;
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const changes = { ...given, archivedAt, ownerUserId: ownerUserId ?? before.ownerUserId };
      return written(await updateProject(trx, before, changes));
    });
    if (body.ownerUserId !== undefined) logRight(ctx, caller, row.id, body.ownerUserId, 'owner');
    return { body: await shown(ctx, row, caller), version: row.version };
  },

  async writeLogo({ ctx }, { params, caller, ifMatch, request, reply }) {
    // Nothing is read of a body whose sender may not change the project.
    await coordinated(ctx.store.db, params.id, caller);
    const logo = await readLogo(request, reply);
    const row = await ctx.store.transaction(async (trx) => {
      const before = await coordinated(trx, params.id, caller);
      requireVersion(before, ifMatch);
      await writeLogo(trx, { ...logo, projectId: before.id, createdAt: ctx.clock.now() });
      return written(await updateProject(trx, before, {}));
    });
    return { body: await shown(ctx, row, caller), version: row.version };
  },

  async removeLogo({ ctx }, { params, caller, ifMatch }) {
    const row = await ctx.store.transaction(async (trx) => {
      const before = await coordinated(trx, params.id, caller);
      requireVersion(before, ifMatch);
      await removeLogo(trx, before.id);
      return written(await updateProject(trx, before, {}));
    });
    return { body: await shown(ctx, row, caller), version: row.version };
  },

  async removeProject({ ctx }, { params, caller, ifMatch }) {
    await ctx.store.transaction(async (trx) => {
      const row = await coordinated(trx, params.id, caller);
      requireVersion(row, ifMatch);
      requireOwner(row, caller);
      if (await hasCeremony(trx, row.id))
        throw new Problem('HISTORY_IS_KEPT', 'This project has ceremonies.');
      await deleteProject(trx, row.id);
    });
    return {};
  },

  async listCoordinators({ ctx }, { params, caller }) {
    const { db } = ctx.store;
    const project = await coordinated(db, params.id, caller);
    const owner = project.ownerUserId === null ? undefined : await findUser(db, project.ownerUserId);
    const all = [
      ...(owner ? [{ userId: owner.id, publicName: owner.publicName, addedAt: project.createdAt }] : []),
      ...(await coordinatorsOf(db, project.id)),
    ];
    const items = all.map(({ userId, publicName, addedAt }) => ({
      userId,
      ...(publicName === null ? {} : { publicName }),
      owner: userId === project.ownerUserId,
      addedAt: toSeconds(addedAt),
    }));
    return { body: { items, total: items.length } };
  },

  async addCoordinator({ ctx }, { params, caller }) {
    await ctx.store.transaction(async (trx) => {
      const project = await coordinated(trx, params.id, caller);
      requireOwner(project, caller);
      if (!(await findUser(trx, params.userId)))
        throw new Problem(
          'NOT_FOUND',
          `There is no user ${params.userId}; whom you invite must sign in first.`,
        );
      if (params.userId === project.ownerUserId) return;
      if ((await coordinatorsOf(trx, project.id)).length >= MAX_COORDINATORS)
        throw new Problem('CONFLICT', `A project has at most ${MAX_COORDINATORS} further coordinators.`);
      await addCoordinator(trx, {
        projectId: project.id,
        userId: params.userId,
        addedAt: ctx.clock.now(),
      });
    });
    logRight(ctx, caller, params.id, params.userId, 'coordinator');
    return {};
  },

  async removeCoordinator({ ctx }, { params, caller }) {
    await ctx.store.transaction(async (trx) => {
      const project = await coordinated(trx, params.id, caller);
      if (params.userId !== caller.userId) requireOwner(project, caller);
      if (params.userId === project.ownerUserId)
        throw new Problem('CONFLICT', 'The owner hands the project over first: PATCH {"ownerUserId": …}.');
      if (!(await removeCoordinator(trx, project.id, params.userId)))
        throw new Problem('NOT_FOUND', `User ${params.userId} is no coordinator of this project.`);
    });
    logRight(ctx, caller, params.id, params.userId, 'none');
    return {};
  },
};

/** Who gave which right to whom: of no ceremony's record, and the operator should find it. */
function logRight(
  { log }: Pick<ServerContext, 'log'>,
  { userId: by }: KnownCaller,
  project: number,
  user: number,
  right: 'owner' | 'coordinator' | 'none',
): void {
  log.info({ project, user, right, by }, 'right to a project changed');
}

/** The project, locked when read in a transaction, for somebody who coordinates it. */
async function coordinated(db: Db, id: number, caller: KnownCaller): Promise<ProjectRow> {
  const row = await (db.isTransaction ? lockProject(db, id) : findProject(db, id));
  if (!row) throw new Problem('NOT_FOUND');
  await requireCoordinator(db, caller, row.id);
  return row;
}

function requireOwner(project: ProjectRow, caller: KnownCaller): void {
  if (caller.role !== 'operator' && caller.userId !== project.ownerUserId)
    throw new Problem('NOT_PERMITTED', 'Only the owner of this project and operators may do this.');
}

/** The owner before stays a coordinator, whom the new owner may remove. */
async function handOver(
  trx: Db,
  project: ProjectRow,
  to: number,
  caller: KnownCaller,
  now: number,
): Promise<void> {
  requireOwner(project, caller);
  if (!(await findUser(trx, to))) throw new Problem('CONFLICT', `There is no user ${to} to hand it over to.`);
  await removeCoordinator(trx, project.id, to);
  if (project.ownerUserId !== null)
    await addCoordinator(trx, { projectId: project.id, userId: project.ownerUserId, addedAt: now });
}

type Shown = Pick<ServerContext, 'config' | 'store'>;

async function shown(ctx: Shown, row: ProjectRow, caller: Caller): Promise<z.input<typeof projectSchema>> {
  const { db } = ctx.store;
  const logos = await logosOf(db, [row.id]);
  return bodyOf(ctx, row, logos.get(row.id), { coordinates: await isCoordinator(db, caller, row.id) });
}

/** @param coordinates who looks at it coordinates it */
function bodyOf(
  { config }: Shown,
  row: ProjectRow,
  logo: LogoFacts | undefined,
  { coordinates }: { coordinates: boolean },
): z.input<typeof projectSchema> {
  const { id, slug, name, description, support, createdAt, archivedAt, ownerUserId } = row;
  const { homepage, accentLight, accentDark } = row;
  return {
    id,
    slug,
    name,
    ...(description === null ? {} : { description }),
    ...(support === null ? {} : { support }),
    ...(homepage === null ? {} : { homepage }),
    ...(accentLight === null ? {} : { accentLight }),
    ...(accentDark === null ? {} : { accentDark }),
    ...(logo === undefined
      ? {}
      : {
          logo: {
            url: prefixOf(config) + logoPath(logo),
            mediaType: logo.mediaType,
            width: logo.width,
            height: logo.height,
          },
        }),
    ...(ownerUserId !== null && coordinates ? { ownerUserId } : {}),
    createdAt: toSeconds(createdAt),
    ...(archivedAt === null ? {} : { archivedAt: toSeconds(archivedAt) }),
  };
}
