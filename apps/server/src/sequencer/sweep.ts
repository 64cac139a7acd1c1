import { clockGap, GAP_LIMIT } from '@brebaje/ceremony/clock';
import { clocksRun } from '@brebaje/ceremony/gate';
import { KZG_POLICY } from '@brebaje/ceremony/policy';
import { noteDisk } from '../attention/note-disk.ts';
import { watchAttention } from '../attention/watch.ts';
import { resumeFinalizations } from '../ceremonies/finalize-jobs.ts';
import { resumeGeneses } from '../circuits/genesis-jobs.ts';
import { removeStaleDrafts } from '../circuits/stale-drafts.ts';
import { listCeremonies, lockCeremony } from '../store/ceremonies.ts';
import { advanceMessages, deleteOldMessages } from '../store/outbox.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { deleteExpiredSessions, shiftSessions } from '../store/sessions.ts';
import { deleteExpiredTickets } from '../store/tickets.ts';
import { deleteUnusedUsers } from '../store/unused-users.ts';
import { lookForBytes } from '../uploads/look-for-bytes.ts';
import { removeLeftParts } from '../uploads/remove-left.ts';
import { waitAtMost } from '../wait-at-most.ts';
import type { ServerContext } from './context.ts';
import { beat, buryDead, sayGoodbye } from './live-processes.ts';
import { resumeClocks } from './resume-clocks.ts';
import { gateOf, policyOf } from './rows.ts';
import { sweepCeremony } from './sweep-ceremony.ts';
import { takeSweep } from './sweep-lease.ts';
import { resumeVerifications } from './verification-jobs.ts';

export interface Sweep {
  /** One round; concurrent calls share it. */
  tick(): Promise<void>;
  /** Does a round first when the clock has run without us: see ServerContext. */
  catchUp(): Promise<void>;
  /** Waits for the round under way; later calls do nothing. */
  stop(): Promise<void>;
  /** When the last round ended well. */
  readonly lastTick: number | null;
}

/** Rounds between two looks for what nobody misses quickly: expired sessions, the database's clock. */
const SELDOM = 30;

/** Rounds between two looks for people who signed in and never came. */
const HARDLY_EVER = 60;

/** How long clocks wait for storage elsewhere. */
const STORAGE_MILLIS = 2_000;

/** Rounds between two looks for messages that went out long ago. */
const HOURLY = 3_600;

/** What was sent or given up can be looked up for so long. */
const MESSAGES_KEPT = 30 * 86_400_000;

/**
 * What happens by itself: every second check-ins are written, the absent leave, deadlines pass, free slots
 * are drawn. Timers only call `tick`; all truth is in the rows and the clock.
 * @param alone no other process works on this store
 */
export function createSweep(ctx: ServerContext, { alone }: { alone: boolean }): Sweep {
  let running: Promise<void> | undefined;
  let lastTick: number | null = null;
  let rounds = 0;
  let leads = false;
  let stopped = false;
  let usersSeen = 0;
  let heardSince = 0;

  const report = (error: unknown) => ctx.log.warn({ err: error }, 'storage could not be looked at');

  async function round(): Promise<void> {
    if (rounds++ % SELDOM === 0) await ctx.store.syncClock();
    await ctx.checkIns.flush();
    await ctx.progress.flush();
    if (!alone) await beat(ctx.store.db, ctx.processId, ctx.clock.now());
    const led = await lead(ctx, alone, lastTick === null);
    leads = led !== null;
    // Whoever begins to sweep does not know for how long nobody was heard.
    if (led && (led.gap || lastTick === null)) heardSince = led.now;
    const ceremonies = await listCeremonies(ctx.store.db, ['SCHEDULED', 'OPENED', 'PAUSED', 'CLOSED']);
    if (leads && rounds % SELDOM === 1) await removeExpired(ctx);
    if (leads && rounds % HOURLY === 1)
      await deleteOldMessages(ctx.store.db, ctx.clock.now() - MESSAGES_KEPT);
    if (leads && rounds % HARDLY_EVER === 1) {
      usersSeen = await removeUnused(ctx, usersSeen);
      await removeStaleDrafts(ctx);
      await waitAtMost(STORAGE_MILLIS, removeLeftParts(ctx), report);
    }
    await ctx.live.tick();
    await ctx.disk.look(ctx.clock.now());
    if (leads) await noteDisk(ctx, ceremonies.filter(isRunning));
    if (leads && rounds % SELDOM === 1) for (const ceremony of ceremonies) await watch(ctx, ceremony);
    const now = ctx.clock.now();
    // Stepped back: nobody is held for an hour because the clock goes through one again.
    if (lastTick !== null && now < lastTick) {
      ctx.held.shift(now - lastTick);
      ctx.turnWaits.shift(now - lastTick);
    }
    ctx.held.tick(now);
    await ctx.presence.write(ctx.store.db, now);
    await ctx.turnWaits.tick(ctx.store.db, now);
    if (led) await waitAtMost(STORAGE_MILLIS, lookForBytes(ctx), report);
    for (const ceremony of ceremonies) {
      try {
        if (led) await sweepCeremony(ctx, ceremony, { now: led.now, heardSince });
      } catch (error) {
        // One ceremony that fails must not stop the clocks of the others.
        ctx.log.error({ err: error, ceremony: ceremony.slug }, 'a ceremony could not be swept');
      }
    }
    // Not awaited: making what is handed out may have to wait for a thread that is busy.
    for (const ceremony of ceremonies)
      if (policyOf(ceremony).discipline === 'LOBBY') ctx.slotStillFree(ceremony.id);
    if (ctx.config.jobs === 'here') {
      await resumeVerifications(ctx, { alone });
      await resumeFinalizations(ctx, { alone });
      await resumeGeneses(ctx, { alone });
    }
    ctx.sender.tick();
    lastTick = ctx.clock.now();
  }

  const tick = async (): Promise<void> => {
    if (stopped) return;
    running ??= round().finally(() => {
      running = undefined;
    });
    await running;
  };

  return {
    tick,
    async catchUp() {
      if (lastTick === null || (leads && clockGap(lastTick, ctx.clock.now()) !== null)) await tick();
    },
    async stop() {
      stopped = true;
      await running?.catch(() => {});
      if (!alone) await sayGoodbye(ctx.store.db, ctx.processId);
    },
    get lastTick() {
      return lastTick;
    },
  };
}

/**
 * Takes the sweep, and in the same transaction moves every clock over a gap since the last round. Answers
 * whether there was one and the moment of that transaction: later than it nobody is judged in this round, because a machine that sleeps in
 * the middle of one has heard nobody. Null: another process sweeps.
 */
function lead(
  ctx: ServerContext,
  alone: boolean,
  started: boolean,
): Promise<{ now: number; gap: boolean } | null> {
  return ctx.store.transaction(async (trx) => {
    const now = ctx.clock.now();
    const lease = await takeSweep(trx, { owner: ctx.processId, now, alone });
    if (!lease) return null;
    if (!lease.before) return { now, gap: false };
    const since = lease.before.tick;
    const restarted = alone && started && lease.before.owner !== ctx.processId;
    const lost = !alone && (await buryDead(trx, now)) > 0;
    const millis = clockGap(since, now, restarted) ?? (lost ? 0 : null);
    if (millis === null) return { now, gap: false };
    if (Math.abs(millis) > GAP_LIMIT) await shiftSessions(trx, millis, since);
    if (millis < -GAP_LIMIT) await advanceMessages(trx, -millis);
    for (const { id } of await listCeremonies(trx, ['OPENED', 'CLOSED'])) {
      const ceremony = await lockCeremony(trx, id);
      if (ceremony && clocksRun(gateOf(ceremony)))
        await resumeClocks(trx, ceremony, { millis, since, now, restarted });
    }
    ctx.log.info({ millis, restarted }, 'clocks moved over a gap');
    return { now, gap: true };
  });
}

async function removeExpired(ctx: ServerContext): Promise<void> {
  const now = ctx.clock.now();
  await deleteExpiredSessions(ctx.store.db, now);
  await deleteExpiredTickets(ctx.store.db, now);
}

/** A look that fails is missed by nobody: the next one is due soon. */
async function watch(ctx: ServerContext, ceremony: CeremonyRow): Promise<void> {
  await watchAttention(ctx, ceremony).catch((error: unknown) =>
    ctx.log.error({ err: error, ceremony: ceremony.slug }, 'what needs a human could not be looked for'),
  );
}

const isRunning = ({ status, drainedAt }: CeremonyRow): boolean =>
  status !== 'SCHEDULED' && drainedAt === null;

/** Who signed in, never entered a lobby and has no session any more. Answers where to look next. */
async function removeUnused(ctx: ServerContext, after: number): Promise<number> {
  const before = ctx.clock.now() - (ctx.config.sessionExpiry ?? KZG_POLICY.sessionExpiry);
  const walked = await ctx.store.transaction((trx) => deleteUnusedUsers(trx, { after, before }));
  if (walked.deleted > 0) ctx.log.info({ users: walked.deleted }, 'removed people who never came');
  return walked.after;
}
