import { findCeremony, findCeremonyBySlug } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow } from '../store/schema.ts';

/** The ceremony of `/c/<name>`. A slug comes first: it is for ever; the number is for whoever has only that. */
export async function findNamed(db: Db, name: string): Promise<CeremonyRow | undefined> {
  const bySlug = await findCeremonyBySlug(db, name);
  if (bySlug) return bySlug;
  return /^[1-9]\d{0,14}$/.test(name) ? findCeremony(db, Number(name)) : undefined;
}
