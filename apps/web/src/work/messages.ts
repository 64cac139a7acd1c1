/** What a page and its worker say to each other. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import type { Measured, MeasureProgress } from './measured.ts';
import type { WorkState } from './state.ts';

/** What the worker has to know of a ceremony. */
export type WorkCeremony = Pick<CeremonyBody, 'id' | 'slug' | 'scheme' | 'policy' | 'circuits' | 'expected'>;

export interface Place {
  /** Base of the server, without a slash at the end. */
  server: string;
  ceremony: WorkCeremony;
  /** Where page and server do not share an origin; otherwise the cookie speaks for the person. */
  sessionId: string | undefined;
}

/** What somebody has accepted who joins only now. */
export interface Joining {
  acceptTerms: number;
  publicName?: string | undefined;
}

/** What the page asks of its worker. */
export type Ask =
  | { ask: 'open'; place: Place }
  /** The buffer moves to the worker, which overwrites it. */
  | { ask: 'start'; entropy: Uint8Array | undefined; joining: Joining | undefined }
  | { ask: 'resume'; entropy: Uint8Array | undefined }
  /** `giveUp`: the turn, or the place, is given back. */
  | { ask: 'stop'; giveUp: boolean }
  | { ask: 'take-over' }
  /** An account of what is over was read. */
  | { ask: 'dismiss' }
  | { ask: 'network'; online: boolean }
  | { ask: 'measure'; place: Place };

export type Tell =
  | { tell: 'state'; state: WorkState }
  | { tell: 'measuring'; progress: MeasureProgress }
  | { tell: 'measured'; measured: Measured }
  | { tell: 'not-measured'; message: string };
