import type { DrandChain } from '@brebaje/groth16/beacon/drand';
import type { Logger } from 'pino';
import type { DiskWatch } from '../attention/disk-watch.ts';
import type { Config } from '../config/options.ts';
import type { ContributeAnswer, HandedOut } from '../http/sequencer-port.ts';
import type { LiveHub } from '../live/hub.ts';
import type { Snapshots } from '../live/snapshot.ts';
import type { Sender } from '../notify/sender.ts';
import type { ProgressBuffer } from '../participants/progress-buffer.ts';
import type { Presence } from '../queue/presence.ts';
import type { TurnWaits } from '../queue/turn-waits.ts';
import type { Blobs } from '../store/blob-files.ts';
import type { JobLease } from '../store/jobs.ts';
import type { Keys } from '../store/keys.ts';
import type { Store } from '../store/open-store.ts';
import type { PartStore } from '../uploads/part-store.ts';
import type { Schemes } from '../verify/scheme.ts';
import type { VerificationClient } from '../verify/verification-client.ts';
import type { CheckInBuffer } from './check-in-buffer.ts';
import type { Figures } from './figures.ts';
import type { HeadCache } from './head-cache.ts';
import type { HeldRequests } from './held-requests.ts';
import type { TranscriptColumns } from './transcript-columns.ts';

/** What the application layer is made of. */
export interface Parts {
  config: Config;
  store: Store;
  blobs: Blobs;
  keys: Keys;
  schemes: Schemes;
  verification: VerificationClient;
  random(length: number): Uint8Array;
  log: Logger;
  figures: Figures;
  /** Name of this process among those that share a store. */
  processId: string;
  /** While space is short no new turn is opened, in a lobby or a queue; the open ones go on. */
  disk: DiskWatch;
  /** Parts of uploads that are not complete. */
  parts: PartStore;
  /** In place of quicknet, for tests. */
  drand?: DrandChain | undefined;
}

/** Everything the application layer works with; made once, by createApplication. */
export interface ServerContext extends Parts {
  clock: { now(): number };
  checkIns: CheckInBuffer;
  held: HeldRequests<HandedOut>;
  /** Who listens to events in this process. */
  live: LiveHub;
  /** How far people at work are, between two writes. */
  progress: ProgressBuffer;
  snapshots: Snapshots;
  heads: HeadCache;
  /** Requests of people in queues that wait for a change. */
  turnWaits: TurnWaits;
  /** Whose clients are connected to this process. */
  presence: Presence;
  transcripts: TranscriptColumns;
  /** Sends what is in the outbox. */
  sender: Sender;
  /** Verifications that run in this process, by job. */
  verifications: Map<number, { lease: JobLease; answer: Promise<ContributeAnswer> }>;
  /** Finalizations that run in this process, by job. */
  finalizations: Map<number, { lease: JobLease; done: Promise<void> }>;
  /** The genesis that this process makes or verifies, by job: one at a time. */
  geneses: Map<number, { lease: JobLease; done: Promise<void>; stop(): void }>;
  /** Whose signatures are beacons. */
  drand: DrandChain;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
  /** Moves every clock after a gap, before anybody is judged by it. */
  catchUp(): Promise<void>;
  /** Participants whom the sweep is removing at this moment; their calls wait for it. */
  purging: { ids: ReadonlySet<number>; done: Promise<void> };
  /** A slot has become free: has it drawn, after a draw that runs. Never throws. */
  slotFreed(ceremonyId: number): void;
  /** A slot may still be free: has it looked at again, likewise. Never throws. */
  slotStillFree(ceremonyId: number): void;
}

/** A number in [0, 1) from the context's random bytes. */
export function uniform(ctx: Pick<ServerContext, 'random'>): number {
  const bytes = ctx.random(4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}
