import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { findJob } from '../store/jobs.ts';
import type { Db } from '../store/open-store.ts';

/** Kind of the jobs that finalize, one per ceremony. */
export const FINALIZE = 'finalize';

export const finalizeSubject = (ceremonyId: number): string => `ceremony/${ceremonyId}`;

export type Phase = 'TRANSCRIPT' | 'VERIFYING' | 'EXPORTING' | 'WRITING';

/** What the job's row says while it runs and afterwards. */
export interface FinalizationNote {
  /** Who asked for it. */
  who: 'coordinator' | 'operator';
  by?: number;
  phase?: Phase;
  /** Percent. */
  progress?: number;
  problem?: string;
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
