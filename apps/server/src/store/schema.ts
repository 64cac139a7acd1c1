/**
 * The tables, as both databases hold them. Times are milliseconds since 1970 (BIGINT), hashes lower-case
 * hex (TEXT), JSON is TEXT, flags are 0 or 1. `version` columns are compare-and-set tokens.
 */
import type { ContributionStep, ParticipantStatus } from '@brebaje/ceremony/participant';
import type { Generated, Selectable } from 'kysely';

export interface UserTable {
  id: Generated<number>;
  publicName: string | null;
  /** What the person may do beyond their own projects; null: nothing. An operator may do everything. */
  role: 'operator' | 'coordinator' | null;
  /** First accepted contribution, kept by contributions.ts; null: none, and strangers do not see the person. */
  contributedAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

export interface IdentityTable {
  id: Generated<number>;
  userId: number;
  /** 'Ethereum' or 'Github': the spellings the sequencer protocol sends. 'Invitation': a link of ours. */
  provider: 'Ethereum' | 'Github' | 'Invitation';
  /** Lower-case address, the provider's numeric id, or an invitation's 128 random bits. Unique per provider. */
  subject: string;
  /** What people call it: the address, or the login with its case kept. */
  handle: string;
  createdAt: number;
  /** When the account elsewhere was made, where its provider says so: rules of qualification ask for it. */
  accountCreatedAt: number | null;
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
  /** What the person sees in the list of their sessions: "command on alice-laptop", "page". */
  label: string | null;
  /** Public handle of the row, for revoking it without knowing the session id. */
  publicId: string | null;
}

/** Short-lived secrets used once: sign-in nonces, one-time authorization codes, OAuth states. */
export interface TicketTable {
  kind: 'nonce' | 'code' | 'state' | 'device' | 'userCode' | 'operatorLink' | 'move' | 'link' | 'github';
  idHash: string;
  data: string;
  expiresAt: number;
}

export interface ProjectTable {
  id: Generated<number>;
  slug: string;
  name: string;
  ownerUserId: number | null;
  description: string | null;
  /** Where participants get help: an address or a URL, shown with every refusal. */
  support: string | null;
  archivedAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

/** Further coordinators of a project, besides its owner. */
export interface CoordinatorTable {
  projectId: number;
  userId: number;
  addedAt: number;
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
  /** JSON of AboutCeremony (packages/protocol): purpose, instructions, timeline, capability, support, terms. */
  about: string | null;
  /** JSON of who may enrol over REST (packages/ceremony Eligibility); null: whoever qualifies. */
  eligibility: string | null;
  /** Number of the latest participant: `contributor-<n>`. */
  lastNumber: Generated<number>;
  /** JSON array of past policies, the oldest first: {version, until, policy}; whoever waits keeps theirs. */
  pastPolicies: string | null;
  closedAt: number | null;
  canceledAt: number | null;
  finalizedAt: number | null;
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
  /** JSON array of the latest accepted turns' milliseconds, the newest last, at most 64. */
  recentMillis: string | null;
  /** Since when this chain alone takes nobody (three faults of ours, disk short); and why. */
  haltedAt: number | null;
  haltedWhy: string | null;
  /** Faults of ours in a row. */
  faults: Generated<number>;
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
  /** `contributor-<n>` unless a public name was chosen; unique in the ceremony. Null in rows of the first release. */
  number: number | null;
  /** The chosen public name as names are compared, unique in the ceremony; null: none was chosen. */
  nameKey: string | null;
  /** The circuit whose queue the participant is in; null: none. */
  circuitId: number | null;
  /** Accepted contributions of this participant. */
  circuitsDone: Generated<number>;
  /** Which of a queue's three parts: private before public before standby. */
  queueClass: Generated<'PRIVATE' | 'PUBLIC' | 'STANDBY'>;
  /** Higher comes first within a part; set by coordinators. */
  priority: Generated<number>;
  /** Counts as present until then: a connected client or an answered message. */
  presentUntil: number | null;
  /** Version and time of the terms that the person accepted before joining. */
  termsVersion: number | null;
  termsAt: number | null;
  invitationId: number | null;
  /** Removed or hidden: shown no more in lists; what was accepted stays. */
  archivedAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

/** What a person told at enrolment, all optional and erasable: {background, region, links, availability, …}. */
export interface ProfileTable {
  participantId: number;
  /** JSON. */
  data: string;
  updatedAt: number;
}

/** Why turns and places were lost, one row each, the newest last. */
export interface InfractionTable {
  id: Generated<number>;
  participantId: number;
  turnId: number | null;
  circuitId: number | null;
  cause: string;
  at: number;
  /** End of the penalty; null: none. */
  until: number | null;
}

/** A named person expected or invited: a line of the roster. The token itself is never stored. */
export interface InvitationTable {
  id: Generated<number>;
  /** Null: an operator's link that makes the first coordinator. */
  projectId: number | null;
  /** Null with a project: invites as coordinator of that project. */
  ceremonyId: number | null;
  role: 'participant' | 'coordinator' | 'operator';
  /** SHA-256 of the token; null: on the roster without a link yet. */
  tokenHash: string | null;
  /** As the coordinator wrote it; erasable, never public. */
  name: string | null;
  address: string | null;
  cohort: string | null;
  /** An identity that may enrol without the link: eth|0x… or git|<login>. */
  identity: string | null;
  queueClass: 'PRIVATE' | 'PUBLIC' | 'STANDBY';
  priority: Generated<number>;
  from: number | null;
  until: number | null;
  createdBy: number | null;
  createdAt: number;
  sentAt: number | null;
  usedAt: number | null;
  userId: number | null;
  /** The identity that the link itself made; null while unused, and when somebody with an account took it. */
  identityId: number | null;
  revokedAt: number | null;
  version: Generated<number>;
}

/** A turn promised to one person for some time, announced publicly. */
export interface ReservationTable {
  id: Generated<number>;
  ceremonyId: number;
  circuitId: number;
  participantId: number;
  from: number;
  until: number;
  /** Limit of the work; null: the ceremony's. */
  limitMillis: number | null;
  note: string | null;
  state: 'PLANNED' | 'USED' | 'PASSED' | 'CANCELED';
  createdAt: number;
  version: Generated<number>;
}

/** Where somebody wants to be told of what. */
export interface SubscriptionTable {
  id: Generated<number>;
  userId: number;
  /** One of both: all ceremonies of a project, or one ceremony. */
  projectId: number | null;
  ceremonyId: number | null;
  kind: 'WEBHOOK' | 'EMAIL';
  form: 'JSON' | 'SLACK' | 'DISCORD' | 'TEXT';
  /** URL or address. */
  target: string;
  /** Signs webhooks; null for e-mail. */
  secret: string | null;
  /** JSON array of notification names. */
  topics: string;
  timeZone: string;
  confirmedAt: number | null;
  failures: Generated<number>;
  disabledAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

/** Messages that must go out, written with what they tell of. */
export interface OutboxTable {
  id: Generated<number>;
  subscriptionId: number | null;
  /** Idempotency key: the same message is queued once. */
  key: string;
  topic: string;
  /** JSON that the sender turns into a message. */
  payload: string;
  /** For a message without a subscription (an invitation): the e-mail address. */
  address: string | null;
  state: 'QUEUED' | 'SENDING' | 'SENT' | 'FAILED';
  attempts: Generated<number>;
  nextAt: number;
  leaseOwner: string | null;
  leaseUntil: number | null;
  error: string | null;
  createdAt: number;
  sentAt: number | null;
}

/** Files of a result: frozen at finalization, served by hash. */
export interface ArtifactTable {
  id: Generated<number>;
  ceremonyId: number;
  circuitId: number | null;
  name: string;
  kind: string;
  hash: string;
  size: number;
  createdAt: number;
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
  /** Whom and which chain `data` tells of, for filters. */
  participantId: number | null;
  circuitId: number | null;
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
  /** JSON: {partSize, parts: [{number, size, etag}]} as received. */
  parts: string;
  createdAt: number;
  version: Generated<number>;
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
  coordinator: CoordinatorTable;
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
  profile: ProfileTable;
  infraction: InfractionTable;
  invitation: InvitationTable;
  reservation: ReservationTable;
  subscription: SubscriptionTable;
  outbox: OutboxTable;
  artifact: ArtifactTable;
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
export type UploadRow = Selectable<UploadTable>;
export type CoordinatorRow = Selectable<CoordinatorTable>;
export type ProfileRow = Selectable<ProfileTable>;
export type InfractionRow = Selectable<InfractionTable>;
export type InvitationRow = Selectable<InvitationTable>;
export type ReservationRow = Selectable<ReservationTable>;
export type SubscriptionRow = Selectable<SubscriptionTable>;
export type OutboxRow = Selectable<OutboxTable>;
export type ArtifactRow = Selectable<ArtifactTable>;
