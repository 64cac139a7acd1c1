import { createHash } from 'node:crypto';
import type { AuditEvent } from '@brebaje/ceremony/lobby-types';
import { sql } from 'kysely';
import type { EventBody } from '../store/events.ts';
import type { Db } from '../store/open-store.ts';
import type { ServerContext } from './context.ts';

const SALT_BYTES = 16;

/**
 * Adds to the event that enrols somebody who it is: in public only SHA-256(salt ‖ identity), hex; salt and
 * identity beside it, where they can be erased.
 */
export function withIdentity(
  ctx: Pick<ServerContext, 'random'>,
  events: AuditEvent[],
  identity: string,
): AuditEvent[] {
  return events.map((event) => {
    if (event.type !== 'participant.enrolled') return event;
    const { salt, commitment } = commit(ctx, identity);
    return {
      ...event,
      data: { ...event.data, identity: commitment },
      private: { ...event.private, identity, salt: Buffer.from(salt).toString('hex') },
    };
  });
}

/**
 * The commitment to a participant's identity that the log has. Whoever was not enrolled by an event gets a new one
 * that nobody can open.
 */
export async function commitmentOf(
  ctx: Pick<ServerContext, 'random'>,
  db: Db,
  participantId: number,
  identity: string,
): Promise<string> {
  const enrolled = await db
    .selectFrom('event')
    .select('body')
    .where('participantId', '=', participantId)
    .where('type', '=', 'participant.enrolled')
    .orderBy('seq')
    .limit(sql.lit(1))
    .executeTakeFirst();
  const known = enrolled && (JSON.parse(enrolled.body) as EventBody).data.identity;
  return typeof known === 'string' ? known : commit(ctx, identity).commitment;
}

function commit(ctx: Pick<ServerContext, 'random'>, identity: string) {
  const salt = ctx.random(SALT_BYTES);
  return { salt, commitment: createHash('sha256').update(salt).update(identity, 'utf8').digest('hex') };
}
