import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { findJob } from '../store/jobs.ts';
import type { Db } from '../store/open-store.ts';
import type { BeaconValue } from './beacon-value.ts';

/** Kind of the jobs that finalize, one per ceremony. */
export const FINALIZE = 'finalize';

export const finalizeSubject = (ceremonyId: number): string => `ceremony/${ceremonyId}`;

export type Phase = NonNullable<NonNullable<CeremonyBody['finalization']>['phase']>;

/** What the job's row says while it runs and afterwards. */
export interface FinalizationNote {
  /** Who asked for it. */
  who: 'coordinator' | 'operator';
  by?: number;
  phase?: Phase;
  /** Percent. */
  progress?: number;
  problem?: string;
  /** The beacon's value, once it is known. */
  beacon?: BeaconValue;
  /** What is done of Groth16 circuits, by slug; its blobs have rows. */
  circuits?: Record<string, KeptCircuit>;
}

/** A whole zkey, which is stored in parts only. */
export interface FinalZkey {
  sha256: string;
  blake2b: string;
  size: number;
}

/** A circuit whose work a crash shall not undo. Hashes are hex. */
export interface KeptCircuit {
  /** Blob of the state that the beacon was added to, and of the one after it. */
  head: string;
  slim: { hash: string; size: number };
  /** When it is verified and exported. */
  ended?: {
    milliseconds: number;
    state: string;
    contributionHash: string;
    whole: FinalZkey;
    files: { name: string; kind: string; hash: string; size: number }[];
  };
}

/** How far the finalization of a ceremony is; null: nobody has asked for one. */
export async function finalizationOf(
  db: Db,
  ceremonyId: number,
): Promise<NonNullable<CeremonyBody['finalization']> | null> {
  const job = await findJob(db, FINALIZE, finalizeSubject(ceremonyId));
  if (!job) return null;
  const { phase, progress, problem } = JSON.parse(job.result ?? '{}') as Partial<FinalizationNote>;
  return {
    state: job.state,
    ...(phase === undefined ? {} : { phase }),
    ...(progress === undefined ? {} : { progress }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What the finalization of a ceremony has done of its circuits, by slug. */
export async function endedCircuits(db: Db, ceremonyId: number): Promise<Record<string, KeptCircuit>> {
  const job = await findJob(db, FINALIZE, finalizeSubject(ceremonyId));
  return (JSON.parse(job?.result ?? '{}') as Partial<FinalizationNote>).circuits ?? {};
}
