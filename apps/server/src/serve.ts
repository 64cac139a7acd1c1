import { PAGES } from '@brebaje/protocol/routes';
import { VERSION } from '@brebaje/protocol/version';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Config } from './config/options.ts';
import { every } from './every.ts';
import { buildApp } from './http/build-app.ts';
import type { FaceContext } from './http/face-context.ts';
import { type Listening, listen } from './http/listen.ts';
import { buildOperatorApp } from './http/operator-app.ts';
import { firstOperatorLink } from './invitations/operator-link.ts';
import { openApplication, type World } from './open-application.ts';
import { serveOperator } from './operator/operator-server.ts';
import type { Application } from './sequencer/application.ts';
import { configuredCeremony } from './sequencer/create-ceremony.ts';
import { showState } from './sequencer/figures.ts';
import { removeOrphans } from './sequencer/forget-blobs.ts';
import { loadCircuit } from './sequencer/load.ts';
import type { CeremonyRow } from './store/schema.ts';

/** What tests put in place of the world. */
export interface ServeOptions extends World {
  /** Milliseconds between rounds of the sweep; null: only whoever started the server calls it. */
  sweepEvery?: number | null;
}

export interface RunningServer {
  /** Where people on this machine reach it; the public URL when there is one. */
  url: string;
  port: number;
  operatorPort: number;
  addresses: string[];
  dataFolder: string;
  ceremony: CeremonyRow;
  /** There are pages to take part on in a browser, not only plain ones. */
  builtPages: boolean;
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
  const { folder, store, keys, registry, application } = await openApplication(config, options, undo);
  const { log, random } = application.ctx;
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
  const app = await buildApp(face, registry, application.ctx);
  const builtPages = app.hasRoute({ method: 'GET', url: PAGES.verify });
  const listening = await listen(app, config.host, config.port);
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
    builtPages,
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

async function serveFigures(
  config: Config,
  registry: Registry,
  { sequencer }: Application,
): Promise<{ port: number; close(): Promise<void> }> {
  const app: FastifyInstance = buildOperatorApp(registry, sequencer);
  const listening: Listening = await listen(app, [OPERATOR_HOST], config.operatorPort);
  return { port: listening.port, close: () => listening.close(0) };
}
