import type { ServerContext } from '../sequencer/context.ts';
import { overview } from '../sequencer/info.ts';
import { loadCircuit } from '../sequencer/load.ts';
import { listCeremonies } from '../store/ceremonies.ts';
import { countByStatus } from '../store/participants.ts';
import type { CeremonyRow } from '../store/schema.ts';

/** What an operator sees of a running server. */
export async function serverStatus(ctx: ServerContext): Promise<Record<string, unknown>> {
  const ceremonies: Record<string, unknown>[] = [];
  for (const ceremony of await listCeremonies(ctx.store.db)) ceremonies.push(await statusOf(ctx, ceremony));
  return {
    held: ctx.held.size,
    verifying: ctx.verifications.size,
    kernel: ctx.verification.kernel ?? null,
    ceremonies,
  };
}

async function statusOf(ctx: ServerContext, ceremony: CeremonyRow): Promise<Record<string, unknown>> {
  const { slug, title, status, manifestHash } = ceremony;
  const circuit = await loadCircuit(ctx.store.db, ceremony.id);
  const { lobbySize, numContributions, sequencerAddress, turn, latestAt } = await overview(ctx, ceremony.id);
  return {
    slug,
    title,
    status,
    test: ceremony.test === 1,
    drain: ceremony.drainedAt !== null ? 'drained' : ceremony.draining === 1 ? 'draining' : 'open',
    manifest: manifestHash,
    head: circuit.headBlob,
    contributions: numContributions,
    lobby: lobbySize,
    participants: await countByStatus(ctx.store.db, ceremony.id),
    sequencerAddress,
    turn,
    latestAt,
  };
}
