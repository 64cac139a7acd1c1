import { ceremonyMoves } from '@brebaje/ceremony/ceremony-status';
import type { CeremonyChanges } from '@brebaje/protocol/rest/ceremonies';
import { changedPolicy } from '@brebaje/protocol/rest/policy';
import { Problem } from '../rest/problem.ts';
import { requireVersion } from '../rest/row-version.ts';
import { cancelIn, pauseIn, resumeIn } from '../sequencer/ceremony-commands.ts';
import { type CeremonyTransaction, inCeremony, writeCeremony } from '../sequencer/ceremony-transaction.ts';
import { closeIn } from '../sequencer/close-ceremony.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { openIn } from '../sequencer/open-ceremony.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { aboutOf, changedAbout } from './about.ts';
import { type Acting, told } from './acting.ts';
import { amendCeremony } from './amend.ts';
import { admissionColumns, admissionOf, changedAdmission } from './eligibility.ts';
import { refuseFaults } from './faults.ts';
import { findingsOf, plannedOf, writingFaults } from './opening.ts';

/**
 * Changes a ceremony and moves it on, in one transaction: first the fields, then the command in `status`. Before
 * the opening fields are written as they are; after it every change is an amendment. A command whose status is
 * there already is confirmed.
 * @throws Problem for what the rules or the state of things refuse; then nothing is changed
 */
export async function changeCeremony(
  ctx: ServerContext,
  ceremonyId: number,
  { status, reason, ...fields }: CeremonyChanges,
  acting: Acting,
  ifMatch?: number,
): Promise<CeremonyRow> {
  // A gap that the sweep has not seen yet would be lost in a pause.
  await ctx.catchUp();
  await ctx.checkIns.flush();
  await ctx.disk.look(ctx.clock.now());
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    requireVersion(transaction.ceremony, ifMatch);
    if (Object.values(fields).some((value) => value !== undefined)) {
      if (transaction.gate.status === 'SCHEDULED') await rewrite(ctx, transaction, fields);
      else await amendCeremony(ctx, transaction, fields, { ...acting, reason: needed(reason) });
    }
    if (status !== undefined) await command(ctx, transaction, status, { ...acting, reason });
    return transaction.ceremony;
  });
}

type Fields = Omit<CeremonyChanges, 'status' | 'reason'>;

/** Nothing is promised before the opening: fields are simply written. */
async function rewrite(ctx: ServerContext, transaction: CeremonyTransaction, fields: Fields): Promise<void> {
  const { ceremony, policy } = transaction;
  const { title, test, opensAt, closesAt, about } = fields;
  const admission = changedAdmission(admissionOf(ceremony), fields.eligibility ?? {});
  const changed = changedPolicy(policy, fields.policy ?? {});
  const { sizes } = await plannedOf(transaction.trx, ceremony);
  const { scheme } = ceremony;
  const isTest = test ?? ceremony.test === 1;
  refuseFaults(writingFaults(ctx, { policy: changed, scheme, sizes, test: isTest, admission }));
  await writeCeremony(transaction, {
    ...(title === undefined ? {} : { title }),
    ...(test === undefined ? {} : { test: test ? 1 : 0 }),
    ...(opensAt === undefined ? {} : { opensAt: inMillis(opensAt) }),
    ...(closesAt === undefined ? {} : { closesAt: inMillis(closesAt) }),
    ...(about === undefined
      ? {}
      : { about: JSON.stringify(changedAbout(aboutOf(ceremony), about, scheme).about) }),
    ...(fields.eligibility === undefined ? {} : admissionColumns(admission)),
    ...(fields.policy === undefined ? {} : { policy: JSON.stringify(changed) }),
  });
}

const inMillis = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

async function command(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  to: NonNullable<CeremonyChanges['status']>,
  acting: Acting,
): Promise<void> {
  const { gate, trx, ceremony, now } = transaction;
  if (gate.status === to) return;
  const allowed = ceremonyMoves(gate.status, acting.who).filter((move) => move !== 'FINALIZED');
  if (!allowed.includes(to))
    throw new Problem('ILLEGAL_TRANSITION', `A ceremony that is ${gate.status} does not become ${to}.`, {
      allowed,
    });
  if (to === 'OPENED' && gate.status === 'SCHEDULED') {
    const faults = findingsOf(ctx, await plannedOf(trx, ceremony), now).filter(
      ({ level }) => level === 'FAULT',
    );
    refuseFaults(faults.map(({ code, message }) => ({ code, sentence: message })));
    return openIn(ctx, transaction, acting.who, told(acting));
  }
  const reasoned = { ...acting, reason: needed(acting.reason) };
  switch (to) {
    case 'OPENED':
      return resumeIn(ctx, transaction, reasoned);
    case 'PAUSED':
      return pauseIn(transaction, reasoned);
    case 'CLOSED':
      return closeIn(transaction, acting.who, told(reasoned));
    case 'CANCELED':
      return cancelIn(transaction, reasoned);
  }
}

function needed(reason: string | undefined): string {
  if (reason !== undefined) return reason;
  throw new Problem('REASON_NEEDED', undefined, { errors: [{ path: 'reason', message: 'is missing' }] });
}
