/** Who has an account here, and how they came to it. */
import type { Generated } from 'kysely';

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
  /** Page of the project, https. */
  homepage: string | null;
  /** Its colour on light pages, #rrggbb; null: that of the pages. */
  accentLight: string | null;
  /** The same on dark pages. */
  accentDark: string | null;
  archivedAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

/** The picture of a project, at most one. */
export interface LogoTable {
  projectId: number;
  /** SHA-256 of the bytes: what its address says. */
  hash: string;
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Pixels. */
  width: number;
  height: number;
  bytes: Uint8Array;
  createdAt: number;
}

/** Further coordinators of a project, besides its owner. */
export interface CoordinatorTable {
  projectId: number;
  userId: number;
  addedAt: number;
}
