import { amnesty } from '@brebaje/ceremony/amnesty';
import { readmit } from '@brebaje/ceremony/overrides';
import { writeChange } from '../queue/apply.ts';
import { offerFree } from '../queue/offers.ts';
import { queueEntryOf } from '../queue/rows.ts';
import { listParticipants } from '../store/participants.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { findIdentity } from '../store/users.ts';
import { CommandRefused } from './ceremony-commands.ts';
import { type CeremonyTransaction, inCeremony, writeMember } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { accountOf } from './identity-text.ts';
import { memberOf } from './rows.ts';

/** Everybody who lost a place or a turn, a participant's number, or an identity as the transcript names it. */
export type Pardoned = 'all' | number | string;

const GROUP = 500;

/** Lets excluded people come back: with their next check-in into a lobby, at once into a queue. Returns how many. */
export async function grantAmnesty(
  ctx: ServerContext,
  ceremonyId: number,
  { who, reason }: { who: Pardoned; reason: string },
): Promise<number> {
  let returned = 0;
  let after = 0;
  for (;;) {
    const { rows, pardoned } = await inCeremony(ctx, ceremonyId, async (transaction) => {
      const rows = await candidates(transaction, who, after);
      return { rows, pardoned: await pardon(ctx, transaction, rows, reason) };
    });
    returned += pardoned;
    if (rows.length < GROUP) break;
    after = rows.at(-1)?.id ?? after;
  }
  if (who !== 'all' && returned === 0) throw new CommandRefused(`${who} is not excluded from this ceremony`);
  return returned;
}

async function candidates(
  { trx, ceremony }: CeremonyTransaction,
  who: Pardoned,
  after: number,
): Promise<ParticipantRow[]> {
  if (who === 'all') return listParticipants(trx, ceremony.id, { after, limit: GROUP });
  const query = trx.selectFrom('participant').selectAll().where('ceremonyId', '=', ceremony.id);
  if (typeof who === 'number') return query.where('id', '=', who).execute();
  const { provider, subject } = accountOf(who);
  const identity = await findIdentity(trx, provider, subject);
  return identity ? query.where('identityId', '=', identity.id).execute() : [];
}

async function pardon(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  rows: ParticipantRow[],
  reason: string,
): Promise<number> {
  const inLobby = transaction.policy.discipline === 'LOBBY';
  let pardoned = 0;
  for (const row of rows)
    if (await (inLobby ? liftBar : putBack)(ctx, transaction, row, reason)) pardoned += 1;
  if (!inLobby && pardoned > 0) await offerFree(ctx, transaction);
  return pardoned;
}

async function liftBar(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  reason: string,
): Promise<boolean> {
  if (row.barredUntil === null) return false;
  const change = amnesty(memberOf(row), reason);
  if ('refusal' in change) return false;
  await writeMember(ctx, transaction, row, change.member);
  transaction.emit(change.events, { participant: row.id });
  return true;
}

/** A queue is entered by no check-in: whoever is pardoned stands in it again. */
async function putBack(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  participant: ParticipantRow,
  reason: string,
): Promise<boolean> {
  const { gate, now } = transaction;
  const change = readmit(gate, queueEntryOf(participant), reason, 'operator', now);
  if ('refusal' in change) return false;
  await writeChange(ctx, transaction, { participant }, change);
  return true;
}
