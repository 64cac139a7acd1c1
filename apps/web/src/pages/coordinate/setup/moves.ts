/** What a coordinator can tell a ceremony to do: the request, what it takes, and when it is possible. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import type { RestRequest } from '@brebaje/client/rest/rest-client';
import { asSeen } from '../../../server/ceremony.ts';

export type Move = 'open' | 'resume' | 'pause' | 'close' | 'cancel' | 'archive' | 'unarchive' | 'remove';

interface MoveRule {
  readonly reason: 'needed' | 'optional' | 'none';
  /** Whether the slug is typed as a confirmation. */
  readonly typed?: boolean;
  readonly danger?: boolean;
  request(ceremony: CeremonyBody, reason: string | undefined): RestRequest;
}

const status =
  (to: string): MoveRule['request'] =>
  ({ id }, reason) => ({ method: 'PATCH', path: `/ceremonies/${id}`, body: { status: to, reason } });

const archive =
  (archived: boolean): MoveRule['request'] =>
  ({ id }, reason) => ({ method: 'POST', path: `/ceremonies/${id}/archive`, body: { archived, reason } });

export const MOVES: Record<Move, MoveRule> = {
  open: {
    reason: 'none',
    // Its rules are fixed for ever: those that were read, not those that somebody else has just written.
    request: (ceremony) => ({ ...status('OPENED')(ceremony, undefined), ...asSeen(ceremony) }),
  },
  resume: { reason: 'needed', request: status('OPENED') },
  pause: { reason: 'needed', request: status('PAUSED') },
  close: { reason: 'needed', danger: true, request: status('CLOSED') },
  cancel: { reason: 'needed', danger: true, typed: true, request: status('CANCELED') },
  archive: { reason: 'optional', request: archive(true) },
  unarchive: { reason: 'optional', request: archive(false) },
  remove: {
    reason: 'none',
    danger: true,
    typed: true,
    request: (ceremony) => ({ method: 'DELETE', path: `/ceremonies/${ceremony.id}`, ...asSeen(ceremony) }),
  },
};

/** What is possible now, the usual next step first. The server decides again. */
export function movesOf(ceremony: Pick<CeremonyBody, 'status' | 'archivedAt' | 'participants'>): Move[] {
  const shown: Move = ceremony.archivedAt === undefined ? 'archive' : 'unarchive';
  const joined = Object.values(ceremony.participants).some((count) => count > 0);
  switch (ceremony.status) {
    case 'SCHEDULED':
      return joined ? ['open', 'cancel'] : ['open', 'cancel', 'remove'];
    case 'OPENED':
      return ['close', 'pause', 'cancel'];
    case 'PAUSED':
      return ['resume', 'close', 'cancel'];
    case 'CLOSED':
      return ['cancel'];
    case 'CANCELED':
    case 'FINALIZED':
      return [shown];
  }
}
