/** Where the server of this ceremony keeps rows and files: in its folder, or on Postgres and S3 where that is asked for. */
import type { Config } from '@brebaje/server/config/options';
import { testS3 } from '@brebaje/server/store/s3/test-swift';
import { testStores } from '@brebaje/server/store/test-stores';
import { bucketOptions } from '../../support/storages.ts';

const s3 = testS3();

/** Options that the server is started with, besides those of every run; `remove` when it has ended. */
export async function where(): Promise<{ options: Partial<Config>; remove(): Promise<void> }> {
  const postgres = testStores().find(({ name }) => name === 'Postgres');
  if ('missing' in s3 || !postgres) return { options: {}, remove: async () => {} };
  const { place, remove } = await postgres.place();
  const database = 'databaseUrl' in place ? { databaseUrl: place.databaseUrl } : {};
  // By way of the server, so that what stands between it and people sees the parts.
  const bucket = { ...(await bucketOptions(await s3.endpoint())), s3PartsThroughServer: true };
  return { options: { ...database, ...bucket }, remove };
}
