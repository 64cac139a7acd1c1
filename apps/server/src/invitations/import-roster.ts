/** Putting people on a ceremony's roster, many at once: all or none, and the same ones again change nothing. */
import type { RosterRow } from '@brebaje/protocol/rest/invitation';
import { Problem } from '../rest/problem.ts';
import { lockCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';
import { changeInvitation } from './issue.ts';
import { type RosterLine, refused } from './roster-file.ts';
import { storedRow } from './stored-row.ts';

/** People on one roster. */
const MOST = 20_000;

export interface Imported {
  added: number;
  changed: number;
  unchanged: number;
  revoked: number;
}

/**
 * Adds and changes. A line is known by its identity, else its address, else its name where that is all there
 * is. Run it in a transaction.
 * @throws INVALID_REQUEST where two lines are one person, CONFLICT when the roster would be too long
 */
export async function importRoster(
  trx: Db,
  {
    ceremonyId,
    lines,
    by,
    now,
  }: { ceremonyId: number; lines: readonly RosterLine[]; by: number; now: number },
): Promise<Imported> {
  refuseTwice(lines);
  // Two imports at once would each miss what the other adds.
  await lockCeremony(trx, ceremonyId);
  const rows = await trx
    .selectFrom('invitation')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .where('role', '=', 'participant')
    .orderBy('id')
    .execute();
  const known = new Map<string, InvitationRow>();
  for (const row of rows) for (const key of keysOf(row)) if (!known.has(key)) known.set(key, row);
  const done: Imported = { added: 0, changed: 0, unchanged: 0, revoked: 0 };
  const fresh: RosterRow[] = [];
  for (const { row } of lines) {
    const before = keysOf(row)
      .map((key) => known.get(key))
      .find((found) => found !== undefined);
    if (!before) fresh.push(row);
    else if (before.revokedAt !== null) done.revoked++;
    else if (!differs(before, storedRow(row))) done.unchanged++;
    else {
      await changeInvitation(trx, before, storedRow(row));
      done.changed++;
    }
  }
  if (rows.length + fresh.length > MOST)
    throw new Problem('CONFLICT', `A roster holds at most ${MOST} people.`);
  for (let start = 0; start < fresh.length; start += 100) {
    const values = fresh.slice(start, start + 100).map((row) => ({
      queueClass: 'PUBLIC' as const,
      ...storedRow(row),
      ceremonyId,
      role: 'participant' as const,
      createdBy: by,
      createdAt: now,
    }));
    await trx.insertInto('invitation').values(values).execute();
  }
  done.added = fresh.length;
  return done;
}

/** What a person is known by, the surest first. */
function keysOf(row: { [K in 'name' | 'address' | 'identity']?: string | null | undefined }): string[] {
  const keys: string[] = [];
  if (row.identity) keys.push(`identity ${row.identity}`);
  if (row.address) keys.push(`address ${row.address.toLowerCase()}`);
  if (keys.length === 0 && row.name) keys.push(`name ${row.name.toLowerCase()}`);
  return keys;
}

function refuseTwice(lines: readonly RosterLine[]): void {
  const first = new Map<string, number>();
  const errors = lines.flatMap(({ line, row }) =>
    keysOf(row).flatMap((key) => {
      const other = first.get(key);
      if (other === undefined) first.set(key, line);
      return other === undefined
        ? []
        : [{ path: `line ${line}`, message: `the same person as in line ${other}` }];
    }),
  );
  if (errors.length > 0) throw refused(errors);
}

function differs(before: InvitationRow, wanted: Partial<InvitationRow>): boolean {
  return Object.entries(wanted).some(([name, value]) => before[name as keyof InvitationRow] !== value);
}
