import type { DRAFT_OPERATIONS } from '@brebaje/protocol/rest/drafts';
import { changeCircuit, removeCircuit } from '../circuits/change-circuits.ts';
import { cancelDraft, changeDraft, createDraft, removeDraft, startDraft } from '../circuits/change-drafts.ts';
import { beginDraftUpload } from '../circuits/draft-uploads.ts';
import { shownDraft } from '../circuits/show-draft.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCircuit } from '../store/circuits.ts';
import { draftsOf } from '../store/drafts.ts';
import type { CircuitRow, DraftRow } from '../store/schema.ts';
import { shownUpload } from '../uploads/uploads.ts';
import type { KnownCaller } from './caller.ts';
import { actingOf, coordinated } from './ceremonies.ts';
import { shownCircuit } from './circuits.ts';
import type { Answer, Handlers } from './handler.ts';
import { onDraft } from './on-draft.ts';
import { Problem } from './problem.ts';

export const DRAFT_HANDLERS: Handlers<typeof DRAFT_OPERATIONS> = {
  async createDraft({ ctx }, { params, body, caller }) {
    await coordinated(ctx, params.id, caller);
    const row = await createDraft(ctx, params.id, body, actingOf(caller));
    return { status: 201, ...(await shown(ctx, row)), headers: { location: `/drafts/${row.id}` } };
  },

  async listDrafts({ ctx }, { params, caller }) {
    await coordinated(ctx, params.id, caller);
    const { db } = ctx.store;
    const rows = await draftsOf(db, params.id);
    const items = await Promise.all(rows.map((row) => shownDraft(db, row)));
    return { body: { items, total: items.length } };
  },

  async readDraft({ ctx }, { params, caller }) {
    return shown(ctx, (await onDraft(ctx, caller, params.id)).draft);
  },

  async changeDraft({ ctx }, { params, body, caller, ifMatch }) {
    const { draft } = await onDraft(ctx, caller, params.id);
    return shown(ctx, await changeDraft(ctx, draft, body, ifMatch));
  },

  async removeDraft({ ctx }, { params, caller }) {
    const { draft } = await onDraft(ctx, caller, params.id);
    await removeDraft(ctx, draft);
    return {};
  },

  async beginDraftUpload({ ctx }, { params, body, caller }) {
    const { draft } = await onDraft(ctx, caller, params.id);
    return { status: 201, body: await shownUpload(ctx, await beginDraftUpload(ctx, draft, body)) };
  },

  async startDraft({ ctx }, { params, caller }) {
    const { draft } = await onDraft(ctx, caller, params.id);
    return { status: 202, ...(await shown(ctx, await startDraft(ctx, draft))) };
  },

  async cancelDraft({ ctx }, { params, caller }) {
    const { draft } = await onDraft(ctx, caller, params.id);
    return shown(ctx, await cancelDraft(ctx, draft));
  },

  async changeCircuit({ ctx }, { params, body, caller, ifMatch }) {
    const row = await onCircuit(ctx, caller, params.id);
    const written = await changeCircuit(ctx, row, body, actingOf(caller), ifMatch);
    return { body: await shownCircuit(ctx, written), version: written.version };
  },

  async removeCircuit({ ctx }, { params, caller, ifMatch }) {
    const row = await onCircuit(ctx, caller, params.id);
    await removeCircuit(ctx, row, actingOf(caller), ifMatch);
    return {};
  },
};

async function shown(ctx: ServerContext, row: DraftRow): Promise<Exclude<Answer, 'hijacked'>> {
  return { body: await shownDraft(ctx.store.db, row), version: row.version };
}

async function onCircuit(ctx: ServerContext, caller: KnownCaller, id: number): Promise<CircuitRow> {
  const row = await findCircuit(ctx.store.db, id);
  if (!row) throw new Problem('NOT_FOUND');
  await coordinated(ctx, row.ceremonyId, caller);
  return row;
}
