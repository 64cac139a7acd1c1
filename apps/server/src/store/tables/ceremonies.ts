/** A ceremony, its chains, and what came of it. */
import type { Generated } from 'kysely';

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
