/**
 * The tables, as both databases hold them. Times are milliseconds since 1970 (BIGINT), hashes lower-case
 * hex (TEXT), JSON is TEXT, flags are 0 or 1. `version` columns are compare-and-set tokens.
 */
import type { ContributionStep, ParticipantStatus } from '@brebaje/ceremony/participant';
import type { Generated, Selectable } from 'kysely';

export interface UserTable {
  id: Generated<number>;
  publicName: string | null;
  createdAt: number;
}

export interface IdentityTable {
  id: Generated<number>;
  userId: number;
  /** 'Ethereum' or 'Github': the spellings the sequencer protocol sends. */
  provider: 'Ethereum' | 'Github';
  /** Lower-case address, or the provider's numeric id in decimal. Unique per provider. */
  subject: string;
  /** What people call it: the address, or the login with its case kept. */
  handle: string;
  createdAt: number;
}

export interface SessionTable {
  /** SHA-256 of the session id; the id itself is never stored. */
  idHash: string;
  userId: number;
  identityId: number;
  /** Null: a first-party session, bearer of every face. Otherwise valid for this ceremony's sequencer only. */
  ceremonyId: number | null;
  /** When its person entered a lobby; until then it counts against the limit of idle sessions. */
  enteredAt: number | null;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
}

/** Short-lived secrets used once: sign-in nonces, one-time authorization codes, OAuth states. */
export interface TicketTable {
  kind: 'nonce' | 'code' | 'state';
  idHash: string;
  data: string;
  expiresAt: number;
}

export interface ProjectTable {
  id: Generated<number>;
  slug: string;
  name: string;
  ownerUserId: number | null;
  createdAt: number;
  version: Generated<number>;
}

export type CeremonyStatus = 'SCHEDULED' | 'OPENED' | 'PAUSED' | 'CLOSED' | 'CANCELED' | 'FINALIZED';

export interface CeremonyTable {
  id: Generated<number>;
  projectId: number;
  /** Unique on this server, permanent. */
  slug: string;
  title: string;
  scheme: 'KZG' | 'GROTH16';
  status: CeremonyStatus;
  /** JSON of packages/ceremony policy. */
  policy: string;
  /** JSON of the server's qualification rule (providers, nonce, block, account date). */
  qualification: string;
  /** 1: a test ceremony, marked so wherever it is shown. */
  test: number;
  /** RFC 8785 JSON fixed at opening, and its SHA-256; null before. */
  manifest: string | null;
  manifestHash: string | null;
  /** EIP-55 address of the key that signs this ceremony's receipts. */
  receiptAddress: string;
  /** 1: nobody new enters the lobby. */
  draining: Generated<number>;
  /** When drained: draining and nobody inside. Null otherwise. */
  drainedAt: number | null;
  pausedAt: number | null;
  opensAt: number | null;
  closesAt: number | null;
  createdAt: number;
  archivedAt: number | null;
  /** Sequence and hash of the latest audit event. */
  lastSeq: Generated<number>;
  lastEventHash: string | null;
  /** Participants with status WAITING, kept by participants.ts: counting 65,536 rows is too slow. */
  waiting: Generated<number>;
  version: Generated<number>;
}

export interface CircuitTable {
  id: Generated<number>;
  ceremonyId: number;
  sequence: number;
  slug: string;
  /** JSON: for KZG {sizes: [{g1, g2}, …]}. */
  metadata: string;
  /** Blob of the state without contributions, and of the latest accepted one. */
  genesisBlob: string;
  headBlob: string;
  /** Accepted contributions. */
  position: Generated<number>;
  /** Lobby draw: who the free slot is kept for; null when undecided or a turn is open. */
  slotFor: 'poll' | null;
  /** Running sums for estimates: accepted turns and their total milliseconds. */
  turnsDone: Generated<number>;
  turnsMillis: Generated<number>;
  version: Generated<number>;
}

export interface ParticipantTable {
  id: Generated<number>;
  userId: number;
  ceremonyId: number;
  identityId: number;
  status: ParticipantStatus;
  contributionStep: ContributionStep;
  contributionProgress: Generated<number>;
  publicName: string | null;
  /** First accepted check-in; null while only signed in. Once-only and exclusion count from here. */
  enteredAt: number | null;
  /** Latest accepted check-in and the moment at which the next one is missed. */
  checkedInAt: number | null;
  checkInDueAt: number | null;
  /** Since when a Prefer: wait request is held; null when not. */
  heldSince: number | null;
  /** Since when this client waits by Prefer: wait, also between two held requests; null: it polls. */
  waitsSince: number | null;
  contributionStartedAt: number | null;
  verificationStartedAt: number | null;
  /** JSON: the seed's three progress figures and upload recovery data. */
  tempContributionData: string | null;
  /** Why the last turn or place was lost; see packages/ceremony. */
  cause: string | null;
  /** Barred until; null: not barred. Number.MAX_SAFE_INTEGER: for ever. */
  barredUntil: number | null;
  attempts: Generated<number>;
  /** Order in a queue; null in a lobby. */
  queuedAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

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

/** Names of one-time material (public keys of secrets) that must never be accepted again on this server. */
export interface UsedKeyTable {
  name: string;
  contributionId: number;
}

export interface EventTable {
  ceremonyId: number;
  seq: number;
  type: string;
  /** RFC 8785 bytes of {ceremony, seq, type, at, previous, data}. */
  body: string;
  hash: string;
  /** Personal data beside the event, erasable; JSON. */
  private: string | null;
  at: number;
}

export interface JobTable {
  id: Generated<number>;
  kind: string;
  subject: string;
  state: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  attempts: Generated<number>;
  leaseOwner: string | null;
  leaseUntil: number | null;
  /** Grows with every lease; a holder whose fence is behind has lost the job. */
  fence: Generated<number>;
  result: string | null;
  createdAt: number;
}

export interface BlobTable {
  hash: string;
  size: number;
  kind: string;
  createdAt: number;
}

export interface UploadTable {
  id: Generated<number>;
  participantId: number;
  turnId: number;
  kind: string;
  size: number;
  state: 'OPEN' | 'COMPLETE' | 'DISCARDED';
  parts: string;
  createdAt: number;
}

/** Facts about the whole installation: last sweep tick, public halves of keys, schema writer. */
export interface SettingTable {
  key: string;
  value: string;
}

export interface Database {
  user: UserTable;
  identity: IdentityTable;
  session: SessionTable;
  ticket: TicketTable;
  project: ProjectTable;
  ceremony: CeremonyTable;
  circuit: CircuitTable;
  participant: ParticipantTable;
  turn: TurnTable;
  contribution: ContributionTable;
  usedKey: UsedKeyTable;
  event: EventTable;
  job: JobTable;
  blob: BlobTable;
  upload: UploadTable;
  setting: SettingTable;
}

/** Rows as queries return them. */
export type UserRow = Selectable<UserTable>;
export type IdentityRow = Selectable<IdentityTable>;
export type SessionRow = Selectable<SessionTable>;
export type TicketRow = Selectable<TicketTable>;
export type ProjectRow = Selectable<ProjectTable>;
export type CeremonyRow = Selectable<CeremonyTable>;
export type CircuitRow = Selectable<CircuitTable>;
export type ParticipantRow = Selectable<ParticipantTable>;
export type TurnRow = Selectable<TurnTable>;
export type ContributionRow = Selectable<ContributionTable>;
export type EventRow = Selectable<EventTable>;
export type JobRow = Selectable<JobTable>;
export type BlobRow = Selectable<BlobTable>;
