/** What a page and its worker say to each other. */
import type { CeremonyTypedData } from '@brebaje/client/early-secrets';
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
  /** Secrets are drawn for a wallet to sign; a {@link Drawn} comes back. The buffer moves, and is overwritten. */
  | { ask: 'draw'; entropy: Uint8Array | undefined; answer: MessagePort }
  /** What the wallet signed; whether it was taken comes back. */
  | { ask: 'signature'; signature: Uint8Array; address: string; answer: MessagePort }
  /** What was drawn and not signed is overwritten; with `signed` that, too, which was. */
  | { ask: 'unsigned'; signed: boolean }
  /** `giveUp`: the turn, or the place, is given back. */
  | { ask: 'stop'; giveUp: boolean }
  | { ask: 'take-over' }
  /** An account of what is over was read. */
  | { ask: 'dismiss' }
  | { ask: 'network'; online: boolean }
  /** Who is signed in by now; null: nobody is, undefined: somebody is leaving. */
  | { ask: 'person'; id: number | null | undefined }
  | { ask: 'measure'; place: Place };

/** What a wallet is to sign; undefined when it was left meanwhile. `fault`: it could not be drawn. */
export type Drawn = { typedData: CeremonyTypedData | undefined } | { fault: string };

export type Tell =
  /** `whose`: the person whose work it is; null: nobody's. */
  | { tell: 'state'; state: WorkState; whose: number | null }
  | { tell: 'measuring'; progress: MeasureProgress }
  | { tell: 'measured'; measured: Measured }
  | { tell: 'not-measured'; message: string };
