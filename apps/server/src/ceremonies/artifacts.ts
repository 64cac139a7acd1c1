import type { artifactSchema } from '@brebaje/protocol/rest/ceremonies';
import { FILES } from '@brebaje/protocol/routes';
import type { z } from 'zod';
import type { Config } from '../config/options.ts';
import { prefixOf } from '../http/public-url.ts';
import { toSeconds } from '../rest/seconds.ts';
import type { Db } from '../store/open-store.ts';
import type { ArtifactRow } from '../store/schema.ts';

/** A file of a result whose bytes are stored. */
export type Frozen = Pick<ArtifactRow, 'circuitId' | 'name' | 'kind' | 'hash' | 'size'>;

/** The files of a ceremony's result. */
export function artifactsOf(db: Db, ceremonyId: number): Promise<ArtifactRow[]> {
  return db.selectFrom('artifact').selectAll().where('ceremonyId', '=', ceremonyId).orderBy('id').execute();
}

/** Notes the files of a result, in the transaction that makes it final. */
export async function insertArtifacts(
  trx: Db,
  ceremonyId: number,
  files: readonly Frozen[],
  now: number,
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file) => ({ ...file, ceremonyId, createdAt: now }));
  await trx.insertInto('artifact').values(rows).execute();
}

/** The address of a file, for ever the same bytes. */
export function fileUrl(config: Pick<Config, 'publicUrl'>, { hash, name }: Frozen): string {
  return `${prefixOf(config as Config)}${FILES}/${hash}/${encodeURIComponent(name)}`;
}

export function showArtifact(config: Config, row: ArtifactRow): z.input<typeof artifactSchema> {
  const { name, kind, circuitId, hash, size, createdAt } = row;
  return {
    name,
    kind,
    ...(circuitId === null ? {} : { circuitId }),
    sha256: hash,
    size,
    url: fileUrl(config, row),
    createdAt: toSeconds(createdAt),
  };
}
