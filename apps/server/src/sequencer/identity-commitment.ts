import { createHash } from 'node:crypto';
import type { AuditEvent } from '@brebaje/ceremony/lobby-types';
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
    const salt = ctx.random(SALT_BYTES);
    const commitment = createHash('sha256').update(salt).update(identity, 'utf8').digest('hex');
    return {
      ...event,
      data: { ...event.data, identity: commitment },
      private: { ...event.private, identity, salt: Buffer.from(salt).toString('hex') },
    };
  });
}
