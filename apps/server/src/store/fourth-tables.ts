import { required, tablesOf } from './columns.ts';
import type { Db } from './open-store.ts';

/** What contributors publish about their contributions: beside the record, so that it can be erased. */
export async function createFourthTables(db: Db): Promise<void> {
  const { int, create, index } = tablesOf(db);

  await create('attestation', (t) =>
    t
      .addColumn('contributionId', int, (c) => c.primaryKey().notNull().references('contribution.id'))
      .addColumn('participantId', int, (c) => c.notNull().references('participant.id'))
      .addColumn('url', 'text')
      .addColumn('note', 'text')
      .addColumn('updatedAt', int, required),
  );
  await index('attestationOfParticipant').on('attestation').column('participantId').execute();
}
