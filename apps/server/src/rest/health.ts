import type { HEALTH_OPERATIONS, healthSchema, JOB_KINDS } from '@brebaje/protocol/rest/health';
import { VERSION } from '@brebaje/protocol/version';
import type { z } from 'zod';
import { freeBytes } from '../attention/disk-watch.ts';
import { FINALIZE } from '../ceremonies/finalization-state.ts';
import { GENESIS_JOBS } from '../circuits/genesis-jobs.ts';
import { canMail } from '../notify/outbox.ts';
import { VERIFICATION_JOBS } from '../sequencer/verification-jobs.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { pendingJobs } from '../store/jobs.ts';
import type { Db } from '../store/open-store.ts';
import type { Handlers } from './handler.ts';
import { Problem } from './problem.ts';
import { requireCoordinator } from './roles.ts';
import { toSeconds } from './seconds.ts';

type Health = z.input<typeof healthSchema>;

const JOBS: readonly (readonly [(typeof JOB_KINDS)[number], string])[] = [
  ['VERIFICATION', VERIFICATION_JOBS],
  ['FINALIZATION', FINALIZE],
  ['GENESIS', GENESIS_JOBS],
];

export const HEALTH_HANDLERS: Handlers<typeof HEALTH_OPERATIONS> = {
  async readHealth({ ctx }, { params, caller }) {
    const { config, store, disk } = ctx;
    const ceremony = await findCeremony(store.db, params.id);
    if (!ceremony) throw new Problem('NOT_FOUND');
    await requireCoordinator(store.db, caller, ceremony.projectId);
    // The watch measures only where there is a limit.
    const free = disk.free() ?? (await freeBytes(config.data).catch(() => null));
    const body: Health = {
      at: toSeconds(ctx.clock.now()),
      version: VERSION,
      database: store.kind === 'postgres' ? 'POSTGRES' : 'SQLITE',
      files: config.s3Bucket === null ? 'DISK' : 'BUCKET',
      disk: { ...(free === null ? {} : { free }), needed: config.minFreeDisk, short: disk.short() },
      email: canMail(config),
      jobs: await Promise.all(JOBS.map(([kind, stored]) => jobsOf(store.db, kind, stored))),
    };
    return { body };
  },
};

async function jobsOf(
  db: Db,
  kind: Health['jobs'][number]['kind'],
  stored: string,
): Promise<Health['jobs'][number]> {
  const pending = await pendingJobs(db, stored);
  const running = pending.filter(({ state }) => state === 'RUNNING').length;
  const [oldest] = pending;
  return {
    kind,
    waiting: pending.length - running,
    running,
    ...(oldest ? { since: toSeconds(oldest.createdAt) } : {}),
  };
}
