/** Enrolling somebody: once per person and ceremony, by themselves or by a coordinator. */
import type { QueueClass } from '@brebaje/ceremony/queue-types';
import { enroll } from '@brebaje/ceremony/transitions';
import type { Enrolment } from '@brebaje/protocol/rest/participant';
import { termsOf } from '../ceremonies/about.ts';
import { claimRosterEntry, type RosterEntry } from '../invitations/roster.ts';
import type { KnownCaller } from '../rest/caller.ts';
import { Problem } from '../rest/problem.ts';
import type { RestContext } from '../rest/rest-context.ts';
import { isCoordinator } from '../rest/roles.ts';
import { type CeremonyTransaction, inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { withIdentity } from '../sequencer/identity-commitment.ts';
import { identityText } from '../sequencer/identity-text.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { isErased } from '../store/erased-identities.ts';
import type { Db } from '../store/open-store.ts';
import { enrolParticipant, findParticipantOf } from '../store/participants.ts';
import type { CeremonyRow, IdentityRow, ParticipantRow } from '../store/schema.ts';
import { markEntered } from '../store/sessions.ts';
import { mayJoin } from './may-join.ts';
import { chooseName, nameKeyOf } from './names.ts';
import { refuseTooOften } from './often.ts';
import { storeProfile } from './profile.ts';
import { isRemoved, restore } from './remove.ts';

/** Who enrols whom. */
interface Enrolling {
  body: Enrolment;
  caller: KnownCaller;
  /** The person enrols themselves. */
  own: boolean;
  /** The caller coordinates the ceremony. */
  coordinates: boolean;
}

/** Where somebody stands when their turn in the queue is reckoned. */
interface Admission {
  queueClass: QueueClass;
  entry: RosterEntry | undefined;
}

export interface Enrolled {
  row: ParticipantRow;
  /** false: the caller was enrolled already. */
  created: boolean;
}

/** @param address of the caller, for the cap on new people */
export async function enrol(
  rest: RestContext,
  caller: KnownCaller,
  body: Enrolment,
  address: string,
): Promise<Enrolled> {
  const { ctx } = rest;
  const { db } = ctx.store;
  const ceremony = await findCeremony(db, body.ceremonyId);
  if (!ceremony) throw new Problem('NOT_FOUND', `There is no ceremony ${body.ceremonyId}.`);
  const own = caller.userId === body.userId;
  const coordinates = await isCoordinator(db, caller, ceremony.projectId);
  const enrolling = { body, caller, own, coordinates };
  refuseForeignFields(enrolling);
  const identity = await identityOf(db, enrolling);
  const known = await findParticipantOf(db, body.userId, ceremony.id);
  // Whoever is enrolled is not asked again.
  const enters = !known || isRemoved(known);
  if (enters && !coordinates) refuseTooOften(ctx, 'enrol', caller.userId);
  const admission = enters ? await admit(rest, ceremony, enrolling, address) : null;
  return inCeremony(ctx, ceremony.id, async (transaction) => {
    const since = await findParticipantOf(transaction.trx, body.userId, ceremony.id);
    if (since && !isRemoved(since)) return { row: repeated(since, enrolling), created: false };
    refuseClosed(transaction);
    refuseOtherTerms(transaction.ceremony, body);
    if (since) {
      const by = caller.userId;
      return { row: await restore(ctx, transaction, since, { coordinates, by }), created: false };
    }
    if (!admission) throw new Problem('CHANGED_MEANWHILE');
    return { row: await insert(ctx, transaction, enrolling, identity, admission), created: true };
  });
}

/** What somebody may say of others, and of themselves. */
function refuseForeignFields({ body, own, coordinates }: Enrolling): void {
  if (!own && !coordinates)
    throw new Problem('NOT_PERMITTED', 'Only coordinators of this ceremony may enrol somebody else.');
  if (!own && (body.acceptTerms !== undefined || body.profile !== undefined))
    throw new Problem('NOT_PERMITTED', 'Only the person may accept the terms and tell about themselves.');
  const ranked = body.priority !== undefined || (body.queueClass ?? 'STANDBY') !== 'STANDBY';
  if (ranked && !coordinates)
    throw new Problem('NOT_PERMITTED', 'Only coordinators may say where in the queue somebody comes.');
}

function refuseClosed({ gate }: CeremonyTransaction): void {
  const open = gate.status === 'SCHEDULED' || gate.status === 'OPENED' || gate.status === 'PAUSED';
  if (!open || gate.draining) throw new Problem('CLOSED', 'The ceremony takes no new participants any more.');
}

/** Terms that somebody accepts are those that stand there now. */
export function refuseOtherTerms(
  ceremony: Pick<CeremonyRow, 'about' | 'scheme'>,
  { acceptTerms }: { acceptTerms?: number | undefined },
): void {
  const { version } = termsOf(ceremony);
  if (acceptTerms !== undefined && acceptTerms !== version)
    throw new Problem('TERMS_NOT_ACCEPTED', `The terms are at version ${version} now.`);
}

async function identityOf(db: Db, { body, caller, own }: Enrolling): Promise<IdentityRow> {
  const query = db.selectFrom('identity').selectAll().where('userId', '=', body.userId);
  const identity = await (own
    ? query.where('id', '=', caller.session.identityId)
    : query.orderBy('id').limit(1)
  ).executeTakeFirst();
  if (!identity || isErased(identity)) throw new Problem('NOT_FOUND', `There is no user ${body.userId}.`);
  return identity;
}

/** Coordinators admit whom they want; everybody else must be eligible. */
async function admit(
  rest: RestContext,
  ceremony: CeremonyRow,
  { body, caller, coordinates }: Enrolling,
  address: string,
): Promise<Admission> {
  if (coordinates) return { queueClass: body.queueClass ?? 'PUBLIC', entry: undefined };
  const answer = await mayJoin(rest, ceremony, caller, address);
  if (!answer.eligible) throw new Problem(answer.code, answer.reason);
  return { queueClass: body.queueClass ?? answer.queueClass, entry: answer.entry };
}

/** The same once more is confirmed, to the person; anything else is told what is there. */
function repeated(row: ParticipantRow, { body, own }: Enrolling): ParticipantRow {
  const sameName =
    body.publicName === undefined || row.nameKey === null || nameKeyOf(body.publicName) === row.nameKey;
  if (own && sameName) return row;
  throw new Problem(
    'ALREADY_ENROLLED',
    own ? 'You are registered under another name.' : `User ${row.userId} is registered.`,
    { existing: row.id },
  );
}

async function insert(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  { body, caller, own }: Enrolling,
  identity: IdentityRow,
  { queueClass, entry }: Admission,
): Promise<ParticipantRow> {
  const { trx, ceremony, now } = transaction;
  const name =
    body.publicName === undefined ? null : await chooseName(trx, ceremony.id, body.publicName, null);
  const enrolled = enroll(own ? 'participant' : 'coordinator');
  const { participant, created } = await enrolParticipant(trx, {
    ...enrolled.member,
    ...name,
    userId: body.userId,
    ceremonyId: ceremony.id,
    identityId: identity.id,
    queueClass,
    priority: body.priority ?? entry?.row.priority ?? 0,
    invitationId: entry?.row.id ?? null,
    termsVersion: body.acceptTerms ?? null,
    termsAt: body.acceptTerms === undefined ? null : now,
    createdAt: now,
  });
  // The same account under another user: two were linked while this request was under way.
  if (!created) throw new Problem('ALREADY_ENROLLED', undefined, { existing: participant.id });
  if (entry && !(await claimRosterEntry(trx, entry.row, body.userId, now)))
    throw new Problem('CHANGED_MEANWHILE', 'Somebody else has used this invitation.');
  if (body.profile) await storeProfile(trx, participant.id, body.profile, now);
  await markEntered(trx, { userId: body.userId, ceremonyId: ceremony.id, now });
  const told = {
    ...enrolled.event.data,
    ...(participant.number === null ? {} : { number: participant.number }),
    ...(participant.publicName === null ? {} : { publicName: participant.publicName }),
    ...(body.acceptTerms === undefined ? {} : { terms: body.acceptTerms }),
    ...(own ? {} : { by: caller.userId }),
  };
  const event = { ...enrolled.event, data: told };
  transaction.emit(withIdentity(ctx, [event], identityText(identity)), { participant: participant.id });
  return participant;
}
