import type { Db } from './open-store.ts';
import type { BlobRow } from './schema.ts';
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
 * Forgets a blob, unless a circuit's genesis or head, its metadata, a result or an open turn needs it. True when it is
 * forgotten: then, after the commit, its bytes may be removed.
 */
export async function forgetBlob(trx: Db, hash: string): Promise<boolean> {
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
                eb('metadata', 'like', `%"sha256":"${hash}"%`),
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
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('artifact').select('artifact.id').where('artifact.hash', '=', hash))),
    )
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}
