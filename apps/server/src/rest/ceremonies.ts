import type { CEREMONY_OPERATIONS } from '@brebaje/protocol/rest/ceremony-operations';
import { POLICY_PRESETS, PRESET_POLICIES, policyBody } from '@brebaje/protocol/rest/policy';
import type { Acting } from '../ceremonies/acting.ts';
import { announce, announcementsOf, archiveCeremony, deleteCeremony } from '../ceremonies/archive.ts';
import { resultOf } from '../ceremonies/artifacts.ts';
import { changeCeremony } from '../ceremonies/change.ts';
import { createInProject, plannedOfDraft, rowOfDraft } from '../ceremonies/create.ts';
import { beginFinalization } from '../ceremonies/finalize.ts';
import { checkCeremony, checkPlanned } from '../ceremonies/opening.ts';
import { contributionsOf, showCeremony, summaryOf } from '../ceremonies/show.ts';
import { CommandRefused } from '../sequencer/ceremony-commands.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony, findCeremonyBySlug } from '../store/ceremonies.ts';
import { findProject } from '../store/projects.ts';
import type { CeremonyRow } from '../store/schema.ts';
import type { KnownCaller } from './caller.ts';
import type { Answer, Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { isCoordinator, requireCoordinator } from './roles.ts';
import { toSeconds } from './seconds.ts';

const CEREMONIES = listing('ceremony', {
  sorts: { id: 'number', createdAt: 'number', slug: 'text', title: 'text' },
  filters: {
    projectId: (eb, projectId: number) => eb('projectId', '=', projectId),
    status: (eb, statuses: CeremonyRow['status'][]) => eb('status', 'in', statuses),
    scheme: (eb, schemes: CeremonyRow['scheme'][]) => eb('scheme', 'in', schemes),
    slug: (eb, slug: string) => eb('slug', '=', slug),
    archived: (eb, archived: boolean) => eb('archivedAt', archived ? 'is not' : 'is', null),
  },
});

export const CEREMONY_HANDLERS: Handlers<typeof CEREMONY_OPERATIONS> = {
  async listCeremonies({ ctx }, { query }) {
    const { db } = ctx.store;
    const { archived = query.slug === undefined ? false : undefined } = query;
    const { rows, ...page } = await CEREMONIES.page(db, { ...query, archived });
    const accepted = await contributionsOf(
      db,
      rows.map(({ id }) => id),
    );
    const items = rows.map((row) => summaryOf(row, accepted.get(row.id) ?? 0));
    return { body: { ...page, items } };
  },

  async createCeremony({ ctx }, { body: { projectId, ...draft }, caller }) {
    const { db } = ctx.store;
    const project = await findProject(db, projectId);
    if (!project) throw new Problem('NOT_FOUND', `There is no project ${projectId}.`);
    await requireCoordinator(db, caller, projectId);
    if (project.archivedAt !== null) throw new Problem('CONFLICT', 'The project is archived.');
    const row = await createInProject(ctx, projectId, draft, actingOf(caller));
    return { ...(await shown(ctx, row)), headers: { location: `/ceremonies/${row.id}` } };
  },

  async checkCeremonyDraft({ ctx }, { body, caller }) {
    const planned = plannedOfDraft(rowOfDraft(ctx, body));
    return { body: await checkPlanned(ctx, planned, { showFree: caller.role !== null }) };
  },

  async readCeremony({ ctx }, { params }) {
    return shown(ctx, await found(ctx, params.id));
  },

  async readCeremonyBySlug({ ctx }, { params }) {
    const row = await findCeremonyBySlug(ctx.store.db, params.slug);
    if (!row) throw new Problem('NOT_FOUND');
    return shown(ctx, row);
  },

  async changeCeremony({ ctx }, { params, body, caller, ifMatch }) {
    await coordinated(ctx, params.id, caller);
    const acting = actingOf(caller, body.reason);
    return shown(ctx, await refusing(changeCeremony(ctx, params.id, body, acting, ifMatch)));
  },

  async removeCeremony({ ctx }, { params, caller, ifMatch }) {
    await coordinated(ctx, params.id, caller);
    await deleteCeremony(ctx, params.id, ifMatch);
    return {};
  },

  async archiveCeremony({ ctx }, { params, body, caller, ifMatch }) {
    await coordinated(ctx, params.id, caller);
    const acting = actingOf(caller, body.reason);
    return shown(ctx, await archiveCeremony(ctx, params.id, body.archived, acting, ifMatch));
  },

  async finalizeCeremony({ ctx }, { params, body, caller }) {
    await coordinated(ctx, params.id, caller);
    await refusing(beginFinalization(ctx, params.id, actingOf(caller, body.reason), body.beacon));
    return shown(ctx, await found(ctx, params.id));
  },

  async announceCeremony({ ctx }, { params, body, caller }) {
    await coordinated(ctx, params.id, caller);
    return { body: { seq: await announce(ctx, params.id, body, actingOf(caller)) } };
  },

  async listAnnouncements({ ctx }, { params }) {
    const { id } = await found(ctx, params.id);
    const items = await announcementsOf(ctx, id);
    return { body: { items: items.map((item) => ({ ...item, at: toSeconds(item.at) })) } };
  },

  async checkCeremony({ ctx }, { params, caller }) {
    const row = await found(ctx, params.id);
    const showFree = await isCoordinator(ctx.store.db, caller, row.projectId);
    return { body: await checkCeremony(ctx, row, { showFree }) };
  },

  async readManifest({ ctx }, { params }) {
    const { manifest, manifestHash } = await found(ctx, params.id);
    if (manifest === null || manifestHash === null)
      throw new Problem('NOT_FOUND', 'There is no manifest before the ceremony opens.');
    return { body: { hash: manifestHash, text: manifest } };
  },

  async listArtifacts({ ctx }, { params }) {
    const { id } = await found(ctx, params.id);
    return { body: { items: await resultOf(ctx, id) } };
  },

  async listPolicies() {
    const items = POLICY_PRESETS.map((preset) => {
      const { description, policy } = PRESET_POLICIES[preset];
      return { preset, description, policy: policyBody(policy) };
    });
    return { body: { items } };
  },
};

async function found(ctx: ServerContext, id: number): Promise<CeremonyRow> {
  const row = await findCeremony(ctx.store.db, id);
  if (!row) throw new Problem('NOT_FOUND');
  return row;
}

/** The ceremony with this number, for those who coordinate it. Throws NOT_FOUND, NOT_PERMITTED. */
export async function coordinated(ctx: ServerContext, id: number, caller: KnownCaller): Promise<CeremonyRow> {
  const row = await found(ctx, id);
  await requireCoordinator(ctx.store.db, caller, row.projectId);
  return row;
}

/** In the log stands the role by which somebody may act, not every role they have. */
export function actingOf(caller: KnownCaller, reason?: string): Acting {
  return { who: caller.role === 'operator' ? 'operator' : 'coordinator', by: caller.userId, reason };
}

async function shown(ctx: ServerContext, row: CeremonyRow): Promise<Exclude<Answer, 'hijacked'>> {
  return { body: await showCeremony(ctx, row), version: row.version };
}

/** What a command refuses is a refusal of REST. */
async function refusing<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    if (error instanceof CommandRefused) throw new Problem('ILLEGAL_TRANSITION', error.message);
    throw error;
  }
}
