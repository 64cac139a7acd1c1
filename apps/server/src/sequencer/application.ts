import { QUICKNET } from '@brebaje/groth16/beacon/drand';
import type { SequencerPort } from '../http/sequencer-port.ts';
import { LiveHub } from '../live/hub.ts';
import { Snapshots } from '../live/snapshot.ts';
import { createSender } from '../notify/sender.ts';
import { ProgressBuffer } from '../participants/progress-buffer.ts';
import { Presence } from '../queue/presence.ts';
import { TurnWaits } from '../queue/turn-waits.ts';
import { writeCheckIns } from '../store/check-ins.ts';
import { releaseLease } from '../store/jobs.ts';
import { writeProgress } from '../store/progress.ts';
import { CheckInBuffer } from './check-in-buffer.ts';
import type { Parts, ServerContext } from './context.ts';
import { openTranscriptColumns } from './current-state.ts';
import { drawFreeSlot } from './draw.ts';
import { HeadCache } from './head-cache.ts';
import { HeldRequests } from './held-requests.ts';
import { createSequencer } from './sequencer.ts';
import { createSweep, type Sweep } from './sweep.ts';

export interface Application {
  ctx: ServerContext;
  sequencer: SequencerPort;
  sweep: Sweep;
  /**
   * Ends held requests, waits for what runs, writes what is buffered. A verification that is under way is
   * left: its turn stays VERIFYING and the next start takes it up.
   */
  stop(): Promise<void>;
}

/** A sweep that is late by so much means that the server does not work. */
const READY_MILLIS = 10_000;

export function createApplication(parts: Parts): Application {
  const { store, log } = parts;
  const stopping = new AbortController();
  const background = new Set<Promise<void>>();
  const run = (work: Promise<void>, what: string): void => {
    const settled = work
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, what);
      })
      .finally(() => background.delete(settled));
    background.add(settled);
  };
  const drawing = new Map<number, { wanted: boolean; freed: boolean }>();
  const drawUntilDone = async (ceremonyId: number, draw: { wanted: boolean; freed: boolean }) => {
    try {
      // What frees while a draw runs is looked at once more.
      while (draw.wanted) {
        const { freed } = draw;
        Object.assign(draw, { wanted: false, freed: false });
        await drawFreeSlot(ctx, ceremonyId, { freed });
      }
    } finally {
      drawing.delete(ceremonyId);
    }
  };
  const wantDraw = (ceremonyId: number, freed: boolean): void => {
    const running = drawing.get(ceremonyId);
    const draw = running ?? { wanted: false, freed: false };
    Object.assign(draw, { wanted: true, freed: draw.freed || freed });
    if (running) return;
    drawing.set(ceremonyId, draw);
    run(drawUntilDone(ceremonyId, draw), 'the free slot could not be drawn');
  };
  const clock = { now: () => store.now() };
  const presence = new Presence();
  const { maxListeners: total, maxListenersPerPrefix: perPrefix } = parts.config;
  const ctx: ServerContext = {
    ...parts,
    drand: parts.drand ?? QUICKNET,
    clock,
    checkIns: new CheckInBuffer((rows) => store.transaction((trx) => writeCheckIns(trx, rows))),
    progress: new ProgressBuffer((rows) => store.transaction((trx) => writeProgress(trx, rows))),
    held: new HeldRequests(),
    turnWaits: new TurnWaits(),
    presence,
    live: new LiveHub({ db: store.db, clock, log, presence, limits: { total, perPrefix } }),
    snapshots: new Snapshots(store.db, clock),
    heads: new HeadCache(parts.schemes.KZG),
    transcripts: openTranscriptColumns(store, parts.config.data),
    verifications: new Map(),
    finalizations: new Map(),
    geneses: new Map(),
    stopping: stopping.signal,
    sender: createSender({ ...parts, clock: { now: () => store.now() }, stopping: stopping.signal }),
    catchUp: () => sweep.catchUp(),
    purging: { ids: new Set(), done: Promise.resolve() },
    slotFreed: (ceremonyId) => wantDraw(ceremonyId, true),
    slotStillFree: (ceremonyId) => wantDraw(ceremonyId, false),
  };
  // Whoever holds the data folder's lock is alone on an embedded store.
  const sweep = createSweep(ctx, { alone: store.kind === 'sqlite' });
  const ready = async (): Promise<boolean> => {
    await store.db.selectFrom('setting').select('key').limit(1).execute();
    return sweep.lastTick !== null && ctx.clock.now() - sweep.lastTick < READY_MILLIS;
  };
  return {
    ctx,
    sequencer: createSequencer(ctx, ready),
    sweep,
    async stop() {
      const running = [ctx.verifications, ctx.finalizations, ctx.geneses].flatMap((jobs) => [
        ...jobs.values(),
      ]);
      stopping.abort();
      ctx.held.stop();
      ctx.live.stop();
      ctx.turnWaits.stop();
      await sweep.stop();
      await parts.verification.close();
      const verifications = [...ctx.verifications.values()].map(({ answer }) => answer);
      const finalizations = [...ctx.finalizations.values()].map(({ done }) => done);
      for (const { stop } of ctx.geneses.values()) stop();
      const geneses = [...ctx.geneses.values()].map(({ done }) => done);
      await Promise.allSettled([...verifications, ...finalizations, ...geneses, ...background]);
      // Other processes need not wait until the leases are over; what could be written meanwhile is.
      for (const { lease } of running) await releaseLease(store.db, lease);
      await ctx.sender.idle();
      await ctx.checkIns.flush();
      await ctx.progress.flush();
    },
  };
}
