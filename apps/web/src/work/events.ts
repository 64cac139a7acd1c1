/** What happens to a contribution, as the worker tells its own reducer. */
import type { ClientError } from '@brebaje/client/client-error';
import type { CircuitEvent } from '@brebaje/client/groth16/events';
import type { TakePartEvent } from '@brebaje/client/take-part';
import type { LostRule, Scheme, WorkReceipt } from './state.ts';

/** Events of the client's two flows, and what only a page knows of. */
export type WorkEvent =
  | { type: 'begun'; scheme: Scheme; circuits: readonly string[]; online: boolean; resumed: boolean }
  /** The KZG flow; `deadlineAt` with a turn, `window` while waiting: milliseconds. */
  | { type: 'kzg'; event: TakePartEvent; deadlineAt?: number | undefined; window?: CheckInWindow | undefined }
  /** The Groth16 flow. */
  | { type: 'circuit'; event: CircuitEvent; clockAhead: number }
  | { type: 'receipt'; receipt: WorkReceipt }
  /** The machine or the browser stood still. */
  | { type: 'slept'; seconds: number }
  | { type: 'network'; online: boolean }
  | { type: 'disk-full'; text: string }
  | { type: 'done' }
  | { type: 'stopped'; finished: boolean }
  | { type: 'lost'; rule: LostRule; text: string; next: string | undefined; returnAt: number | undefined }
  | { type: 'failed'; error: Pick<ClientError, 'message' | 'next' | 'serverCode'> & { code: string } };

/** How far apart check-ins of a lobby may be. */
export interface CheckInWindow {
  interval: number;
  tolerance: number;
}
