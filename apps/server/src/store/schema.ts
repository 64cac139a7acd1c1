/**
 * The tables, as both databases hold them; their columns are in tables/. Times are milliseconds since 1970
 * (BIGINT), hashes lower-case hex (TEXT), JSON is TEXT, flags are 0 or 1. `version` columns are compare-and-set
 * tokens.
 */
import type { Selectable } from 'kysely';
import type { ArtifactTable, CeremonyTable, CircuitTable, EventTable } from './tables/ceremonies.ts';
import type {
  AttestationTable,
  ContributionTable,
  TurnTable,
  UploadTable,
  UsedKeyTable,
} from './tables/contributions.ts';
import type { DraftTable } from './tables/drafts.ts';
import type { BlobTable, JobTable, SettingTable } from './tables/installation.ts';
import type { OutboxTable, SubscriptionTable } from './tables/messages.ts';
import type {
  InfractionTable,
  InvitationTable,
  ParticipantTable,
  ProfileTable,
  ReservationTable,
} from './tables/participants.ts';
import type {
  CoordinatorTable,
  IdentityTable,
  LogoTable,
  ProjectTable,
  SessionTable,
  TicketTable,
  UserTable,
} from './tables/people.ts';

export interface Database {
  user: UserTable;
  identity: IdentityTable;
  session: SessionTable;
  ticket: TicketTable;
  project: ProjectTable;
  logo: LogoTable;
  coordinator: CoordinatorTable;
  ceremony: CeremonyTable;
  circuit: CircuitTable;
  draft: DraftTable;
  participant: ParticipantTable;
  turn: TurnTable;
  contribution: ContributionTable;
  attestation: AttestationTable;
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
export type LogoRow = Selectable<LogoTable>;
export type CeremonyRow = Selectable<CeremonyTable>;
export type CircuitRow = Selectable<CircuitTable>;
export type DraftRow = Selectable<DraftTable>;
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
