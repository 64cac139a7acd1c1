import { kernelInWords } from '@brebaje/curves/kernel/words';
import type { Overview, StatusAnswer } from '../http/sequencer-port.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findContribution } from '../store/contributions.ts';
import type { CeremonyRow, CircuitRow, ContributionRow } from '../store/schema.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import type { ServerContext } from './context.ts';
import { findParticipant, loadCircuit } from './load.ts';

async function load(ctx: ServerContext, id: number): Promise<{ ceremony: CeremonyRow; circuit: CircuitRow }> {
  const ceremony = await findCeremony(ctx.store.db, id);
  if (!ceremony) throw new Error(`there is no ceremony ${id}`);
  return { ceremony, circuit: await loadCircuit(ctx.store.db, id) };
}

function statusOf(ceremony: CeremonyRow, circuit: CircuitRow): StatusAnswer {
  return {
    lobbySize: ceremony.waiting,
    numContributions: circuit.position,
    sequencerAddress: ceremony.receiptAddress,
  };
}

/** People in the lobby, accepted contributions, and who signs the receipts. */
export async function status(ctx: ServerContext, ceremonyId: number): Promise<StatusAnswer> {
  const { ceremony, circuit } = await load(ctx, ceremonyId);
  return statusOf(ceremony, circuit);
}

function latest(ctx: ServerContext, circuit: CircuitRow): Promise<ContributionRow | undefined> {
  return findContribution(ctx.store.db, circuit.id, circuit.position);
}

/** What a page shows of a ceremony to strangers. */
export async function overview(ctx: ServerContext, ceremonyId: number): Promise<Overview> {
  const { ceremony, circuit } = await load(ctx, ceremonyId);
  const turn = await openTurnOfCircuit(ctx.store.db, circuit.id);
  const participant = turn && (await findParticipant(ctx.store.db, ctx.checkIns, turn.participantId));
  return {
    ...statusOf(ceremony, circuit),
    turn:
      turn && participant
        ? {
            participant: participant.id,
            step: participant.contributionStep,
            since: turn.openedAt,
            deadline: turn.deadlineAt,
          }
        : null,
    latestAt: (await latest(ctx, circuit))?.acceptedAt ?? null,
    sizes: (JSON.parse(circuit.metadata) as KzgMetadata).sizes,
    kernel: ctx.verification.kernel ? kernelInWords(ctx.verification.kernel.kernel) : null,
  };
}
