/** A contribution in a worker: one tab at a time, with files that outlive it, and a state that others are shown. */
import { type BrowserSurroundings, browserSurroundings } from '@brebaje/client/browser-surroundings';
import { asFull } from '@brebaje/client/groth16/opfs-work-store';
import { type SteadyClient, steadyClient } from '@brebaje/client/groth16/steady';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { accountOf, brokenState } from './account.ts';
import { EarlySignature } from './early-signature.ts';
import { DoneElsewhere } from './elsewhere.ts';
import type { WorkEvent } from './events.ts';
import { leave } from './leave.ts';
import type { Joining, Place } from './messages.ts';
import { type OneTab, oneTab } from './one-tab.ts';
import { IDLE, LOOKING, reduce } from './reduce.ts';
import { contributeCircuits } from './run-circuits.ts';
import { latestUser, openRunFolder, type RunFolder, removeObsolete } from './run-folder.ts';
import { contributeKzg } from './run-kzg.ts';
import { begunNow, goesOn, settle, stateFound } from './run-left.ts';
import { noteLife } from './signs-of-life.ts';
import type { Stage } from './stage.ts';
import type { WorkState } from './state.ts';
import { SomebodyElse, whoIsHere } from './who.ts';

/** Longest that the server is asked who is here before the last run is believed. */
const ASK_WHO = 4_000;

interface Running {
  abort: AbortController;
  over: Promise<void>;
}

export class Contribution {
  /** What the wallet signs of it, before the turn. */
  readonly signature: EarlySignature;
  readonly #world: BrowserSurroundings = browserSurroundings();
  readonly #place: Place;
  readonly #tell: (state: WorkState, whose: number | null) => void;
  readonly #tab: OneTab;
  #state: WorkState = LOOKING;
  #mine = false;
  /** The person whose work is shown; null: nobody's, undefined: not looked at yet. */
  #whose: number | null | undefined;
  /** Looking, and letting go, one after the other. */
  #looks: Promise<void> = Promise.resolve();
  /** The person asked for what another tab had. */
  #wanted = false;
  #folder: RunFolder | undefined;
  #running: Running | undefined;
  #hereAnyway: (() => void) | undefined;

  constructor(place: Place, tell: (state: WorkState, whose: number | null) => void) {
    this.#place = place;
    this.#tell = tell;
    this.signature = new EarlySignature(place.ceremony, () => this.#signed());
    this.#tab = oneTab(`brebaje ${place.server} ${place.ceremony.id}`, {
      mine: () => {
        this.#mine = true;
        return this.#next(() => this.#look(undefined));
      },
      theirs: () => this.#next(() => this.#letGo()),
      shown: (shown) => {
        if (!this.#mine)
          this.#become({ phase: 'elsewhere', shown: shown.phase === 'elsewhere' ? undefined : shown });
      },
    });
    noteLife(this.#world, {
      slept: (seconds) => this.#happened({ type: 'slept', seconds }),
      live: () => (this.#running ? this.#folder : undefined),
    });
  }

  start(entropy: Uint8Array | undefined, joining: Joining | undefined): void {
    if (this.#begin(entropy, joining)) this.signature.decide();
  }

  resume(entropy?: Uint8Array): void {
    this.#begin(entropy, undefined);
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

  /** From another tab, or from another browser that is at work. */
  takeOver(): void {
    if (this.#mine) {
      this.#hereAnyway?.();
      return;
    }
    this.#wanted = true;
    this.#tab.takeOver();
  }

  /** What is over was read. */
  async dismiss(): Promise<void> {
    if (!this.#running && this.#mine) this.#become(IDLE);
  }

  /**
   * Who is signed in by now; null: nobody is, undefined: somebody is leaving. A browser has one session: what goes on
   * for somebody else ends at once, and is theirs again when they come back.
   */
  person(id: number | null | undefined): void {
    if (id === undefined) this.#running?.abort.abort();
    void this.#next(async () => {
      if (!this.#mine || id === this.#whose) return;
      // A session that has run out ends what goes on by itself, and may be renewed before that.
      if (id === null && this.#running && !this.#running.abort.signal.aborted) return;
      this.#become(LOOKING);
      await this.#breakOff();
      await this.#closeFolder();
      if (id !== undefined) await this.#look(id);
    });
  }

  network(online: boolean): void {
    this.#happened({ type: 'network', online });
    if (online) this.#world.wake();
  }

  #become(state: WorkState): void {
    this.#state = state;
    this.#tell(state, this.#whose ?? null);
    if (this.#mine) this.#tab.show(state);
  }

  #happened(event: WorkEvent): void {
    const next = reduce(this.#state, event, this.#world.now());
    if (next !== this.#state) this.#become(next);
  }

  #broken(thrown: unknown): void {
    this.#become(brokenState(this.#place.ceremony.scheme, asFull(thrown)));
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#looks = this.#looks.then(step).catch((error: unknown) => this.#broken(error));
    return this.#looks;
  }

  /**
   * This tab works: what an earlier run of whoever is signed in left is looked at, and gone on with where that is
   * meant. `told`: who that is, where it is known.
   */
  async #look(told: number | null | undefined): Promise<void> {
    const { server, ceremony } = this.#place;
    const now = this.#world.now();
    await removeObsolete(now);
    const here = told === undefined ? await whoIsHere(this.#client(AbortSignal.timeout(ASK_WHO))) : told;
    const userId = here === undefined ? await latestUser(server, ceremony.id) : here;
    this.#whose = userId ?? null;
    if (this.#whose === null) return this.#become(IDLE);
    const folder = await openRunFolder(server, ceremony.id, this.#whose);
    this.#folder = folder;
    this.#become(stateFound(folder, ceremony.scheme));
    if (this.#state.phase === 'resumable' && (this.#wanted || goesOn(folder, now))) this.resume();
    this.#wanted = false;
  }

  /** Another tab works from now on. */
  async #letGo(): Promise<void> {
    await this.#breakOff();
    await this.#closeFolder();
    const was = this.#mine;
    this.#mine = false;
    if (was || this.#state.phase !== 'elsewhere') this.#become({ phase: 'elsewhere', shown: undefined });
  }

  async #closeFolder(): Promise<void> {
    this.signature.over();
    await this.#folder?.close();
    this.#folder = undefined;
    this.#whose = undefined;
  }

  async #breakOff(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.over;
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

  /** While somebody waits: what was signed before is gone with the page that it was in. */
  #signed(): void {
    const folder = this.#folder;
    if (!this.#running || !folder?.run) return;
    this.#happened({ type: 'signature', is: 'kept' });
    folder.keepRun({ ...folder.run, signed: true }).catch(() => {});
  }

  /** Whether it was begun. */
  #begin(entropy: Uint8Array | undefined, joining: Joining | undefined): boolean {
    if (!this.#mine || this.#running || this.#state.phase === 'looking') {
      entropy?.fill(0);
      return false;
    }
    const abort = new AbortController();
    const { scheme } = this.#place.ceremony;
    this.#happened({ type: 'begun', scheme, online: navigator.onLine });
    const over = this.#run(entropy, joining, abort.signal)
      .catch((error: unknown) => this.#broken(error))
      .finally(() => {
        this.#running = undefined;
        this.signature.over();
        entropy?.fill(0);
      });
    this.#running = { abort, over };
    return true;
  }

  async #run(
    entropy: Uint8Array | undefined,
    joining: Joining | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const stage: Partial<Stage> & Pick<Stage, 'client' | 'world' | 'place'> = {
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
      if (error instanceof SomebodyElse) return this.person(error.id);
      if (error instanceof DoneElsewhere) {
        await this.#folder?.end();
        return this.#become(IDLE);
      }
      end = await accountOf(error, stage);
    }
    if (end.type === 'failed' && end.error.code === 'STORAGE_FULL')
      this.#happened({ type: 'disk-full', text: end.error.message });
    // What is shown is right even where there is no room to note it.
    if (this.#folder) await settle(this.#folder, end).catch(() => {});
    this.#happened(end);
  }

  /** Finds out who it is, opens their folder, and goes through the ceremony. */
  async #work(stage: Partial<Stage> & Pick<Stage, 'client'>): Promise<void> {
    const { server, ceremony } = this.#place;
    const { body: me } = await stage.client.call<AnswerBody<'readMe'>>({ method: 'GET', path: '/auth/me' });
    // What was shown, and what was added to the randomness, are somebody else's.
    if (typeof this.#whose === 'number' && this.#whose !== me.user.id) throw new SomebodyElse(me.user.id);
    this.#whose = me.user.id;
    if (this.#place.sessionId === undefined) this.#world.speakFor(server, me.user.id);
    const identity = me.identities.find(({ current }) => current)?.sub ?? '';
    if (this.#folder?.run?.userId !== me.user.id) {
      await this.#folder?.close();
      this.#folder = await openRunFolder(server, ceremony.id, me.user.id);
    }
    const folder = this.#folder!;
    const fresh = !folder.finished && (!folder.run || folder.run.elsewhere === true);
    const signed = this.signature.isMeant(folder.run?.signed === true);
    const about = { scheme: ceremony.scheme, userId: me.user.id, identity, signed };
    await folder.keepRun(begunNow(folder, about, this.#world.now()));
    if (signed && !folder.finished)
      this.#happened({ type: 'signature', is: this.signature.isSigned ? 'kept' : 'gone' });
    for (const receipt of folder.receipts) this.#happened({ type: 'receipt', receipt });
    const all: Stage = Object.assign(stage as Stage, {
      identity,
      folder,
      fresh,
      early: () => this.signature.taken(),
      hereAnyway: new Promise<void>((resolve) => {
        this.#hereAnyway = () => {
          all.fresh = false;
          resolve();
        };
      }),
      receipt: async (receipt: Parameters<Stage['receipt']>[0]) => {
        await folder.keepReceipt(receipt);
        this.#happened({ type: 'receipt', receipt });
      },
    });
    await (ceremony.scheme === 'KZG' ? contributeKzg(all) : contributeCircuits(all));
  }
}
