/**
 * What goes on in a ceremony, kept fresh: snapshots for everybody, and the stream of events while somebody
 * looks. The stream says that something changed, the snapshot says what; without a stream snapshots come alone.
 */
import { ClientError } from '@brebaje/client/client-error';
import { pauseAfter } from '@brebaje/client/patience';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { followEvents, type StreamEvent } from '@brebaje/client/rest/event-stream';
import type { RestClient } from '@brebaje/client/rest/rest-client';
import type { Surroundings } from '@brebaje/client/surroundings';
import { type ServerClock, serverClock } from './server-clock.ts';

export type Snapshot = AnswerBody<'readLive'>;

/** live: changes are told as they happen; polling: they are asked for; broken: the server does not answer. */
export type Connection = 'live' | 'polling' | 'broken';

export interface LiveState {
  readonly snapshot: Snapshot | undefined;
  readonly connection: Connection;
}

/** Whether somebody can see the page. */
export interface Sight {
  seen(): boolean;
  /** Calls back when that changes, or the network does; returns what ends it. */
  changed(tell: () => void): () => void;
}

/** Milliseconds between snapshots, by what else is known. */
export const PAUSES = {
  /** The stream says when there is something new: this is for what no stream tells. */
  live: 20_000,
  polling: 3_000,
  /** A page in the background. */
  unseen: 30_000,
  /** Snapshots are made at most once a second: events that come together share one. */
  together: 400,
  older: 1_000,
  /** Until a stream that was refused is asked for again. */
  refused: 60_000,
} as const;

export interface LiveFeed {
  state(): LiveState;
  readonly clock: ServerClock;
  /** Told of every change of the state. Returns what ends it. */
  subscribe(tell: () => void): () => void;
  /** Every event from now on, each once and in order; `progress` has no number. Returns what ends it. */
  events(hear: (event: StreamEvent) => void): () => void;
  /** Ends everything. */
  stop(): void;
}

/** Follows a ceremony until it is stopped. `stream` false: snapshots only. */
export function liveFeed(
  world: Surroundings,
  client: RestClient,
  ceremonyId: number,
  sight: Sight,
  { stream = true }: { stream?: boolean } = {},
): LiveFeed {
  const clock = serverClock(world.now);
  const end = new AbortController();
  const tellers = new Set<() => void>();
  const hearers = new Set<(event: StreamEvent) => void>();
  let state: LiveState = { snapshot: undefined, connection: 'polling' };
  let reached = true;
  let streaming = false;
  let lastSeq: number | undefined;
  /** Something happened that the snapshot does not know. */
  let asked = false;
  let behind = 0;
  let endPause = () => {};

  function wake(): void {
    asked = true;
    endPause();
  }

  function set(snapshot = state.snapshot): void {
    const connection = !reached ? 'broken' : streaming ? 'live' : 'polling';
    if (snapshot === state.snapshot && connection === state.connection) return;
    state = { snapshot, connection };
    for (const tell of [...tellers]) tell();
  }

  /** A pause that `wake` ends. */
  async function pause(milliseconds: number): Promise<void> {
    if (asked) return;
    const woken = new AbortController();
    endPause = () => woken.abort();
    await world.sleep(milliseconds, AbortSignal.any([woken.signal, end.signal])).catch(() => {});
    endPause = () => {};
  }

  /** A stream that falls behind the snapshots is a connection that only looks open. */
  function compare(snapshot: Snapshot): void {
    behind = streaming && snapshot.lastSeq > (lastSeq ?? 0) ? behind + 1 : 0;
    if (behind < 2) return;
    behind = 0;
    listening?.abort();
  }

  async function snapshots(): Promise<void> {
    let etag: string | undefined;
    for (let failures = 0; !end.signal.aborted; ) {
      asked = false;
      try {
        const answer = await client.call<Snapshot>({
          method: 'GET',
          path: `/ceremonies/${ceremonyId}/live`,
          headers: etag === undefined ? {} : { 'if-none-match': etag },
          signal: end.signal,
          patience: { total: 0 },
        });
        if (end.signal.aborted) return;
        failures = 0;
        reached = true;
        if (answer.status === 304) set();
        else {
          etag = answer.etag;
          clock.heard(answer.body.at);
          lastSeq ??= answer.body.lastSeq;
          compare(answer.body);
          set(answer.body);
        }
        if (stream) void listen();
      } catch {
        if (end.signal.aborted) return;
        failures++;
        // One answer that is lost says nothing.
        reached = failures < 2 && state.snapshot !== undefined;
        set();
      }
      await pause(failures > 0 ? pauseAfter(failures, PAUSES.unseen, world.random()) : untilNext());
      // What woke it is seldom alone.
      if (asked) await world.sleep(PAUSES.together, end.signal).catch(() => {});
    }
  }

  function untilNext(): number {
    if (!sight.seen()) return PAUSES.unseen;
    if (!streaming) return PAUSES.polling;
    // The server's snapshot may be older than the event that was just told.
    return (state.snapshot?.lastSeq ?? 0) < (lastSeq ?? 0) ? PAUSES.older : PAUSES.live;
  }

  let listening: AbortController | undefined;
  let refusedUntil = 0;
  async function listen(): Promise<void> {
    if (listening || !sight.seen() || end.signal.aborted || world.now() < refusedUntil) return;
    const own = new AbortController();
    listening = own;
    try {
      const events = followEvents(world, client, ceremonyId, {
        after: lastSeq,
        signal: AbortSignal.any([own.signal, end.signal]),
        patience: Number.POSITIVE_INFINITY,
        connection: (how) => {
          streaming = how === 'open';
          // Whether it was the stream or the server is seen by asking.
          if (!streaming) wake();
          set();
        },
      });
      for await (const event of events) take(event);
    } catch (error) {
      // A refusal is not asked again at once; a page that nobody sees lets its stream go.
      const left = own.signal.aborted || (error instanceof ClientError && error.code === 'STOPPED');
      if (!left) refusedUntil = world.now() + PAUSES.refused;
    } finally {
      listening = undefined;
      streaming = false;
      if (!end.signal.aborted) set();
    }
  }

  function take(event: StreamEvent): void {
    if (event.seq !== undefined) lastSeq = event.seq;
    if (event.type === 'progress') {
      const moved = withProgress(state.snapshot, event.data);
      if (moved) set(moved);
    } else wake();
    for (const hear of [...hearers]) hear(event);
  }

  const blind = sight.changed(() => {
    if (sight.seen()) wake();
    else listening?.abort();
  });
  void snapshots();
  return {
    state: () => state,
    clock,
    subscribe(tell) {
      tellers.add(tell);
      return () => tellers.delete(tell);
    },
    events(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    stop() {
      blind();
      end.abort();
    },
  };
}

/** The snapshot with a contributor's progress in it; undefined where it has no such turn. */
export function withProgress(snapshot: Snapshot | undefined, data: unknown): Snapshot | undefined {
  const { participant, step, percent } = (data ?? {}) as Record<string, unknown>;
  if (!snapshot?.turns.some((turn) => turn.participantId === participant)) return undefined;
  if (typeof step !== 'string' || typeof percent !== 'number') return undefined;
  const turns = snapshot.turns.map((turn) =>
    turn.participantId === participant
      ? { ...turn, step: step as (typeof turn)['step'], percent: Math.min(100, Math.max(0, percent)) }
      : turn,
  );
  return { ...snapshot, turns };
}
