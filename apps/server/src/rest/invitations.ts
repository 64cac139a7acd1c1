/** Handlers of invitations and rosters. */
import type { INVITATION_OPERATIONS } from '@brebaje/protocol/rest/invitations';
import { agentLabel } from '../auth/agent-label.ts';
import { giveSession, requireBase, takeOwnSignIn } from '../auth/give-session.ts';
import { importRoster } from '../invitations/import-roster.ts';
import {
  changeInvitation,
  createInvitation,
  type NewInvitation,
  reissue,
  revoke,
} from '../invitations/issue.ts';
import { joinAfterwards } from '../invitations/join-afterwards.ts';
import { lookAt } from '../invitations/look.ts';
import { coordinatedCeremony, managed, ownedProject } from '../invitations/place.ts';
import { readRoster } from '../invitations/roster-file.ts';
import { refuseSamePerson } from '../invitations/same-person.ts';
import { sendInvitation } from '../invitations/send.ts';
import { sendRoster } from '../invitations/send-roster.ts';
import { shownInvitation } from '../invitations/show.ts';
import { whereState } from '../invitations/state-filter.ts';
import { storedRow } from '../invitations/stored-row.ts';
import { joinLink } from '../invitations/token.ts';
import { useInvitation } from '../invitations/use.ts';
import type { Db } from '../store/open-store.ts';
import type { Handlers, RestCall } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';
import { requireVersion } from './row-version.ts';

type Operations = typeof INVITATION_OPERATIONS;

const INVITATIONS = listing('invitation', {
  sorts: { id: 'number' },
  filters: {
    cohort: (eb, cohort: string) => eb('cohort', '=', cohort),
    userId: (eb, userId: number) => eb('userId', '=', userId),
  },
});

export const INVITATION_HANDLERS: Handlers<Operations> = {
  async invite(rest, call) {
    const { params, body, caller } = call;
    const ceremony = await coordinatedCeremony(rest.ctx.store.db, caller, params.id);
    const values = { ...storedRow(body), ceremonyId: ceremony.id, role: 'participant' } as const;
    return made(rest, call, values, (trx) =>
      refuseSamePerson(trx, { ceremonyId: ceremony.id, identity: body.identity }),
    );
  },

  async inviteCoordinator(rest, call) {
    const { params, body, caller } = call;
    const project = await ownedProject(rest.ctx.store.db, caller, params.id);
    return made(rest, call, { ...storedRow(body), projectId: project.id, role: 'coordinator' });
  },

  async listInvitations(rest, { params, query, caller }) {
    await coordinatedCeremony(rest.ctx.store.db, caller, params.id);
    return list(rest, query, { ceremonyId: params.id });
  },

  async listCoordinatorInvitations(rest, { params, query, caller }) {
    await ownedProject(rest.ctx.store.db, caller, params.id);
    return list(rest, query, { projectId: params.id });
  },

  async importRoster({ ctx }, { params, body, caller }) {
    const ceremony = await coordinatedCeremony(ctx.store.db, caller, params.id);
    const lines =
      body.csv === undefined
        ? (body.rows ?? []).map((row, index) => ({ line: index + 1, row }))
        : readRoster(body.csv);
    const now = ctx.clock.now();
    const about = { ceremonyId: ceremony.id, lines, by: caller.userId, now };
    return { body: await ctx.store.transaction((trx) => importRoster(trx, about)) };
  },

  async sendRoster(rest, { params, body, caller, request }) {
    const { ctx } = rest;
    const base = requireBase(rest, request);
    const ceremony = await coordinatedCeremony(ctx.store.db, caller, params.id);
    const about = { ceremony, cohort: body.cohort, by: caller.userId, base };
    return { body: await ctx.store.transaction((trx) => sendRoster(trx, ctx, about)) };
  },

  async readInvitation({ ctx }, { params, caller }) {
    const { row } = await managed(ctx.store.db, caller, params.id);
    return { body: shownInvitation(row, ctx.clock.now()), version: row.version };
  },

  async changeInvitation({ ctx }, { params, body, caller, ifMatch }) {
    const row = await ctx.store.transaction(async (trx) => {
      const { row: before } = await managed(trx, caller, params.id);
      requireVersion(before, ifMatch);
      const changes = storedRow(body);
      refuseWindow({ ...before, ...changes });
      if (before.ceremonyId !== null)
        await refuseSamePerson(trx, {
          ceremonyId: before.ceremonyId,
          identity: changes.identity,
          but: before.id,
        });
      return changeInvitation(trx, before, changes);
    });
    return { body: shownInvitation(row, ctx.clock.now()), version: row.version };
  },

  async revokeInvitation({ ctx }, { params, caller }) {
    await ctx.store.transaction(async (trx) => {
      const { row } = await managed(trx, caller, params.id);
      await revoke(trx, row, ctx.clock.now());
    });
    return {};
  },

  async reissueInvitation(rest, { params, caller, request }) {
    const { ctx } = rest;
    const base = requireBase(rest, request);
    const { row, token } = await ctx.store.transaction(async (trx) => {
      const { row } = await managed(trx, caller, params.id);
      return reissue(trx, ctx, row, caller.userId);
    });
    return { body: { ...shownInvitation(row, ctx.clock.now()), link: joinLink(base, token) } };
  },

  async sendInvitation(rest, { params, caller, request }) {
    const { ctx } = rest;
    const base = requireBase(rest, request);
    const body = await ctx.store.transaction(async (trx) => {
      const { row, occasion } = await managed(trx, caller, params.id);
      const issued = await reissue(trx, ctx, row, caller.userId);
      return sendInvitation(trx, ctx, { ...issued, base, occasion });
    });
    return { body };
  },

  async lookAtInvitation(rest, { body, caller, request }) {
    takeOwnSignIn(rest, request);
    const { ctx } = rest;
    return { body: await lookAt(ctx.store.db, { ...body, caller, now: ctx.clock.now() }) };
  },

  async useInvitation(rest, { body, caller, request, reply }) {
    takeOwnSignIn(rest, request);
    const { token, label = agentLabel(request), separate, cookie } = body;
    const guest = { token, label, caller: separate ? null : caller };
    const used = await rest.ctx.store.transaction((trx) => useInvitation(trx, rest.face, guest));
    const { row, identity, sessionId } = used;
    const session = { identity, sessionId };
    return {
      body: {
        ...giveSession(rest, { request, reply }, session, cookie),
        role: row.role,
        projectId: row.projectId ?? undefined,
        ...(await joinAfterwards(rest, used, caller, body, request.ip)),
      },
    };
  },
};

/** A new invitation with its link, after what would forbid it. */
async function made(
  rest: RestContext,
  { caller, request }: Pick<RestCall<Operations['invite']>, 'caller' | 'request'>,
  values: NewInvitation,
  check: (trx: Db) => Promise<void> = async () => {},
) {
  const { ctx } = rest;
  // A link that nobody can use: most likely the wrong year.
  if (values.until != null && values.until <= ctx.clock.now())
    throw new Problem('INVALID_REQUEST', 'until has passed already: nobody could use this link.');
  const base = requireBase(rest, request);
  const { row, token } = await ctx.store.transaction(async (trx) => {
    await check(trx);
    return createInvitation(trx, ctx, { ...values, createdBy: caller.userId });
  });
  return {
    body: { ...shownInvitation(row, ctx.clock.now()), link: joinLink(base, token) },
    headers: { location: `/invitations/${row.id}` },
  };
}

async function list(
  { ctx }: RestContext,
  { state, ...query }: RestCall<Operations['listInvitations']>['query'],
  of: { ceremonyId: number } | { projectId: number },
) {
  const now = ctx.clock.now();
  const { rows, ...page } = await INVITATIONS.page(ctx.store.db, query, (eb) =>
    eb.and([
      'ceremonyId' in of ? eb('ceremonyId', '=', of.ceremonyId) : eb('projectId', '=', of.projectId),
      ...(state === undefined ? [] : [whereState(eb, state, now)]),
    ]),
  );
  return { body: { ...page, items: rows.map((row) => shownInvitation(row, now)) } };
}

/** A change of one end may pass the other. */
function refuseWindow({ from, until }: { from: number | null; until: number | null }): void {
  if (from !== null && until !== null && from >= until)
    throw new Problem('INVALID_REQUEST', 'until must be after from.');
}
