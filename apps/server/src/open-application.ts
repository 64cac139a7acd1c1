/** What servers and workers have in common: data folder, rows, keys, files, engines, and what works with them. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { DrandChain } from '@brebaje/groth16/beacon/drand';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createDiskWatch, freeBytes } from './attention/disk-watch.ts';
import type { Config } from './config/options.ts';
import { createLogger } from './http/logger.ts';
import { createRegistry } from './http/metrics.ts';
import { type Application, createApplication } from './sequencer/application.ts';
import { createFigures } from './sequencer/figures.ts';
import { type Blobs, blobPath } from './store/blob-files.ts';
import { type DataFolder, openDataFolder } from './store/data-folder.ts';
import { type Keys, openKeys } from './store/keys.ts';
import { openStorage } from './store/open-storage.ts';
import { openStore, type Store } from './store/open-store.ts';
import { createGroth16Scheme } from './verify/groth16-scheme.ts';
import { createKzgScheme } from './verify/kzg-scheme.ts';
import type { Schemes } from './verify/scheme.ts';
import { createVerificationClient, type VerificationClient } from './verify/verification-client.ts';

/** What tests put in place of the world. */
export interface World {
  /** Milliseconds since 1970, in place of this machine's clock and of the database's. */
  clock?: () => number;
  random?: (length: number) => Uint8Array;
  log?: Logger;
  /** Schemes in place of those besides KZG. */
  schemes?: (blobs: Blobs) => Omit<Schemes, 'KZG'>;
  /** In place of a thread of its own. */
  verification?: VerificationClient;
  /** Whose signatures are beacons, in place of quicknet: no option of a server can name another one. */
  drand?: DrandChain;
  /** Bytes free on the disk, in place of those of the data folder's. */
  freeDisk?: () => Promise<number>;
}

export interface Opened {
  folder: DataFolder;
  store: Store;
  keys: Keys;
  registry: Registry;
  application: Application;
}

/**
 * Opens all of it. What has been opened is closed by the steps in `undo`, the latest first, when this or what follows
 * it throws. `look`: refuses rows that do not fit, before keys are made.
 */
export async function openApplication(
  config: Config,
  world: World,
  undo: (() => unknown)[],
  look: (store: Store) => Promise<void> = async () => {},
): Promise<Opened> {
  const log = world.log ?? createLogger(config.logLevel);
  const folder = await openDataFolder(config.data, { shared: config.databaseUrl !== null });
  undo.push(() => folder.close());
  const store = await openConfigured(config, folder, world.clock);
  undo.push(() => store.close());
  await look(store);
  const keys = await openKeys(store.db, folder);
  const verification = world.verification ?? createVerificationClient({ engineThreads: config.threads });
  undo.push(() => verification.close());
  const registry = createRegistry();
  const { blobs, parts } = await openStorage(config, folder, { store, keys });
  const application = createApplication({
    config,
    store,
    keys,
    verification,
    random: world.random ?? ((length: number) => new Uint8Array(randomBytes(length))),
    log,
    figures: createFigures(registry),
    blobs,
    schemes: {
      GROTH16: createGroth16Scheme(verification, {
        blobs,
        sumsOf: (hash) => blobPath(folder.combinations, hash),
      }),
      ...world.schemes?.(blobs),
      KZG: createKzgScheme(verification, blobs),
    },
    parts,
    processId: randomUUID(),
    drand: world.drand,
    disk: createDiskWatch(config.minFreeDisk, world.freeDisk ?? (() => freeBytes(folder.path))),
  });
  return { folder, store, keys, registry, application };
}

async function openConfigured(config: Config, folder: DataFolder, clock?: () => number): Promise<Store> {
  const place =
    config.databaseUrl === null ? { dataFolder: folder.path } : { databaseUrl: config.databaseUrl };
  const store = await openStore(place);
  return clock ? { ...store, now: clock, syncClock: async () => {} } : store;
}
