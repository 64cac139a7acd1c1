import type { artifactSchema } from '@brebaje/protocol/rest/ceremonies';
import { FILES } from '@brebaje/protocol/routes';
import type { z } from 'zod';
import type { Config } from '../config/options.ts';
import { prefixOf } from '../http/public-url.ts';
import { toSeconds } from '../rest/seconds.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import type { ArtifactRow } from '../store/schema.ts';
import { immutableOf } from '../verify/groth16-metadata.ts';
import { SLIM_ZKEY, wholeName } from './final-file.ts';
import { endedCircuits, type FinalZkey } from './finalization-state.ts';

/** A file of a result whose bytes are stored. */
export type Frozen = Pick<ArtifactRow, 'circuitId' | 'name' | 'kind' | 'hash' | 'size'>;

/** The files of a ceremony's result that are stored. */
function artifactsOf(db: Db, ceremonyId: number): Promise<ArtifactRow[]> {
  return db.selectFrom('artifact').selectAll().where('ceremonyId', '=', ceremonyId).orderBy('id').execute();
}

/** A file of a result as it is shown. */
type ShownFile = z.input<typeof artifactSchema>;

/** The files of a ceremony's result, and the whole zkeys, which are put together while they are read. */
export async function resultOf(
  { config, store: { db } }: Pick<ServerContext, 'config' | 'store'>,
  ceremonyId: number,
): Promise<ShownFile[]> {
  const rows = await artifactsOf(db, ceremonyId);
  const zkeys = rows.some(({ kind }) => kind === SLIM_ZKEY) ? await wholeZkeys(db, ceremonyId) : [];
  return rows.flatMap((row) => {
    const shown = showArtifact(config, row);
    const zkey = zkeys.find(({ slim, slug }) => slim === row.hash && row.name.startsWith(`${slug}_`));
    return zkey ? [{ ...shown, ...wholeOf(config, zkey) }, shown] : [shown];
  });
}

/** A whole zkey by the two parts that it is put together from. */
interface WholeZkey extends FinalZkey {
  slug: string;
  slim: string;
  immutable: string;
}

async function wholeZkeys(db: Db, ceremonyId: number): Promise<WholeZkey[]> {
  const ended = await endedCircuits(db, ceremonyId);
  const circuits = await circuitsOf(db, ceremonyId);
  return circuits.flatMap(({ slug, metadata }) => {
    const { slim, ended: { whole } = {} } = ended[slug] ?? {};
    const immutable = immutableOf(JSON.parse(metadata));
    return slim && whole && immutable ? [{ slug, slim: slim.hash, immutable, ...whole }] : [];
  });
}

function wholeOf(config: Config, { slug, slim, immutable, ...facts }: WholeZkey) {
  const name = wholeName(slug);
  const path = `${slim}/${immutable}/${encodeURIComponent(name)}`;
  return { ...facts, name, kind: 'zkey', url: `${prefixOf(config)}${FILES}/${path}` };
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
  return `${prefixOf(config)}${FILES}/${hash}/${encodeURIComponent(name)}`;
}

function showArtifact(config: Config, row: ArtifactRow): ShownFile {
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
