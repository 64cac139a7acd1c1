import { sql } from 'kysely';
import { mayRefer, refers, required, tablesOf, zero } from './columns.ts';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';

/** Circuits that coordinators register, and uploads of their files beside those of contributions. */
export async function createThirdTables(db: Db): Promise<void> {
  const { int, id, create, index } = tablesOf(db);

  await create('draft', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('ceremonyId', int, refers('ceremony.id'))
      .addColumn('circuitId', int, mayRefer('circuit.id'))
      .addColumn('sequence', int, required)
      .addColumn('slug', 'text', required)
      .addColumn('about', 'text', required)
      .addColumn('files', 'text', required)
      .addColumn('state', 'text', (c) =>
        c.notNull().check(sql`${sql.ref('state')} in ('FILES', 'WORKING', 'READY', 'FAILED')`),
      )
      .addColumn('problem', 'text')
      .addColumn('createdAt', int, required)
      .addColumn('touchedAt', int, required)
      .addColumn('version', int, zero)
      .addUniqueConstraint('draftSlug', ['ceremonyId', 'slug']),
  );
  await index('draftOfCircuit').on('draft').column('circuitId').execute();

  if (dialectOf(db) === 'postgres') {
    for (const column of ['participantId', 'turnId'])
      await db.schema
        .alterTable('upload')
        .alterColumn(column, (c) => c.dropNotNull())
        .execute();
    await db.schema.alterTable('upload').addColumn('draftId', int, mayRefer('draft.id')).execute();
  } else {
    // SQLite drops no constraint of a column: the rows move to a table without it. No other table refers to them.
    await db.schema.alterTable('upload').renameTo('uploadBefore').execute();
    await create('upload', (t) =>
      t
        .addColumn('id', int, id)
        .addColumn('participantId', int, mayRefer('participant.id'))
        .addColumn('turnId', int, mayRefer('turn.id'))
        .addColumn('draftId', int, mayRefer('draft.id'))
        .addColumn('kind', 'text', required)
        .addColumn('size', int, required)
        .addColumn('state', 'text', (c) =>
          c.notNull().check(sql`${sql.ref('state')} in ('OPEN', 'COMPLETE', 'DISCARDED')`),
        )
        .addColumn('parts', 'text', required)
        .addColumn('createdAt', int, required)
        .addColumn('version', int, zero),
    );
    const columns = sql.join(
      ['id', 'participantId', 'turnId', 'kind', 'size', 'state', 'parts', 'createdAt', 'version'].map(
        (name) => sql.ref(name),
      ),
    );
    await sql`insert into "upload" (${columns}) select ${columns} from "uploadBefore"`.execute(db);
    await db.schema.dropTable('uploadBefore').execute();
    await index('uploadOfTurn').on('upload').columns(['turnId', 'id']).execute();
  }
  await index('uploadOfDraft').on('upload').columns(['draftId', 'id']).execute();
}
