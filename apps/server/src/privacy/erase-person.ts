/** Erasing a person: everything that is not the record goes, and what stays names nobody. */
import { timeOut } from '@brebaje/ceremony/cost';
import { hasContributed } from '@brebaje/ceremony/session';
import { sql } from 'kysely';
import { removeParticipant } from '../participants/remove.ts';
import { applyTo, onParticipant } from '../participants/standing.ts';
import { Problem } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { memberOf } from '../sequencer/rows.ts';
import { ERASED_HANDLE, erasedSubject } from '../store/erased-identities.ts';
import type { Db } from '../store/open-store.ts';
import type { Database, ParticipantRow } from '../store/schema.ts';
import { lockOperators } from '../store/users.ts';
import type { Person } from './person.ts';
import { PRIVACY, type TablePrivacy } from './privacy-map.ts';

export interface Erasing {
  who: 'participant' | 'operator';
  /** Number of the user who asks; null: at the server's own machine. */
  by: number | null;
  /** Becomes a public event. */
  reason: string;
}

const AT_WORK: readonly ParticipantRow['status'][] = ['READY', 'CONTRIBUTING'];
const WAITS: readonly ParticipantRow['status'][] = ['CREATED', 'WAITING'];

/**
 * Erases what is stored about a person: accounts, sessions, what they told about themselves, invitations,
 * subscriptions, messages, and the private parts of events. The record stays: participant numbers, what
 * happened, and what the formats of contributions make permanent. Whoever was excluded or has contributed
 * stays so: see erased-identities. May be run again after a crash.
 * @throws Problem CONFLICT while a project or the server would be left without anybody, or a turn is open
 */
export async function erasePerson(ctx: ServerContext, person: Person, erasing: Erasing): Promise<void> {
  const { db } = ctx.store;
  await refuseIfNeeded(db, person);
  // First of all, so that nobody does anything meanwhile.
  await eraseTable(db, 'session', person);
  await eraseTable(db, 'ticket', person);
  const participants =
    person.userId === null
      ? []
      : await db.selectFrom('participant').selectAll().where('userId', '=', person.userId).execute();
  for (const participant of participants) await leave(ctx, participant, erasing);
  await ctx.store.transaction(async (trx) => {
    await refuseLastOperator(trx, person);
    await eraseInvitationLinks(trx, person, ctx.clock.now());
    for (const name of Object.keys(PRIVACY) as (keyof Database)[]) await eraseTable(trx, name, person);
    await eraseParticipants(trx, person);
    await eraseIdentities(trx, person);
  });
  // What was erased is still in the log of changes until that begins anew.
  if (ctx.store.kind === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
  ctx.log.info({ user: person.userId, by: erasing.by }, 'a person was erased');
}

async function refuseIfNeeded(db: Db, { userId, participantIds }: Person): Promise<void> {
  if (userId === null) return;
  const owned = await db
    .selectFrom('project')
    .select('slug')
    .where('ownerUserId', '=', userId)
    .where('archivedAt', 'is', null)
    .executeTakeFirst();
  if (owned) throw new Problem('CONFLICT', `The project ${owned.slug} has to be handed over first.`);
  if (participantIds.length === 0) return;
  const working = await db
    .selectFrom('participant')
    .select('id')
    .where('id', 'in', participantIds)
    .where('status', 'in', AT_WORK)
    .executeTakeFirst();
  if (working)
    throw new Problem(
      'CONFLICT',
      `Participant ${working.id} is at turn: it has to end or be given back first.`,
    );
  await refuseLastOperator(db, { userId });
}

async function refuseLastOperator(db: Db, { userId }: Pick<Person, 'userId'>): Promise<void> {
  const operators = await lockOperators(db);
  if (operators.length === 1 && operators[0] === userId)
    throw new Problem('CONFLICT', 'This is the last operator: make somebody else one first.');
}

/** Takes a participant out of every queue, and says in the record that the rest was erased. */
async function leave(ctx: ServerContext, row: ParticipantRow, { who, by, reason }: Erasing): Promise<void> {
  const contributed = row.circuitsDone > 0 || hasContributed(memberOf(row));
  if (WAITS.includes(row.status) && !contributed)
    await removeParticipant(ctx, row, { who, by: by ?? row.userId, reason });
  await onParticipant(ctx, row, async (standing) => {
    const { transaction, member } = standing;
    const { policy, now } = transaction;
    if (member.status === 'WAITING') {
      const lost = timeOut(policy, member, 'REMOVED', 'server', now);
      const out = { ...lost.member, circuitId: null, queuedAt: null, presentUntil: null };
      await applyTo(ctx, standing, { member: out, events: lost.events });
    }
    const data = { override: 'erase', who, ...(by === null ? {} : { by }), reason };
    transaction.emit([{ type: 'coordinator.override', data }], { participant: row.id });
  }).catch((error: unknown) => {
    // Whoever had only registered is gone altogether.
    if (!(error instanceof Problem && error.code === 'NOT_FOUND')) throw error;
  });
}

async function eraseTable(trx: Db, name: keyof Database, person: Person): Promise<void> {
  const { of, erase, columns } = PRIVACY[name] as unknown as TablePrivacy<'participant'>;
  if (!of || erase === 'keep' || erase === 'special') return;
  const table = name as 'participant';
  if (erase === 'delete') {
    await trx
      .deleteFrom(table)
      .where((eb) => of(eb, person))
      .execute();
    return;
  }
  const blank = Object.keys(columns).filter((column) =>
    ['erased', 'secret'].includes(columns[column as 'id']),
  );
  await trx
    .updateTable(table)
    .set(Object.fromEntries(blank.map((column) => [column, null])))
    .where((eb) => of(eb, person))
    .execute();
}

/** A link that is still good would make the person known again. */
async function eraseInvitationLinks(trx: Db, person: Person, now: number): Promise<void> {
  const of = PRIVACY.invitation.of!;
  await trx
    .updateTable('invitation')
    .set(({ eb }) => ({ revokedAt: now, version: eb('version', '+', 1) }))
    .where((eb) => of(eb, person))
    .where('revokedAt', 'is', null)
    .execute();
}

/** The name that somebody chose is part of the record once a contribution of theirs is. */
async function eraseParticipants(trx: Db, person: Person): Promise<void> {
  const of = PRIVACY.participant.of!;
  await trx
    .updateTable('participant')
    .set(({ eb }) => ({ tempContributionData: null, version: eb('version', '+', 1) }))
    .where((eb) => of(eb, person))
    .execute();
  await trx
    .updateTable('participant')
    .set({ publicName: null, nameKey: null })
    .where((eb) => of(eb, person))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('contribution')
            .select('contribution.id')
            .whereRef('contribution.participantId', '=', 'participant.id'),
        ),
      ),
    )
    .execute();
}

async function eraseIdentities(trx: Db, { identities }: Person): Promise<void> {
  for (const identity of identities)
    await trx
      .updateTable('identity')
      .set({ subject: await erasedSubject(trx, identity), handle: ERASED_HANDLE, accountCreatedAt: null })
      .where('id', '=', identity.id)
      .execute();
}
