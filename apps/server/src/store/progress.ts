import type { Db } from './open-store.ts';
import type { ParticipantRow } from './schema.ts';

type Progress = Pick<
  ParticipantRow,
  'id' | 'contributionStep' | 'contributionStartedAt' | 'contributionProgress' | 'tempContributionData'
>;

/**
 * Writes how far people are who are still at that step of that attempt; few are at work at once. Versions
 * stay: progress is no change that others must not miss.
 */
export async function writeProgress(db: Db, rows: readonly Progress[]): Promise<void> {
  for (const { id, contributionStep, contributionStartedAt, ...changes } of rows)
    await db
      .updateTable('participant')
      .set(changes)
      .where('id', '=', id)
      .where('status', '=', 'CONTRIBUTING')
      .where('contributionStep', '=', contributionStep)
      .where('contributionStartedAt', contributionStartedAt === null ? 'is' : '=', contributionStartedAt)
      .execute();
}
