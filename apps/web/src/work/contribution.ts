/** A contribution in a worker: one tab at a time, with files that outlive it, and a state that others are shown. */
import { type BrowserSurroundings, browserSurroundings } from '@brebaje/client/browser-surroundings';
import { ClientError } from '@brebaje/client/client-error';
import { asFull } from '@brebaje/client/groth16/opfs-work-store';
import { type SteadyClient, steadyClient } from '@brebaje/client/groth16/steady';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { accountOf } from './account.ts';
import type { WorkEvent } from './events.ts';
import { leave } from './leave.ts';
import type { Joining, Place } from './messages.ts';
import { type OneTab, oneTab } from './one-tab.ts';
import { IDLE, LOOKING, reduce } from './reduce.ts';
import { contributeCircuits } from './run-circuits.ts';
import { latestUser, openRunFolder, type RunFolder, removeObsolete } from './run-folder.ts';
import { contributeKzg } from './run-kzg.ts';
import type { Stage } from './stage.ts';
import type { WorkState } from './state.ts';

/** How often a run notes that it lives, and looks whether it slept; milliseconds. */
const TOUCH_EVERY = 20_000;
const LOOK_EVERY = 2_000;
/** More than this between two looks was sleep. */
const SLEPT = 15_000;
/** A run that lived so lately goes on by itself: the page was reloaded, or the browser broke. */
const GOES_ON = 3_600_000;
/** Longest that the server is asked who is here before the last run is believed. */
const ASK_WHO = 4_000;

interface Running {
  abort: AbortController;
  over: Promise<void>;
}

export class Contribution {
  readonly #world: BrowserSurroundings = browserSurroundings();
  readonly #place: Place;
  readonly #tell: (state: WorkState) => void;
  readonly #tab: OneTab;
  #state: WorkState = LOOKING;
  #mine = false;
  /** The person asked for what another tab had. */
  #wanted = false;
  #folder: RunFolder | undefined;
  #running: Running | undefined;

  /** `tell`: hears of every state. */
  constructor(place: Place, tell: (state: WorkState) => void) {
    this.#place = place;
    this.#tell = tell;
    this.#tab = oneTab(`brebaje ${place.server} ${place.ceremony.id}`, {
      mine: () => this.#take().catch((error: unknown) => this.#broken(error)),
      theirs: () => this.#letGo(),
      shown: (shown) => {
        if (!this.#mine)
          this.#become({ phase: 'elsewhere', shown: shown.phase === 'elsewhere' ? undefined : shown });
      },
    });
    this.#watch();
  }

  start(entropy: Uint8Array | undefined, joining: Joining | undefined): void {
    if (!this.#mine || this.#running) return void entropy?.fill(0);
    this.#begin(entropy, joining);
  }

  resume(entropy?: Uint8Array): void {
    this.start(entropy, undefined);
  }

  /** Breaks off, and with `giveUp` lets others have the turn or the place. */
  async stop(giveUp: boolean): Promise<void> {
    const state = this.#state;
    const quick = this.#client(AbortSignal.timeout(ASK_WHO));
    if (giveUp) await leave(this.#world, this.#place, quick, state).catch(() => {});
    await this.#breakOff();
    const folder = this.#folder;
    if (folder?.run) await folder.keepRun({ ...folder.run, stopped: true });
    if (giveUp) this.#become(IDLE);
  }

  takeOver(): void {
    if (this.#mine) return;
    this.#wanted = true;
    this.#tab.takeOver();
  }

  /** What is over was read. */
  async dismiss(): Promise<void> {
    if (this.#running || !this.#mine) return;
    this.#become(IDLE);
  }

  network(online: boolean): void {
    this.#happened({ type: 'network', online });
    if (online) this.#world.wake();
  }

  #become(state: WorkState): void {
    this.#state = state;
    this.#tell(state);
    if (this.#mine) this.#tab.show(state);
  }

  #happened(event: WorkEvent): void {
    const next = reduce(this.#state, event, this.#world.now());
    if (next !== this.#state) this.#become(next);
  }

  #broken(thrown: unknown): void {
    const error = asFull(thrown);
    const message = error instanceof Error ? error.message : String(error);
    const code =
      error instanceof ClientError
        ? error.code
        : error instanceof DOMException
          ? 'STORAGE_UNAVAILABLE'
          : 'BROKEN';
    this.#become({
      phase: 'failed',
      scheme: this.#place.ceremony.scheme,
      code,
      message,
      next: error instanceof ClientError ? error.next : undefined,
      serverCode: undefined,
      again: true,
      receipts: [],
      notes: [],
    });
  }

  /** This tab works: what an earlier run left is looked at, and gone on with where that is meant. */
  async #take(): Promise<void> {
    this.#mine = true;
    const { server, ceremony } = this.#place;
    const now = this.#world.now();
    await removeObsolete(now);
    const userId = (await this.#whoIsHere()) ?? (await latestUser(server, ceremony.id));
    if (userId === undefined) return this.#become(IDLE);
    this.#folder = await openRunFolder(server, ceremony.id, userId);
    const { run, finished, receipts } = this.#folder;
    const { scheme } = ceremony;
    if (!run && !finished) {
      const done = receipts.length > 0;
      return this.#become(done ? { phase: 'done', scheme, receipts, notes: [] } : IDLE);
    }
    this.#become({ phase: 'resumable', scheme, finished, since: run?.since });
    const alive = run && !run.stopped && now - run.touched < GOES_ON;
    if (alive || this.#wanted || (finished && !run?.stopped)) this.resume();
    this.#wanted = false;
  }

  /** Another tab works from now on. */
  async #letGo(): Promise<void> {
    await this.#breakOff();
    await this.#folder?.close();
    this.#folder = undefined;
    const was = this.#mine;
    this.#mine = false;
    if (was || this.#state.phase !== 'elsewhere') this.#become({ phase: 'elsewhere', shown: undefined });
  }

  async #breakOff(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.over;
  }

  /** The person's number; undefined: nobody is signed in, or the server cannot be asked now. */
  async #whoIsHere(): Promise<number | undefined> {
    try {
      return (await this.#me(this.#client(AbortSignal.timeout(ASK_WHO)))).user.id;
    } catch {
      return undefined;
    }
  }

  async #me(client: SteadyClient): Promise<AnswerBody<'readMe'>> {
    return (await client.call<AnswerBody<'readMe'>>({ method: 'GET', path: '/auth/me' })).body;
  }

  #client(signal: AbortSignal): SteadyClient {
    const { server, sessionId } = this.#place;
    return steadyClient(this.#world, {
      server,
      sessionId,
      signal,
      emit: (event) => this.#happened({ type: 'circuit', event, clockAhead: 0 }),
    });
  }

  #begin(entropy: Uint8Array | undefined, joining: Joining | undefined): void {
    const abort = new AbortController();
    const { scheme } = this.#place.ceremony;
    this.#happened({ type: 'begun', scheme, online: navigator.onLine });
    const over = this.#run(entropy, joining, abort.signal)
      .catch((error: unknown) => this.#broken(error))
      .finally(() => {
        this.#running = undefined;
        entropy?.fill(0);
      });
    this.#running = { abort, over };
  }

  async #run(
    entropy: Uint8Array | undefined,
    joining: Joining | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const stage: Partial<Stage> & Pick<Stage, 'client'> = {
      world: this.#world,
      place: this.#place,
      client: this.#client(signal),
      entropy,
      joining,
      emit: (event) => this.#happened(event),
      participantId: undefined,
      signal,
    };
    let end: WorkEvent;
    try {
      await this.#work(stage);
      end = { type: 'done' };
    } catch (error) {
      end = await accountOf(error, stage as Stage);
    }
    if (end.type === 'failed' && end.error.code === 'STORAGE_FULL')
      this.#happened({ type: 'disk-full', text: end.error.message });
    // What is shown is right even where there is no room to note it.
    await this.#settle(end).catch(() => {});
    this.#happened(end);
  }

  /** Finds out who it is, opens their folder, and goes through the ceremony. */
  async #work(stage: Partial<Stage> & Pick<Stage, 'client'>): Promise<void> {
    const { server, ceremony } = this.#place;
    const me = await this.#me(stage.client);
    const identity = me.identities.find(({ current }) => current)?.sub ?? '';
    if (this.#folder?.run?.userId !== me.user.id) {
      await this.#folder?.close();
      this.#folder = await openRunFolder(server, ceremony.id, me.user.id);
    }
    const folder = this.#folder!;
    const now = this.#world.now();
    await folder.keepRun({
      scheme: ceremony.scheme,
      userId: me.user.id,
      identity,
      since: folder.run?.since ?? now,
      touched: now,
      stopped: false,
    });
    for (const receipt of folder.receipts) this.#happened({ type: 'receipt', receipt });
    const all: Stage = Object.assign(stage as Stage, {
      identity,
      folder,
      receipt: async (receipt: Parameters<Stage['receipt']>[0]) => {
        await folder.keepReceipt(receipt);
        this.#happened({ type: 'receipt', receipt });
      },
    });
    await (ceremony.scheme === 'KZG' ? contributeKzg(all) : contributeCircuits(all));
  }

  /** Leaves in the folder what a later run needs, and nothing else. */
  async #settle(end: WorkEvent): Promise<void> {
    const folder = this.#folder;
    if (!folder?.run) return;
    const comesBack = end.type === 'lost' && end.returnAt !== undefined;
    const already = end.type === 'failed' && end.error.code === 'ALREADY_CONTRIBUTED';
    if (end.type === 'done' || already || (end.type === 'lost' && !comesBack)) await folder.end();
    else if (end.type !== 'stopped') await folder.keepRun({ ...folder.run, stopped: true });
  }

  /** Notes signs of life, and finds out afterwards that the machine slept. */
  #watch(): void {
    let looked = this.#world.now();
    let touched = 0;
    setInterval(() => {
      const now = this.#world.now();
      const gap = now - looked;
      looked = now;
      if (gap > SLEPT) {
        this.#happened({ type: 'slept', seconds: Math.round(gap / 1000) });
        this.#world.wake();
      }
      const folder = this.#folder;
      if (!this.#running || !folder?.run || now - touched < TOUCH_EVERY) return;
      touched = now;
      folder.keepRun({ ...folder.run, touched: now }).catch(() => {});
    }, LOOK_EVERY);
  }
}
