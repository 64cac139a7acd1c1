import { setTimeout as sleep } from 'node:timers/promises';
import type { ContributeAnswer } from '../http/sequencer-port.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findCircuit } from '../store/circuits.ts';
import { contributionOfTurn, usedKeys } from '../store/contributions.ts';
import type { JobLease } from '../store/jobs.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { findTurn } from '../store/turns.ts';
import { findIdentityById } from '../store/users.ts';
import { type SchemeVerdict, schemeOf } from '../verify/scheme.ts';
import { acceptTurn } from './accept-turn.ts';
import { LostUpdate } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { identityText } from './identity-text.ts';
import { findParticipant } from './load.ts';
import { giveTurnBack, refuseTurn } from './refuse-turn.ts';

/** How often a check is tried that could not run. */
const ATTEMPTS = 3;

/** How often one is taken up: what ends every process that runs it (by its memory, say) must end, too. */
const MOST_TAKEN = 20;

/** A turn at the moment its verification begins, and the lease that lets its verdict be written. */
export interface Verifying {
  ceremony: CeremonyRow;
  circuit: CircuitRow;
  participant: ParticipantRow;
  turn: TurnRow & { receivedBlob: string };
  /** As the transcript names the contributor. */
  identity: string;
  lease: JobLease;
}

/**
 * Checks the contribution of a turn that is VERIFYING and writes the verdict. Runs again from the beginning
 * after a crash at any point: until the one commit of the verdict nothing has happened. `taken`: how often it was
 * taken up, this time included.
 */
export async function verifyTurn(
  ctx: ServerContext,
  turnId: number,
  lease: JobLease,
  taken: number,
): Promise<ContributeAnswer> {
  const verifying = await loadVerifying(ctx, turnId, lease);
  const answer = verifying && (await (taken > MOST_TAKEN ? giveUp : tryToDecide)(ctx, verifying));
  return answer ?? decidedElsewhere(ctx, turnId);
}

function giveUp(ctx: ServerContext, verifying: Verifying): Promise<ContributeAnswer | undefined> {
  const error = new Error(`the check did not come to its end in ${MOST_TAKEN} processes`);
  ctx.log.error({ err: error, turn: verifying.turn.id }, 'verification is given up');
  return giveTurnBack(ctx, verifying, error);
}

async function tryToDecide(ctx: ServerContext, verifying: Verifying): Promise<ContributeAnswer | undefined> {
  const started = performance.now();
  const took = () => (performance.now() - started) / 1000;
  for (let attempt = 1; ; attempt++) {
    try {
      const verdict = await judge(ctx, verifying);
      const answer = verdict.ok
        ? await acceptTurn(ctx, verifying, verdict)
        : await refuseTurn(ctx, verifying, verdict);
      if (answer) ctx.figures.verdict(verdict.ok ? 'accepted' : 'refused', took());
      return answer;
    } catch (error) {
      // Stopping: the turn stays VERIFYING and the next start takes it up.
      if (ctx.stopping.aborted) throw error;
      ctx.log.error({ err: error, turn: verifying.turn.id, attempt }, 'verification could not run');
      if (error instanceof LostUpdate) return undefined;
      if (attempt < ATTEMPTS) continue;
      ctx.figures.verdict('fault', took());
      return giveTurnBack(ctx, verifying, error);
    }
  }
}

/** How often a verdict is looked for that another process makes. */
const LOOK_MILLIS = 200;

/** The verdict on a turn that is VERIFYING, which another process makes. */
export async function awaitVerdict(ctx: ServerContext, turnId: number): Promise<ContributeAnswer> {
  for (;;) {
    const turn = await findTurn(ctx.store.db, turnId);
    const circuit = turn && (await findCircuit(ctx.store.db, turn.circuitId));
    if (turn?.phase === 'VERIFYING') {
      await sleep(LOOK_MILLIS, undefined, { signal: ctx.stopping });
      continue;
    }
    // Whoever made the verdict holds no requests: it is drawn here, where some are.
    if (circuit && turn?.phase === 'CLOSED') ctx.slotFreed(circuit.ceremonyId);
    return decidedElsewhere(ctx, turnId);
  }
}

/** Another process, or an earlier attempt whose commit looked like a failure, has the verdict. */
async function decidedElsewhere(ctx: ServerContext, turnId: number): Promise<ContributeAnswer> {
  const accepted = await contributionOfTurn(ctx.store.db, turnId);
  if (accepted) return { kind: 'accepted', receipt: accepted.receipt, signature: accepted.signature };
  const turn = await findTurn(ctx.store.db, turnId);
  if (turn?.phase === 'VERIFYING') return { kind: 'fault', text: 'another process has taken the check over' };
  if (turn?.phase === 'WORKING') return { kind: 'fault', text: 'another process could not run the check' };
  if (!turn?.verdict) return { kind: 'refused', code: 'NOT_YOUR_TURN' };
  const { code, text } = JSON.parse(turn.verdict) as { code: string; text: string };
  return { kind: 'rejected', code, text };
}

async function judge(
  ctx: ServerContext,
  { ceremony, turn, circuit, identity }: Verifying,
): Promise<SchemeVerdict> {
  const scheme = schemeOf(ctx, ceremony);
  const before = { blob: turn.baseBlob, metadata: JSON.parse(circuit.metadata) };
  const verdict = await scheme.verify(before, turn.receivedBlob, identity);
  if (!verdict.ok) return verdict;
  const names = scheme.oneTimeKeys(verdict.record);
  const [seen] = await usedKeys(ctx.store.db, names);
  return seen === undefined ? verdict : scheme.repeated(names.indexOf(seen), verdict.checks);
}

async function loadVerifying(
  ctx: ServerContext,
  turnId: number,
  lease: JobLease,
): Promise<Verifying | undefined> {
  const db = ctx.store.db;
  const turn = await findTurn(db, turnId);
  if (turn?.phase !== 'VERIFYING' || turn.receivedBlob === null) return undefined;
  const circuit = await findCircuit(db, turn.circuitId);
  const participant = await findParticipant(db, ctx.checkIns, turn.participantId);
  const ceremony = circuit && (await findCeremony(db, circuit.ceremonyId));
  const identity = participant && (await findIdentityById(db, participant.identityId));
  if (!circuit || !participant || !ceremony || !identity)
    throw new Error(`turn ${turnId} has lost its ceremony, participant or identity`);
  return {
    ceremony,
    circuit,
    participant,
    turn: { ...turn, receivedBlob: turn.receivedBlob },
    identity: identityText(identity),
    lease,
  };
}

/** The rows again, under the ceremony's lock; undefined when the turn has been decided meanwhile. */
export async function reload(
  ctx: ServerContext,
  trx: Db,
  { turn, circuit, participant }: Verifying,
): Promise<{ turn: TurnRow; circuit: CircuitRow; participant: ParticipantRow } | undefined> {
  const turnNow = await findTurn(trx, turn.id);
  if (turnNow?.phase !== 'VERIFYING' || turnNow.receivedBlob !== turn.receivedBlob) return undefined;
  const circuitNow = await findCircuit(trx, circuit.id);
  const participantNow = await findParticipant(trx, ctx.checkIns, participant.id);
  if (!participantNow || !circuitNow) throw new Error(`turn ${turn.id} has lost its participant or circuit`);
  return { turn: turnNow, circuit: circuitNow, participant: participantNow };
}
