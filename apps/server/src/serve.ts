import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { DrandChain } from '@brebaje/groth16/beacon/drand';
import { VERSION } from '@brebaje/protocol/version';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createDiskWatch, freeBytes } from './attention/disk-watch.ts';
import type { Config } from './config/options.ts';
import { buildApp } from './http/build-app.ts';
import type { FaceContext } from './http/face-context.ts';
import { type Listening, listen } from './http/listen.ts';
import { createLogger } from './http/logger.ts';
import { createRegistry } from './http/metrics.ts';
import { buildOperatorApp } from './http/operator-app.ts';
import { firstOperatorLink } from './invitations/operator-link.ts';
import { serveOperator } from './operator/operator-server.ts';
import { type Application, createApplication } from './sequencer/application.ts';
import { configuredCeremony } from './sequencer/create-ceremony.ts';
import { createFigures, showState } from './sequencer/figures.ts';
import { removeOrphans } from './sequencer/forget-blobs.ts';
import { loadCircuit } from './sequencer/load.ts';
import { type Blobs, blobPath } from './store/blob-files.ts';
import { type DataFolder, openDataFolder } from './store/data-folder.ts';
import { openKeys } from './store/keys.ts';
import { openStorage } from './store/open-storage.ts';
import { openStore, type Store } from './store/open-store.ts';
import type { CeremonyRow } from './store/schema.ts';
import { createGroth16Scheme } from './verify/groth16-scheme.ts';
import { createKzgScheme } from './verify/kzg-scheme.ts';
import type { Schemes } from './verify/scheme.ts';
import { createVerificationClient, type VerificationClient } from './verify/verification-client.ts';

/** What tests put in place of the world. */
export interface ServeOptions {
  /** Milliseconds since 1970, in place of this machine's clock and of the database's. */
  clock?: () => number;
  random?: (length: number) => Uint8Array;
  log?: Logger;
  /** Schemes in place of those besides KZG. */
  schemes?: (blobs: Blobs) => Omit<Schemes, 'KZG'>;
  /** Milliseconds between rounds of the sweep; null: only whoever started the server calls it. */
  sweepEvery?: number | null;
  /** In place of a thread of its own. */
  verification?: VerificationClient;
  /** Whose signatures are beacons, in place of quicknet: no option of a server can name another one. */
  drand?: DrandChain;
  /** Bytes free on the disk, in place of those of the data folder's. */
  freeDisk?: () => Promise<number>;
}

export interface RunningServer {
  /** Where people on this machine reach it; the public URL when there is one. */
  url: string;
  port: number;
  operatorPort: number;
  addresses: string[];
  dataFolder: string;
  ceremony: CeremonyRow;
  /** Signs the first operator in, once, within a day; null: somebody has rights here already. */
  operatorLink: string | null;
  application: Application;
  /** Stops taking requests, ends what runs, lets the data folder go. Idempotent. */
  close(): Promise<void>;
}

const SWEEP_EVERY = 1_000;

/** Loopback, whatever the public face listens on: figures are for the operator's own programs. */
const OPERATOR_HOST = '127.0.0.1';

/**
 * Starts a server: data folder, store, keys, the configured ceremony, engines, faces, sweep. Prints nothing.
 * @throws when another server has the folder, a key does not fit, or an address is taken
 */
export async function startServer(config: Config, options: ServeOptions = {}): Promise<RunningServer> {
  const undo: (() => unknown)[] = [];
  try {
    return await start(config, options, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

async function start(wanted: Config, options: ServeOptions, undo: (() => unknown)[]): Promise<RunningServer> {
  const config = { ...wanted };
  const log = options.log ?? createLogger(config.logLevel);
  const random = options.random ?? ((length: number) => new Uint8Array(randomBytes(length)));
  const folder = await openDataFolder(config.data, { shared: config.databaseUrl !== null });
  undo.push(() => folder.close());
  const store = await openConfigured(config, folder, options.clock);
  undo.push(() => store.close());
  const keys = await openKeys(store.db, folder);
  const verification = options.verification ?? createVerificationClient({ engineThreads: config.threads });
  undo.push(() => verification.close());
  const registry = createRegistry();
  const { blobs, parts } = await openStorage(config, folder, { store, keys });
  const application = createApplication({
    config,
    store,
    keys,
    verification,
    random,
    log,
    figures: createFigures(registry),
    blobs,
    schemes: {
      GROTH16: createGroth16Scheme(verification, {
        blobs,
        sumsOf: (hash) => blobPath(folder.combinations, hash),
      }),
      ...options.schemes?.(blobs),
      KZG: createKzgScheme(verification, blobs),
    },
    parts,
    processId: randomUUID(),
    drand: options.drand,
    disk: createDiskWatch(config.minFreeDisk, options.freeDisk ?? (() => freeBytes(folder.path))),
  });
  // Other servers on the same Postgres may be storing something at this moment.
  if (store.kind === 'sqlite') await removeOrphans(application.ctx);
  const ceremony = await configuredCeremony(application.ctx);
  // The first contributor should not wait for it; if it fails, the next one who asks tries again.
  application.ctx.heads.get(await loadCircuit(store.db, ceremony.id)).catch(() => {});
  // The first round, before anybody is let in: it moves the clocks over the time the server was away.
  await application.sweep.tick();
  const face: FaceContext = {
    config,
    store,
    random,
    log,
    sequencer: application.sequencer,
    clock: application.ctx.clock,
    identity: { logKey: keys.logPublicKey, version: VERSION },
  };
  showState(registry, application.ctx, application.sweep);
  const listening = await listen(await buildApp(face, registry, application.ctx), config.host, config.port);
  // Links in messages and of operators name it, also where any free one was wanted.
  config.port = listening.port;
  undo.push(() => listening.close(0));
  const figures = await serveFigures(config, registry, application);
  undo.push(() => figures.close());
  const operator = await serveOperator(application.ctx, folder);
  undo.push(() => operator.close());
  const url = (config.publicUrl ?? `http://localhost:${listening.port}`).replace(/\/+$/, '');
  const operatorLink = await firstOperatorLink(application.ctx, url);
  const stopSweep = every(options.sweepEvery === undefined ? SWEEP_EVERY : options.sweepEvery, () =>
    application.sweep.tick().catch((error: unknown) => log.error({ err: error }, 'sweep failed')),
  );
  let closing: Promise<void> | undefined;
  return {
    url: config.publicUrl ?? url,
    operatorLink,
    port: listening.port,
    operatorPort: figures.port,
    addresses: listening.addresses,
    dataFolder: folder.path,
    ceremony,
    application,
    close() {
      closing ??= (async () => {
        stopSweep();
        const stopped = application.stop();
        await listening.close();
        await stopped;
        // Check-ins that were answered while the rest came to its end.
        await application.ctx.checkIns.flush();
        await Promise.all([operator.close(), figures.close()]);
        await application.ctx.transcripts.close();
        await store.close();
        folder.close();
      })();
      return closing;
    },
  };
}

async function openConfigured(config: Config, folder: DataFolder, clock?: () => number): Promise<Store> {
  const place =
    config.databaseUrl === null ? { dataFolder: folder.path } : { databaseUrl: config.databaseUrl };
  const store = await openStore(place);
  return clock ? { ...store, now: clock, syncClock: async () => {} } : store;
}

async function serveFigures(
  config: Config,
  registry: Registry,
  { sequencer }: Application,
): Promise<{ port: number; close(): Promise<void> }> {
  const app: FastifyInstance = buildOperatorApp(registry, sequencer);
  const listening: Listening = await listen(app, [OPERATOR_HOST], config.operatorPort);
  return { port: listening.port, close: () => listening.close(0) };
}

function every(millis: number | null, work: () => Promise<unknown>): () => void {
  if (millis === null) return () => {};
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const next = (after: number) => {
    timer = setTimeout(async () => {
      const started = performance.now();
      await work();
      if (!stopped) next(Math.max(0, millis - (performance.now() - started)));
    }, after);
  };
  next(millis);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
