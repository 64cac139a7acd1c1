import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { ClientError } from '../client-error.ts';
import { RestRefusal } from '../rest/rest-client.ts';
import { whatNow } from './outcome.ts';
import type { SteadyClient } from './steady.ts';

/** Refusals that say that an offer has passed on while we answered it. */
const MEANWHILE = ['ILLEGAL_TRANSITION', 'NOT_YOUR_TURN', 'NOT_SELECTED', 'CONFLICT'];
/** Refusals that say that something else has changed: another look is needed. */
const CHANGED = ['VERSION_MISMATCH', 'CHANGED_MEANWHILE'];

/**
 * A status that the person gives themselves; 'paused' and 'passed': not possible now. `seen` is the version that
 * it is about: a move whose answer was lost is not made once more, when it would mean something else. Answers the
 * version after it. Throws RestRefusal.
 */
export async function moveTo(
  client: SteadyClient,
  participantId: number,
  status: 'WAITING' | 'READY' | 'CONTRIBUTING',
  seen: string | undefined,
): Promise<{ moved: string | undefined } | 'paused' | 'passed'> {
  try {
    const path = `/participants/${participantId}`;
    const ifMatch = seen === undefined ? {} : { ifMatch: seen };
    const { etag } = await client.call({ method: 'PATCH', path, body: { status }, ...ifMatch });
    return { moved: etag };
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error;
    if (error.serverCode === 'PAUSED') return 'paused';
    if (CHANGED.includes(error.serverCode ?? '')) return 'passed';
    if (status === 'WAITING' || !MEANWHILE.includes(error.serverCode ?? '')) throw error;
    return 'passed';
  }
}

const ENDED: Record<string, string> = {
  CLOSED: 'the ceremony is closed: nobody has a turn any more',
  CANCELED: 'the ceremony is canceled',
  FINALIZED: 'the ceremony is over: its result stands',
};

/** Whether the ceremony goes on, or stands still for now. Throws LOBBY_FULL when there is nothing to wait for. */
export async function ceremonyStands(client: SteadyClient, ceremonyId: number): Promise<'runs' | 'paused'> {
  const path = `/ceremonies/${ceremonyId}`;
  const { body } = await client.call<{ status: string; drained?: boolean }>({ method: 'GET', path });
  const words = ENDED[body.status];
  // Closing lets those inside finish.
  if (words !== undefined && (body.status !== 'CLOSED' || body.drained))
    throw new ClientError('LOBBY_FULL', words, {
      next: 'nothing is left to do; the ceremony’s page has its news',
    });
  return body.status === 'PAUSED' ? 'paused' : 'runs';
}

/** The server takes people back within a moment of it, milliseconds. */
const TAKEN_BACK_WITHIN = 60_000;

/** Until when somebody who lost a turn has to wait, seconds since 1970. Throws TURN_LOST when that is for good. */
export function penaltyOf(person: ParticipantBody, now: number): number {
  const { barredUntil } = person;
  if (typeof barredUntil === 'number' && barredUntil * 1000 > now - TAKEN_BACK_WITHIN) return barredUntil;
  throw new ClientError('TURN_LOST', 'you have lost your turn in this ceremony', { next: whatNow(person) });
}
