/**
 * What the HTTP face asks of the application layer. `apps/server/src/sequencer` fills it; tests fake it.
 * The face has found the session before it calls; it never reads a rule or a turn itself.
 */
import type { RuleRefusal } from '@brebaje/ceremony/lobby-types';
import type { FormatError } from '@brebaje/kzg/format-error';
import type { Selectable } from 'kysely';
import type { CeremonyTable } from '../store/tables/ceremonies.ts';
import type { SessionTable } from '../store/tables/people.ts';

/** A session as stored: its id is there only as a SHA-256. */
export type SessionRow = Selectable<SessionTable>;
export type CeremonyRow = Selectable<CeremonyTable>;

/** One person's call on one ceremony. */
export interface Call {
  ceremonyId: number;
  session: SessionRow;
}

/** A receipt: the exact text that was signed, and 130 hex digits without 0x. */
export interface SignedReceipt {
  receipt: string;
  signature: string;
}

/** The state that is handed out, compact JSON and the same gzipped; one object for all who ask. */
export interface HandedOut {
  kind: 'contribution';
  json: Uint8Array;
  gzip: Uint8Array;
}

export type TryAnswer =
  | HandedOut
  | { kind: 'not-ready' }
  | { kind: 'refused'; code: RuleRefusal }
  | { kind: 'fault'; text: string };

/** Asked before a body is read: may this session post a contribution now? */
export type TurnAnswer =
  | { kind: 'yours' }
  | ({ kind: 'replay' } & SignedReceipt)
  | { kind: 'refused'; code: RuleRefusal };

/**
 * `rejected` is a verdict of the mathematics or the formats: `code` as the reference spells it and the
 * exact text after which nothing is appended. `unparsable` is no verdict: the turn stays open.
 */
export type ContributeAnswer =
  | ({ kind: 'accepted' } & SignedReceipt)
  | { kind: 'refused'; code: RuleRefusal }
  | { kind: 'rejected'; code: string; text: string }
  | { kind: 'unparsable'; error: FormatError }
  | { kind: 'fault'; text: string };

export interface StatusAnswer {
  lobbySize: number;
  numContributions: number;
  /** EIP-55. */
  sequencerAddress: string;
}

/** An immutable snapshot: every call to `chunks` gives the same bytes, whatever is accepted meanwhile. */
export interface StateSnapshot {
  /** Quoted, as the header carries it. */
  etag: string;
  /** Milliseconds since 1970. */
  lastModified: number;
  /** Bytes, when known. */
  size?: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** What the status page shows, besides StatusAnswer. No identities: participant numbers only. */
export interface Overview extends StatusAnswer {
  /** The open turn; null: nobody contributes. `since` and `deadline` are milliseconds since 1970. */
  turn: { participant: number; step: string; since: number; deadline: number | null } | null;
  /** Time of the latest accepted contribution. */
  latestAt: number | null;
  sizes: { g1: number; g2: number }[];
  /** What checks contributions, in words; null: nothing was checked yet. */
  kernel: string | null;
}

export interface SequencerPort {
  /** The ceremony with this slug; null: the one the root routes speak for. */
  ceremony(slug: string | null): Promise<CeremonyRow | undefined>;
  overview(ceremonyId: number): Promise<Overview>;
  /**
   * A check-in. `waitMillis` is 0, or how long to hold it (at most 25,000); `signal` aborts when the client
   * goes away. Resolves to not-ready when the time is over.
   */
  tryContribute(call: Call & { waitMillis: number; signal: AbortSignal }): Promise<TryAnswer>;
  checkTurn(call: Call): Promise<TurnAnswer>;
  /** `body` ends, or throws when the client goes away or sends more than 10 MiB. */
  contribute(call: Call & { body: AsyncIterable<Uint8Array> }): Promise<ContributeAnswer>;
  abortTurn(call: Call): Promise<{ kind: 'aborted' } | { kind: 'refused'; code: RuleRefusal }>;
  status(ceremonyId: number): Promise<StatusAnswer>;
  currentState(ceremonyId: number): Promise<StateSnapshot>;
  /** Whether the server can work: store answers, sweep ticks. */
  ready(): Promise<boolean>;
}
