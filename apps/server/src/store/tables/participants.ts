/** A person in one ceremony: expected, invited, taking part. */
import type { ContributionStep, ParticipantStatus } from '@brebaje/ceremony/participant';
import type { Generated } from 'kysely';

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
