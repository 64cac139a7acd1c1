import { refers, required, tablesOf } from './columns.ts';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';

/** What a project looks like: its colours, its page, and its logo in a table of its own, which lists never read. */
export async function createFifthTables(db: Db): Promise<void> {
  const { int, create, add, index } = tablesOf(db);
  await add('project', { homepage: 'text', accentLight: 'text', accentDark: 'text' });

  await create('logo', (t) =>
    t
      .addColumn('projectId', int, (c) => refers('project.id')(c).primaryKey())
      .addColumn('hash', 'text', required)
      .addColumn('mediaType', 'text', required)
      .addColumn('width', int, required)
      .addColumn('height', int, required)
      .addColumn('bytes', dialectOf(db) === 'postgres' ? 'bytea' : 'blob', required)
      .addColumn('createdAt', int, required),
  );
  await index('logoByHash').on('logo').column('hash').execute();
}
