/** What happens to a contribution, as the worker tells its own reducer. */
import type { ClientError } from '@brebaje/client/client-error';
import type { CircuitEvent } from '@brebaje/client/groth16/events';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import type { TakePartEvent } from '@brebaje/client/take-part';
import type { LostRule, Ongoing, Scheme, WorkReceipt } from './state.ts';

/** Events of the client's two flows, and what only a page knows of. */
export type WorkEvent =
  | { type: 'begun'; scheme: Scheme; online: boolean }
  /** The KZG flow, with the window of its lobby. */
  | { type: 'kzg'; event: TakePartEvent; window?: CheckInWindow | undefined }
  /** The Groth16 flow. */
  | { type: 'circuit'; event: CircuitEvent; clockAhead: number }
  /** What the ceremony's circuits are called, in order. */
  | { type: 'circuits'; slugs: readonly string[] }
  /** The server counts the person among those who wait, and holds their first check-in. */
  | { type: 'entered' }
  /** Another browser of the person is at this step of their turn. */
  | { type: 'elsewhere'; step: NonNullable<AnswerBody<'readTurn'>['step']> }
  /** A wallet's signature is there for the turn, or was there before the page was loaded anew. */
  | { type: 'signature'; is: NonNullable<Ongoing['signature']> }
  /** When the turn ends, where its flow does not say. */
  | { type: 'deadline'; at: number }
  /** Finished work of an earlier run is handed in. */
  | { type: 'kept-work' }
  | { type: 'receipt'; receipt: WorkReceipt }
  /** The machine or the browser stood still. */
  | { type: 'slept'; seconds: number }
  | { type: 'network'; online: boolean }
  | { type: 'disk-full'; text: string }
  | { type: 'done' }
  | { type: 'stopped'; finished: boolean }
  | { type: 'lost'; rule: LostRule; text: string; next: string | undefined; returnAt: number | undefined }
  | { type: 'failed'; error: Pick<ClientError, 'message' | 'next' | 'serverCode'> & { code: string } };

/** How far apart check-ins of a lobby may be; milliseconds. */
export interface CheckInWindow {
  interval: number;
  tolerance: number;
}
