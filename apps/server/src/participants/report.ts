import type { Intent } from '@brebaje/ceremony/patch';
import { reportStep } from '@brebaje/ceremony/steps';
import { stepFacts } from '../queue/steps.ts';
import { unrefused } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { applyTo, type Standing } from './standing.ts';

/** The contributor is at the next step, as far as the server can see it. */
export async function report(
  ctx: ServerContext,
  standing: Standing,
  { step, progress }: Extract<Intent, { do: 'report' }>,
): Promise<ParticipantRow> {
  const { transaction, turn, member } = standing;
  const facts = await stepFacts(transaction.trx, turn);
  const reported = unrefused(reportStep(member, step, progress, facts, 'participant'));
  return applyTo(ctx, standing, { ...reported, member: { ...member, ...reported.member } });
}
