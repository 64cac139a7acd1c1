/** A process that verifies, makes geneses and finalizes for servers which share its Postgres and its files. */

import { resumeFinalizations } from './ceremonies/finalize-jobs.ts';
import { resumeGeneses } from './circuits/genesis-jobs.ts';
import type { Config } from './config/options.ts';
import { every } from './every.ts';
import { openApplication, type World } from './open-application.ts';
import type { Application } from './sequencer/application.ts';
import type { ServerContext } from './sequencer/context.ts';
import { resumeVerifications } from './sequencer/verification-jobs.ts';
import type { Db } from './store/open-store.ts';
import { getSetting } from './store/settings.ts';

/** What a worker is given does not let it work; the message says what would. */
export class WorkerUnfit extends Error {
  override readonly name = 'WorkerUnfit';
}

export interface RunningWorker {
  dataFolder: string;
  application: Application;
  /** Looks once for jobs that nobody is at. */
  look(): Promise<void>;
  /** Lets go of what it is at, for another one to take up. Idempotent. */
  close(): Promise<void>;
}

/** Between two looks for jobs; the leases are much longer. */
const LOOK_EVERY = 250;

/** The database's clock is asked for once in so many looks. */
const SELDOM = 240;

/**
 * Starts a worker: it does one verification at a time, and beside it one finalization and one genesis. Prints nothing.
 * `lookEvery`: milliseconds; null: only whoever started it has it look.
 * @throws WorkerUnfit when database or files are not those of a server, KeyMismatch when the keys are not
 */
export async function startWorker(
  wanted: Config,
  { lookEvery = LOOK_EVERY, ...world }: World & { lookEvery?: number | null } = {},
): Promise<RunningWorker> {
  const config = { ...wanted };
  if (config.databaseUrl === null)
    throw new WorkerUnfit(
      'workers take their jobs from Postgres: give worker and servers the same --database-url, and a --s3-bucket or a data folder that they share',
    );
  const undo: (() => unknown)[] = [];
  try {
    return await start(config, world, lookEvery, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

async function start(
  config: Config,
  world: World,
  lookEvery: number | null,
  undo: (() => unknown)[],
): Promise<RunningWorker> {
  const opened = await openApplication(config, world, undo, ({ db }) => requireServer(db));
  const { folder, store, application } = opened;
  const { ctx } = application;
  await requireFiles(ctx);
  // Requests that wait for a turn are at servers, and drawn there.
  Object.assign(ctx, { slotFreed() {}, slotStillFree() {} });
  let looks = 0;
  let looking: Promise<void> | undefined;
  const takeUp = async () => {
    if (looks++ % SELDOM === 0) await store.syncClock();
    await resumeVerifications(ctx, { alone: false, most: 1, fits: (turn) => hasKeyFor(ctx, turn) });
    await resumeFinalizations(ctx, { alone: false, most: 1 });
    await resumeGeneses(ctx, { alone: false });
  };
  const look = () => {
    looking = takeUp();
    return looking;
  };
  const stopLooking = every(lookEvery, () =>
    look().catch((error: unknown) => ctx.log.error({ err: error }, 'looking for jobs failed')),
  );
  let closing: Promise<void> | undefined;
  return {
    dataFolder: folder.path,
    application,
    look,
    close() {
      closing ??= (async () => {
        stopLooking();
        // What it takes up in its last moment is let go of as well.
        await looking?.catch(() => {});
        await application.stop();
        await ctx.transcripts.close();
        await store.close();
        folder.close();
      })();
      return closing;
    },
  };
}

/** A worker that came first would make keys that no server has. */
async function requireServer(db: Db): Promise<void> {
  if ((await getSetting(db, 'logKey')) === undefined)
    throw new WorkerUnfit('no server has used this database yet: start brebaje serve first');
}

/** Whether what servers store is what this process reads. */
async function requireFiles({ store, blobs, config }: ServerContext): Promise<void> {
  const latest = await store.db
    .selectFrom('blob')
    .select('hash')
    .orderBy('createdAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!latest || (await blobs.size(latest.hash)) !== undefined) return;
  const place = config.s3Bucket === null ? `the data folder ${config.data}` : `the bucket ${config.s3Bucket}`;
  throw new WorkerUnfit(
    `${place} does not have the files of the servers on this database: give worker and servers the same --s3-bucket, or a data folder that they share`,
  );
}

/** Receipts are signed with the key of the ceremony; its file may not have come to this machine yet. */
async function hasKeyFor({ store, keys, log }: ServerContext, turnId: number): Promise<boolean> {
  const ceremony = await store.db
    .selectFrom('turn')
    .innerJoin('circuit', 'circuit.id', 'turn.circuitId')
    .innerJoin('ceremony', 'ceremony.id', 'circuit.ceremonyId')
    .select(['ceremony.slug'])
    .where('turn.id', '=', turnId)
    .executeTakeFirst();
  if (!ceremony) return true;
  try {
    await keys.receiptKey(ceremony.slug);
    return true;
  } catch (error) {
    log.error({ err: error, ceremony: ceremony.slug }, 'left to others: copy the key folder of the servers');
    return false;
  }
}
