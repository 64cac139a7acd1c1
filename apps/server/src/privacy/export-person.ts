import type { Db } from '../store/open-store.ts';
import type { Database } from '../store/schema.ts';
import type { Person } from './person.ts';
import { PRIVACY, type TablePrivacy } from './privacy-map.ts';

/** Everything stored about a person, by table, rows as they are stored; credentials and their hashes left out. */
export async function exportPerson(
  db: Db,
  person: Person,
): Promise<Record<string, Record<string, unknown>[]>> {
  const data: Record<string, Record<string, unknown>[]> = {};
  for (const [name, table] of Object.entries(PRIVACY)) {
    const { of, columns } = table as unknown as TablePrivacy<'participant'>;
    if (!of) continue;
    const wanted = Object.keys(columns).filter((column) => columns[column as 'id'] !== 'secret');
    const rows = await db
      .selectFrom(name as keyof Database as 'participant')
      .select(wanted as 'id'[])
      .where((eb) => of(eb, person))
      .execute();
    if (rows.length > 0) data[name] = rows;
  }
  return data;
}
