import type { ExpressionBuilder } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { BlobRow, Database } from './schema.ts';
import type { BlobTable } from './tables/installation.ts';
import { isOpen } from './turns.ts';

/** Notes a blob whose bytes are in storage already; noting it again changes nothing. */
export async function recordBlob(db: Db, blob: BlobTable): Promise<void> {
  await db
    .insertInto('blob')
    .values(blob)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}

export function findBlob(db: Db, hash: string): Promise<BlobRow | undefined> {
  return db.selectFrom('blob').selectAll().where('hash', '=', hash).executeTakeFirst();
}

/**
 * Forgets a blob, unless a circuit's genesis or head, its metadata, a circuit that is being registered, a result or an
 * open turn needs it. True when it is forgotten: then, after the commit, its bytes may be removed.
 */
export async function forgetBlob(trx: Db, hash: string): Promise<boolean> {
  await lockBlob(trx, hash);
  const result = await trx
    .deleteFrom('blob')
    .where('hash', '=', hash)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('circuit')
            .select('circuit.id')
            .where(({ eb, or }) =>
              or([
                eb('genesisBlob', '=', hash),
                eb('headBlob', '=', hash),
                eb('metadata', 'like', named(hash)),
              ]),
            ),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('turn')
            .select('turn.id')
            .where(isOpen)
            .where(({ eb, or }) => or([eb('baseBlob', '=', hash), eb('receivedBlob', '=', hash)])),
        ),
      ),
    )
    .where(notInDraft(hash))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('artifact').select('artifact.id').where('artifact.hash', '=', hash))),
    )
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** JSON that names a blob has its hash in this form, and no text of people can have it: their quotes are escaped. */
const named = (hash: string) => `%"sha256":"${hash}"%`;

function notInDraft(hash: string) {
  return ({ not, exists, selectFrom }: ExpressionBuilder<Database, 'blob'>) =>
    not(exists(selectFrom('draft').select('draft.id').where('draft.files', 'like', named(hash))));
}

/**
 * Waits for those who begin to name a blob: a deletion that waits itself still believes what it saw before, and then
 * breaks off on their reference.
 */
async function lockBlob(trx: Db, hash: string): Promise<void> {
  if (dialectOf(trx) === 'postgres')
    await trx.selectFrom('blob').select('hash').where('hash', '=', hash).forUpdate().execute();
}

/**
 * Forgets a phase 1, unless a circuit that is being registered needs it, or one keeps it: that of others is only told
 * of. Otherwise as forgetBlob.
 */
export async function forgetPtau(trx: Db, hash: string): Promise<boolean> {
  const result = await trx
    .deleteFrom('blob')
    .where('hash', '=', hash)
    .where('kind', '=', 'ptau')
    .where(notInDraft(hash))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('circuit')
            .select('circuit.id')
            .where('metadata', 'like', named(hash))
            .where('metadata', 'like', '%"kept":true%'),
        ),
      ),
    )
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Whether a circuit's metadata names a blob: then everybody may read it. */
export async function isNamedByCircuit(db: Db, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom('circuit')
    .select('id')
    .where('metadata', 'like', named(hash))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
