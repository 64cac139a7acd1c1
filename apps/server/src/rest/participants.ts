import type { Actor } from '@brebaje/ceremony/transitions';
import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import type { PARTICIPANT_OPERATIONS } from '@brebaje/protocol/rest/participants';
import type { ExpressionBuilder } from 'kysely';
import { termsOf } from '../ceremonies/about.ts';
import { writeTo } from '../notify/write-to.ts';
import { changeParticipant } from '../participants/change.ts';
import {
  extend,
  letReturn,
  moreTime,
  NO_REASON,
  type Order,
  replaceBy,
  timeOut,
} from '../participants/commands.ts';
import { enrol } from '../participants/enrol.ts';
import { participantList } from '../participants/list.ts';
import { mayJoin } from '../participants/may-join.ts';
import { findProfile, storeProfile } from '../participants/profile.ts';
import { removeParticipant } from '../participants/remove.ts';
import { showParticipants, type Viewer } from '../participants/show.ts';
import { onParticipant } from '../participants/standing.ts';
import { placeOf } from '../queue/place.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant, findParticipantOf } from '../store/participants.ts';
import type { CeremonyRow, Database, ParticipantRow } from '../store/schema.ts';
import type { Caller, KnownCaller } from './caller.ts';
import type { Answer, Handlers, RestCall } from './handler.ts';
import { Problem } from './problem.ts';
import {
  coordinatedProjects,
  includesProject,
  isCoordinator,
  type Projects,
  requireCoordinator,
  standingOn,
} from './roles.ts';
import { requireVersion } from './row-version.ts';
import { supportFor } from './support.ts';

/** Filters by what only coordinators know of people. */
const ROSTER = ['archived', 'cohort', 'region', 'search', 'minUploadMbit', 'minPointsPerSecond'] as const;

export const PARTICIPANT_HANDLERS: Handlers<typeof PARTICIPANT_OPERATIONS> = {
  listParticipants: ({ ctx }, { query, caller }) => list(ctx, caller, query),

  async listCeremonyParticipants({ ctx }, { params, query, caller }) {
    if (!(await findCeremony(ctx.store.db, params.id))) throw new Problem('NOT_FOUND');
    return list(ctx, caller, { ...query, ceremonyId: params.id });
  },

  async createParticipant(rest, { body, caller, request }) {
    const { ctx } = rest;
    const { row, created } = await enrol(rest, caller, body, request.ip);
    const answer = await shown(ctx, caller, row);
    const headers = { location: `/participants/${row.id}` };
    return { ...answer, status: created ? 201 : 200, headers };
  },

  async readParticipant({ ctx }, { params, caller }) {
    return shown(ctx, caller, await found(ctx.store.db, params.id));
  },

  async changeParticipant({ ctx }, { params, body, caller, ifMatch }) {
    const row = await found(ctx.store.db, params.id);
    const actors = await actorsOn(ctx.store.db, caller, row);
    const patching = { actors, userId: caller.userId, ifMatch };
    const after = await changeParticipant(ctx, row, body, patching);
    return shownTo(ctx, actors.includes('coordinator') ? 'coordinator' : 'participant', after);
  },

  async removeParticipant({ ctx }, { params, query, caller }) {
    const row = await found(ctx.store.db, params.id);
    const actors = await actorsOn(ctx.store.db, caller, row);
    const who = actors.includes('participant')
      ? 'participant'
      : actors.includes('operator')
        ? 'operator'
        : 'coordinator';
    const reason = query.reason ?? (who === 'participant' ? 'on their own wish' : NO_REASON);
    await removeParticipant(ctx, row, { who, by: caller.userId, reason });
    return {};
  },

  async readProfile({ ctx }, { params, caller }) {
    const row = await found(ctx.store.db, params.id);
    await actorsOn(ctx.store.db, caller, row);
    return { body: await findProfile(ctx.store.db, row.id) };
  },

  async writeProfile({ ctx }, { params, body, caller }) {
    const { db } = ctx.store;
    const row = await foundOwn(db, caller, params.id);
    await storeProfile(db, row.id, body, ctx.clock.now());
    return { body };
  },

  timeOutParticipant: ({ ctx }, call) => ordered(ctx, call, timeOut),
  replaceParticipant: ({ ctx }, call) => ordered(ctx, call, replaceBy),
  readmitParticipant: ({ ctx }, call) => ordered(ctx, call, letReturn),

  extendParticipant: ({ ctx }, call) =>
    ordered(ctx, call, (context, standing, order) =>
      extend(context, standing, call.body.seconds * 1000, order),
    ),

  async writeToParticipant({ ctx }, { params, body, caller }) {
    const { db } = ctx.store;
    const row = await found(db, params.id);
    const ceremony = await ceremonyOf(db, row);
    await requireCoordinator(db, caller, ceremony.projectId);
    const written = await ctx.store.transaction((trx) => writeTo(ctx, trx, ceremony, row, body.text));
    if (written === null) throw new Problem('RATE_LIMITED', 'One message a minute to each person.');
    ctx.sender.tick();
    return { status: 202, body: written };
  },

  async askMoreTime({ ctx }, { params, caller }) {
    const row = await foundOwn(ctx.store.db, caller, params.id);
    return shown(ctx, caller, await moreTime(ctx, row));
  },

  async readEligibility(rest, { params, caller, request }) {
    const { db } = rest.ctx.store;
    const ceremony = await findCeremony(db, params.id);
    if (!ceremony) throw new Problem('NOT_FOUND');
    const enrolled = await findParticipantOf(db, caller.userId, ceremony.id);
    const answer = await mayJoin(rest, ceremony, caller, request.ip);
    const support = await supportFor(rest, request, undefined);
    return {
      body: {
        eligible: answer.eligible,
        reason: answer.reason,
        ...(answer.eligible ? { queueClass: answer.queueClass } : {}),
        ...(enrolled ? { enrolled: enrolled.id } : {}),
        terms: termsOf(ceremony),
        ...(support === undefined ? {} : { support }),
      },
    };
  },
};

type ListQuery = RestCall<(typeof PARTICIPANT_OPERATIONS)['listParticipants']>['query'];

async function list(ctx: ServerContext, caller: Caller, query: ListQuery): Promise<Answer> {
  const { db } = ctx.store;
  const { ceremonyId } = query;
  const projects = await coordinatedProjects(db, caller);
  const ceremony = ceremonyId === undefined ? undefined : await findCeremony(db, ceremonyId);
  if (ceremonyId !== undefined && !ceremony)
    throw new Problem('NOT_FOUND', `There is no ceremony ${ceremonyId}.`);
  const asked = ROSTER.filter((name) => query[name] !== undefined && query[name] !== false);
  if (asked.length > 0 && !(ceremony && includesProject(projects, ceremony.projectId)))
    throw new Problem(
      'NOT_PERMITTED',
      `${asked.join(', ')}: only for coordinators, in the list of a ceremony of theirs.`,
    );
  const { rows, ...page } = await participantList(ctx.store).page(
    db,
    { ...query, archived: query.archived ?? false },
    ceremony ? undefined : notArchived,
  );
  const viewerOf = await viewers(db, caller, projects, rows);
  return { body: { ...page, items: await showParticipants(ctx, rows, viewerOf) } };
}

/** People of ceremonies that are hidden are hidden from the list of all. */
function notArchived(eb: ExpressionBuilder<Database, 'participant'>) {
  const hidden = eb.selectFrom('ceremony').select('id').where('archivedAt', 'is not', null);
  return eb('ceremonyId', 'not in', hidden);
}

async function viewers(
  db: Db,
  caller: Caller,
  projects: Projects,
  rows: readonly ParticipantRow[],
): Promise<(row: ParticipantRow) => Viewer> {
  const own = (row: ParticipantRow): Viewer => (row.userId === caller?.userId ? 'participant' : 'stranger');
  if (projects === 'all') return () => 'coordinator';
  if (projects.size === 0 || rows.length === 0) return own;
  const theirs = await db
    .selectFrom('ceremony')
    .select('id')
    .where('id', 'in', [...new Set(rows.map(({ ceremonyId }) => ceremonyId))])
    .where('projectId', 'in', [...projects])
    .execute();
  const ids = new Set(theirs.map(({ id }) => id));
  return (row) => (ids.has(row.ceremonyId) ? 'coordinator' : own(row));
}

async function found(db: Db, id: number): Promise<ParticipantRow> {
  const row = await findParticipant(db, id);
  if (!row) throw new Problem('NOT_FOUND');
  return row;
}

async function foundOwn(db: Db, caller: KnownCaller, id: number): Promise<ParticipantRow> {
  const row = await found(db, id);
  if (row.userId !== caller.userId) throw new Problem('NOT_PERMITTED', 'Only the person may do this.');
  return row;
}

async function ceremonyOf(db: Db, { ceremonyId }: ParticipantRow): Promise<CeremonyRow> {
  const ceremony = await findCeremony(db, ceremonyId);
  if (!ceremony) throw new Error(`there is no ceremony ${ceremonyId}`);
  return ceremony;
}

/** As whom the caller acts on a participant; refuses strangers. */
async function actorsOn(db: Db, caller: KnownCaller, row: ParticipantRow): Promise<Actor[]> {
  const standing = await standingOn(db, caller, await ceremonyOf(db, row), row);
  if (standing === null)
    throw new Problem('NOT_PERMITTED', 'Only the person and coordinators of this ceremony may do this.');
  const actors: Actor[] = standing === 'coordinator' ? [] : ['participant'];
  if (standing !== 'participant') actors.push('coordinator');
  if (caller.role === 'operator') actors.push('operator');
  return actors;
}

async function orderOf(db: Db, caller: KnownCaller, row: ParticipantRow, reason: string): Promise<Order> {
  const { projectId } = await ceremonyOf(db, row);
  if (!(await isCoordinator(db, caller, projectId)))
    throw new Problem('NOT_PERMITTED', 'Only coordinators of this ceremony may do this.');
  return { by: caller.userId, who: caller.role === 'operator' ? 'operator' : 'coordinator', reason };
}

/** Carries out a coordinator's command on a participant. */
async function ordered(
  ctx: ServerContext,
  {
    params,
    body,
    caller,
    ifMatch,
  }: {
    params: { id: number };
    body: { reason: string };
    caller: KnownCaller;
    ifMatch: number | undefined;
  },
  command: typeof timeOut,
): Promise<Answer> {
  const row = await found(ctx.store.db, params.id);
  const order = await orderOf(ctx.store.db, caller, row, body.reason);
  const after = await onParticipant(ctx, row, (standing) => {
    // Of two coordinators who decide on the same sight of somebody, one is told that it is another now.
    requireVersion(standing.row, ifMatch);
    return command(ctx, standing, order);
  });
  return shown(ctx, caller, after);
}

/** One participant as the caller may see it. */
async function shown(ctx: ServerContext, caller: Caller, row: ParticipantRow): Promise<Shown> {
  const standing = await standingOn(ctx.store.db, caller, await ceremonyOf(ctx.store.db, row), row);
  return shownTo(ctx, standing === 'both' ? 'coordinator' : (standing ?? 'stranger'), row);
}

/** The same for a viewer who is known: with the place in the queue, and the version as ETag. */
async function shownTo(ctx: ServerContext, viewer: Viewer, row: ParticipantRow): Promise<Shown> {
  const { db } = ctx.store;
  const [body] = await showParticipants(ctx, [row], () => viewer);
  const queue = row.status === 'WAITING' && (await placeOf(ctx, db, await ceremonyOf(db, row), row));
  const place: Partial<ParticipantBody> = queue
    ? { position: queue.place, ...(queue.estimate ? { estimate: queue.estimate } : {}) }
    : {};
  return { body: { ...body, ...place }, version: row.version };
}

type Shown = Exclude<Answer, 'hijacked'>;
