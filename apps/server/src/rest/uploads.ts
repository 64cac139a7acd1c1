import type { UPLOAD_OPERATIONS } from '@brebaje/protocol/rest/uploads';
import { completeDraftUpload } from '../circuits/draft-uploads.ts';
import { boundedBody } from '../http/bodies.ts';
import { openTurnOf } from '../queue/steps.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { excusing } from '../sequencer/excuse-turn.ts';
import type { UploadRow } from '../store/schema.ts';
import { completeUpload } from '../uploads/complete.ts';
import { findUpload, isOfTurn } from '../uploads/rows.ts';
import { beginUpload, putPart, shownUpload, signParts } from '../uploads/uploads.ts';
import type { KnownCaller } from './caller.ts';
import type { Handlers } from './handler.ts';
import { onDraft } from './on-draft.ts';
import { onParticipant } from './on-participant.ts';
import { Problem } from './problem.ts';

export const UPLOAD_HANDLERS: Handlers<typeof UPLOAD_OPERATIONS> = {
  async beginUpload({ ctx }, { params, body, caller }) {
    await ctx.catchUp();
    const { participant } = await onParticipant(ctx, caller, params.id, 'person');
    const turn = await openTurnOf(ctx.store.db, participant.id);
    return excusing(ctx, turn?.id, async () => {
      const upload = await beginUpload(ctx, participant, body);
      return { status: 201, body: await shownUpload(ctx, upload) };
    });
  },

  async readUpload({ ctx }, { params, caller }) {
    const upload = await onUpload(ctx, caller, params.id, 'self');
    return { body: await excusing(ctx, upload.turnId ?? undefined, () => shownUpload(ctx, upload)) };
  },

  async signParts({ ctx }, { params, body, caller }) {
    const upload = await onUpload(ctx, caller, params.id, 'person');
    const parts = await excusing(ctx, upload.turnId ?? undefined, () => signParts(ctx, upload, body.numbers));
    return { body: { parts } };
  },

  async putPart({ ctx }, { params, query, request, reply }) {
    const length = request.headers['content-length'];
    const announced = length === undefined ? undefined : Number(length);
    const part = { ...query, upload: params.id, number: params.number };
    const upload = await findUpload(ctx.store.db, params.id);
    const stored = await excusing(ctx, upload?.turnId ?? undefined, () =>
      putPart(ctx, part, announced, () => boundedBody(request, reply)),
    );
    return { headers: { etag: `"${stored.etag}"` } };
  },

  async completeUpload({ ctx }, { params, body, caller }) {
    await ctx.catchUp();
    const upload = await onUpload(ctx, caller, params.id, 'person');
    if (!isOfTurn(upload)) return { body: await completeDraftUpload(ctx, upload, body.parts) };
    const done = await excusing(ctx, upload.turnId, () => completeUpload(ctx, upload, body.parts));
    return { body: done };
  },
};

async function onUpload(
  ctx: ServerContext,
  caller: KnownCaller,
  id: number,
  access: 'self' | 'person',
): Promise<UploadRow> {
  const upload = await findUpload(ctx.store.db, id);
  if (!upload) throw new Problem('NOT_FOUND');
  if (isOfTurn(upload)) await onParticipant(ctx, caller, upload.participantId, access);
  else await onDraft(ctx, caller, upload.draftId ?? 0);
  return upload;
}
