/** What happens on a chain: turns, what is sent in them, what is accepted. */
import type { Generated } from 'kysely';

export interface TurnTable {
  id: Generated<number>;
  circuitId: number;
  participantId: number;
  phase: 'OFFERED' | 'WORKING' | 'VERIFYING' | 'CLOSED';
  /** Head blob and position that were handed out. */
  baseBlob: string;
  basePosition: number;
  openedAt: number;
  /** The deadline of the current phase; null while the server works (VERIFYING). */
  deadlineAt: number | null;
  /** Latest time the state was handed out. */
  servedAt: number | null;
  receivedBlob: string | null;
  receivedAt: number | null;
  closedAt: number | null;
  /** accepted, refused, deadline, aborted, fault, replaced */
  outcome: string | null;
  /** Refusal code and text as answered, JSON. */
  verdict: string | null;
  /** When the work began (CONTRIBUTING); null while only offered. */
  startedAt: number | null;
  /** Limit of the work as it was when it began; null: none. */
  limitMillis: number | null;
  /** When the contributor was warned of the deadline, and when they asked for more time. */
  warnedAt: number | null;
  moreTimeAskedAt: number | null;
  /** Milliseconds added for an upload under way, at most half the limit. */
  graceMillis: Generated<number>;
  /** Latest byte of an upload. */
  progressAt: number | null;
  reservationId: number | null;
  version: Generated<number>;
}

/** Of a contribution, in somebody's turn; or of a file of a circuit that is being registered. */
export interface UploadTable {
  id: Generated<number>;
  participantId: number | null;
  turnId: number | null;
  draftId: number | null;
  kind: string;
  size: number;
  state: 'OPEN' | 'COMPLETE' | 'DISCARDED';
  /** JSON: {partSize, parts: [{number, size, etag}]} as received. */
  parts: string;
  createdAt: number;
  version: Generated<number>;
}

export interface ContributionTable {
  id: Generated<number>;
  circuitId: number;
  /** 1 for the first contribution. */
  position: number;
  participantId: number;
  /** Null when another sequencer accepted it and handed it over. */
  turnId: number | null;
  baseBlob: string;
  headBlob: string;
  /** JSON of the transcript row: identity, ecdsa, and per sub-ceremony product, pubkey, bls (hex). */
  record: string;
  /** JSON: format, mathematical, consistency with verdict, milliseconds, version, message. */
  checks: string;
  receipt: string;
  /** Empty when the receipt was signed by another sequencer, which keeps its signature. */
  signature: string;
  acceptedAt: number;
}

/** What a contributor publishes about a contribution; never part of the record. */
export interface AttestationTable {
  contributionId: number;
  /** The contribution's, by which a person's rows are found. */
  participantId: number;
  /** https */
  url: string | null;
  /** On hardware and entropy, in the contributor's words. */
  note: string | null;
  updatedAt: number;
}

/** Names of one-time material (public keys of secrets) that must never be accepted again on this server. */
export interface UsedKeyTable {
  name: string;
  contributionId: number;
}
