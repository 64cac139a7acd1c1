/** Public names: unique in a ceremony, however they are written. */
import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';

/** The names that participants have by their numbers; nobody takes another's. */
const BY_NUMBER = /^contributor-(\d+)$/;

export interface ChosenName {
  publicName: string | null;
  nameKey: string | null;
}

/**
 * A name as names are compared: case, width, the number of spaces, the kind of dash and signs that show nothing
 * make no other name.
 */
export function nameKeyOf(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/\p{Dash_Punctuation}/gu, '-')
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
}

/**
 * A name that the person `own` may have in the ceremony. Run it in a transaction that holds the ceremony.
 * @throws Problem NAME_TAKEN
 */
export async function chooseName(
  trx: Db,
  ceremonyId: number,
  name: string,
  own: { id: number; number: number | null } | null,
): Promise<ChosenName> {
  const nameKey = nameKeyOf(name);
  const number = BY_NUMBER.exec(nameKey)?.[1];
  if (number !== undefined) {
    // One's own number is what stands there without a choice.
    if (own?.number === Number(number)) return { publicName: null, nameKey: null };
    throw new Problem('NAME_TAKEN', 'Names of this form are given by number.');
  }
  const other = await trx
    .selectFrom('participant')
    .select('id')
    .where('ceremonyId', '=', ceremonyId)
    .where('nameKey', '=', nameKey)
    .executeTakeFirst();
  if (other && other.id !== own?.id) throw new Problem('NAME_TAKEN', `Somebody is called ${name} already.`);
  return { publicName: name, nameKey };
}
