/** What clients were promised, and whether the server's disk keeps it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashId } from '@brebaje/server/auth/secret-id';
import { checkEventLog } from '@brebaje/server/store/events';
import type { Database } from '@brebaje/server/store/schema';
import { sqliteDialect } from '@brebaje/server/store/sqlite';
import { Kysely } from 'kysely';

export interface SignedReceipt {
  receipt: string;
  signature: string;
}

/** The ways in which somebody may go. */
export type Ending = 'accepted' | 'refused' | 'aborted';

/** A turn as the database has it. */
export interface TurnState {
  identity: string;
  phase: string;
  outcome: string | null;
}

/** Everything that clients have in hand. */
export class Ledger {
  /** By identity; a receipt never changes. */
  readonly receipts = new Map<string, SignedReceipt>();
  readonly sessions: { id: string; identity: string }[] = [];
  /** People who did something that costs a turn; everybody else must be able to contribute. */
  readonly guilty = new Map<string, Ending>();
  /** Promises that were broken. */
  readonly violations: string[] = [];

  keep(identity: string, { receipt, signature }: SignedReceipt): void {
    const before = this.receipts.get(identity);
    if (before && (before.receipt !== receipt || before.signature !== signature))
      this.violations.push(`${identity} has two receipts`);
    this.receipts.set(identity, { receipt, signature });
  }
}

/** The database of a server, dead or alive, which this process cannot change. */
export class Disk {
  readonly #data: string;
  readonly #database: DatabaseSync;
  readonly #db: Kysely<Database>;

  constructor(data: string) {
    this.#data = data;
    this.#database = new DatabaseSync(join(data, 'brebaje.sqlite'), { readOnly: true, timeout: 5000 });
    this.#db = new Kysely<Database>({ dialect: sqliteDialect(this.#database) });
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  /** Turns in the order in which they were opened. */
  async turns(): Promise<TurnState[]> {
    const rows = await this.#db
      .selectFrom('turn')
      .innerJoin('participant', 'participant.id', 'turn.participantId')
      .innerJoin('identity', 'identity.id', 'participant.identityId')
      .select(['subject', 'phase', 'outcome'])
      .orderBy('turn.id')
      .execute();
    return rows.map(({ subject, phase, outcome }) => ({ identity: `eth|${subject}`, phase, outcome }));
  }

  async turnOf(identity: string): Promise<TurnState | undefined> {
    return (await this.turns()).findLast((turn) => turn.identity === identity);
  }

  /** Whatever is not as it was promised, in words. Nothing in it writes; the server may run meanwhile. */
  async broken(ledger: Ledger, now: number): Promise<string[]> {
    const found = [
      ...(await this.#wrongTurns()),
      ...(await this.#wrongChain(ledger)),
      ...(await this.#lostSessions(ledger, now)),
      ...(await this.#barred(ledger)),
    ];
    const ceremonies = await this.#db.selectFrom('ceremony').select('id').execute();
    for (const { id } of ceremonies)
      await checkEventLog(this.#db, id).catch((error: Error) => found.push(error.message));
    return found;
  }

  async #wrongTurns(): Promise<string[]> {
    const open = (await this.turns()).filter(({ phase }) => phase !== 'CLOSED');
    return open.length > 1 ? [`${open.length} turns are open`] : [];
  }

  async #wrongChain(ledger: Ledger): Promise<string[]> {
    const wrong: string[] = [];
    const circuit = await this.#db.selectFrom('circuit').selectAll().executeTakeFirstOrThrow();
    const rows = await this.#db.selectFrom('contribution').selectAll().orderBy('position').execute();
    let head = circuit.genesisBlob;
    for (const [index, row] of rows.entries()) {
      if (row.position !== index + 1 || row.baseBlob !== head)
        wrong.push(`contribution ${row.position} does not follow the one before`);
      head = row.headBlob;
    }
    if (circuit.position !== rows.length || circuit.headBlob !== head)
      wrong.push('the head is not what the last contribution left');
    const path = join(this.#data, 'blobs', head);
    if (!existsSync(path) || createHash('sha256').update(readFileSync(path)).digest('hex') !== head)
      wrong.push(`the head ${head} is not in the folder`);
    const kept = new Map(rows.map(({ receipt, signature }) => [receipt, signature]));
    for (const [identity, { receipt, signature }] of ledger.receipts)
      if (kept.get(receipt) !== signature) wrong.push(`the receipt of ${identity} is lost`);
    return wrong;
  }

  async #lostSessions(ledger: Ledger, now: number): Promise<string[]> {
    const rows = await this.#db.selectFrom('session').select('idHash').where('expiresAt', '>', now).execute();
    const there = new Set(rows.map(({ idHash }) => idHash));
    return ledger.sessions
      .filter(({ id }) => !there.has(hashId(id)))
      .map(({ identity }) => `a session of ${identity} is lost`);
  }

  async #barred(ledger: Ledger): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('participant')
      .innerJoin('identity', 'identity.id', 'participant.identityId')
      .select(['subject', 'status', 'cause'])
      .where(({ or, eb }) => or([eb('status', 'in', ['TIMEDOUT', 'EXHUMED']), eb('cause', 'is not', null)]))
      .execute();
    return rows
      .filter(({ subject }) => !ledger.guilty.has(`eth|${subject}`))
      .map(({ subject, status, cause }) => `eth|${subject} is ${status} by ${cause} without fault`);
  }
}
