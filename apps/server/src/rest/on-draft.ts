import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findDraft } from '../store/drafts.ts';
import type { CeremonyRow, DraftRow } from '../store/schema.ts';
import type { KnownCaller } from './caller.ts';
import { Problem } from './problem.ts';
import { requireCoordinator } from './roles.ts';

/** The draft with this number, for those who coordinate its ceremony. Throws NOT_FOUND, NOT_PERMITTED. */
export async function onDraft(
  ctx: ServerContext,
  caller: KnownCaller,
  id: number,
): Promise<{ ceremony: CeremonyRow; draft: DraftRow }> {
  const { db } = ctx.store;
  const draft = await findDraft(db, id);
  const ceremony = draft && (await findCeremony(db, draft.ceremonyId));
  if (!draft || !ceremony) throw new Problem('NOT_FOUND');
  await requireCoordinator(db, caller, ceremony.projectId);
  return { ceremony, draft };
}
