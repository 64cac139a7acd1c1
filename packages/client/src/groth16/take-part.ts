import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import type { CurrentTurn } from '@brebaje/protocol/rest/turns';
import { ClientError, stopped } from '../client-error.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CircuitEvent, Traffic } from './events.ts';
import { anyKept, dropCircuit, dropWork, keptWork } from './kept-files.ts';
import type { PinnedCircuit } from './manifest.ts';
import { type AcceptedCircuit, acceptedWork, lostTurn } from './outcome.ts';
import { type OwnTurn, type Place, readPlace } from './place.ts';
import { Prefetch } from './prefetch.ts';
import { ceremonyStands, moveTo, penaltyOf } from './standing.ts';
import { type SteadyClient, type SteadyOptions, steadyClient } from './steady.ts';
import { fetchTurn, type TurnFiles, type TurnWorkOptions, workOnTurn } from './turn-work.ts';

type Work = 'ceremony' | 'participantId' | 'publicName' | 'store' | 'engine' | 'extraEntropy';
type Session = 'server' | 'sessionId' | 'renew' | 'patience';

/** What taking part in all circuits of a ceremony needs. */
export interface CircuitsOptions extends Pick<TurnWorkOptions, Work>, Pick<SteadyOptions, Session> {
  ceremonyId: number;
  /** Keeps what an accepted contribution gives, before anything of it is forgotten. */
  accepted: (accepted: AcceptedCircuit) => Promise<void>;
  /** Ends the run before this turn is worked on: somebody else computes. */
  until?: ((turn: OwnTurn) => Promise<boolean>) | undefined;
  /** Ends the run at the turn, with its files in the store: somebody else computes. */
  handOver?: ((turn: OwnTurn, files: TurnFiles) => Promise<void>) | undefined;
  /** Hands finished work in that is in the store, and ends when it is settled. */
  onlyKept?: boolean | undefined;
  emit?: ((event: CircuitEvent) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Seconds that a request is held. */
const HELD = 25;
/** Between two questions where the server does not hold them, milliseconds. */
const UNHELD_PAUSE = 3_000;
/** Rounds between two looks at how the ceremony itself stands. */
const LOOK_EVERY = 8;
/** What is waited for the genesis of a turn that is offered already, milliseconds. */
const OFFER_PATIENCE = 60_000;
const PAUSED: CircuitEvent = { type: 'waiting', circuit: '', queue: undefined, why: 'paused' };
const OVER = ['DONE', 'FINALIZING', 'FINALIZED'];

/**
 * Takes part in every circuit of a ceremony that is still to be done: waits, works, hands in, verifies receipts.
 * Goes on wherever an earlier run was broken off. Throws TURN_LOST, CONTRIBUTION_REFUSED, STATE_INVALID and what
 * else ends a flow; what was accepted before stays.
 */
export async function contributeToCircuits(
  world: Surroundings,
  options: CircuitsOptions,
): Promise<{ accepted: AcceptedCircuit[]; traffic: Traffic }> {
  const run = new Run(world, options);
  try {
    await run.through();
  } finally {
    run.end();
  }
  return { accepted: run.accepted, traffic: run.traffic };
}

class Run {
  readonly accepted: AcceptedCircuit[] = [];
  readonly traffic: Traffic = { genesis: 0, received: 0, sent: 0, whole: 0 };
  readonly #world: Surroundings;
  readonly #options: CircuitsOptions;
  readonly #emit: (event: CircuitEvent) => void;
  readonly #client: SteadyClient;
  readonly #prefetch: Prefetch;
  readonly #ending = new AbortController();
  readonly #signal: AbortSignal;
  /** The version of what was seen last: a held question is about what comes after it. */
  #seen: string | undefined;
  /** The turn that this run has begun to work on. */
  #own: OwnTurn | undefined;

  constructor(world: Surroundings, options: CircuitsOptions) {
    const { server, store, engine } = options;
    this.#world = world;
    this.#options = options;
    this.#emit = options.emit ?? (() => {});
    const signals = [this.#ending.signal, ...(options.signal ? [options.signal] : [])];
    this.#signal = AbortSignal.any(signals);
    this.#client = steadyClient(world, { ...options, emit: this.#emit, signal: this.#signal });
    this.#prefetch = new Prefetch(world, {
      server,
      store,
      engine,
      emit: this.#emit,
      moved: (bytes) => {
        this.traffic.genesis += bytes;
      },
      signal: this.#signal,
    });
  }

  /** Ends what runs in the background. */
  end(): void {
    this.#ending.abort();
  }

  async through(): Promise<void> {
    const { onlyKept, store, ceremony } = this.#options;
    let held = false;
    for (let round = 0; ; round++) {
      const asked = this.#world.now();
      const place = await this.#place(held);
      await this.#settle(place);
      if (onlyKept && !(await anyKept(store, ceremony.circuits))) return;
      if (place.state === 'WORKING' && this.#options.handOver) {
        const files = await fetchTurn(this.#world, place.turn, this.#atTurn(this.#signal));
        return this.#options.handOver(place.turn, files);
      }
      if (place.state === 'WORKING' && (await this.#options.until?.(place.turn))) return;
      if ('turn' in place) {
        held = await this.#inTurn(place);
      } else {
        if (OVER.includes(place.status)) return;
        held = await this.#outside(place, round);
      }
      if (held && this.#world.now() - asked < 1_000) await this.#pause(UNHELD_PAUSE / 3);
    }
  }

  async #place(held: boolean, signal?: AbortSignal): Promise<Place> {
    const { ceremony, participantId, server } = this.#options;
    const seen = this.#seen === undefined ? {} : { 'if-none-match': this.#seen };
    const { body, etag } = await this.#client.call<CurrentTurn>({
      method: 'GET',
      path: `/participants/${participantId}/turn`,
      ...(held ? { headers: { prefer: `wait=${HELD}`, ...seen } } : {}),
      ...(signal ? { signal } : {}),
    });
    this.#seen = etag;
    return readPlace(ceremony, server, body);
  }

  /** Sees what has become of work and turns that are not of this turn any more. */
  async #settle(place: Place): Promise<void> {
    const { ceremony, store } = this.#options;
    const now = 'turn' in place && place.state !== 'OFFERED' ? place.turn.turnId : undefined;
    for (const circuit of ceremony.circuits) {
      const work = await keptWork(store, circuit);
      if (!work || work.turnId === now || work.ceremony !== ceremony.manifest) continue;
      const { participantId, ceremonyId } = this.#options;
      const accepted = await acceptedWork(this.#client, ceremony, participantId, work);
      const own = this.#own?.turnId === work.turnId;
      if (own) this.#own = undefined;
      if (accepted) {
        await this.#finish(circuit, accepted);
        continue;
      }
      const lost =
        (await lostTurn(this.#client, { ceremonyId, participantId, turnId: work.turnId })) ??
        new ClientError('RECEIPT_INVALID', 'the server has accepted another contribution than ours', {
          next: 'publish this: somebody else has contributed in your name',
        });
      await dropWork(store, circuit);
      if (own || this.#options.onlyKept) throw lost;
      this.#emit({ type: 'lost-before', circuit: circuit.slug, why: lost.message });
    }
    if (this.#own && this.#own.turnId !== now) {
      const { ceremonyId, participantId } = this.#options;
      const { turnId } = this.#own;
      this.#own = undefined;
      const lost = await lostTurn(this.#client, { ceremonyId, participantId, turnId });
      // Handed in from another machine, which has the receipt.
      if (lost) throw lost;
    }
  }

  async #finish(circuit: PinnedCircuit, accepted: AcceptedCircuit): Promise<void> {
    await this.#options.accepted(accepted);
    await dropCircuit(this.#options.store, circuit);
    this.#prefetch.forget(circuit);
    const { whole, file } = accepted.work;
    // Whole files would have gone both ways, and grown as the slim one has.
    if (whole !== undefined && this.traffic.sent >= file.size) this.traffic.whole += 2 * whole;
    this.accepted.push(accepted);
    this.#emit({ type: 'accepted', accepted });
  }

  /** Answers whether the next question may be held. */
  async #inTurn(place: Place & { turn: OwnTurn }): Promise<boolean> {
    const { turn, state } = place;
    switch (state) {
      case 'OFFERED':
        await this.#start(turn);
        return false;
      case 'WORKING':
        this.#own = turn;
        await this.#work(turn);
        return false;
      default:
        this.#own = turn;
        this.#emit({ type: 'verifying', circuit: turn.circuit.slug });
        this.#fetchAhead(this.#options.ceremony.circuits.indexOf(turn.circuit) + 1);
        return true;
    }
  }

  /** Begins an offered turn, when what can be done beforehand is done or the offer cannot wait. */
  async #start({ circuit }: OwnTurn): Promise<void> {
    const { slug } = circuit;
    if (!this.#prefetch.isReady(circuit)) {
      this.#emit({ type: 'waiting', circuit: slug, queue: undefined, why: 'starting' });
      const sums = this.#prefetch.sums(circuit);
      sums.catch(() => {});
      if (!(await this.#move('READY'))) return;
      const sleeping = new AbortController();
      const asleep = this.#world
        .sleep(OFFER_PATIENCE, AbortSignal.any([sleeping.signal, this.#signal]))
        .catch(() => {});
      await Promise.race([sums, asleep]).finally(() => sleeping.abort());
    }
    await this.#move('CONTRIBUTING');
  }

  /** Works while a second request looks whether the turn is still ours. */
  async #work(turn: OwnTurn): Promise<void> {
    const over = new AbortController();
    const watching = new AbortController();
    const watch = this.#watch(turn, over, AbortSignal.any([watching.signal, this.#signal])).catch(() => {});
    try {
      const signal = AbortSignal.any([over.signal, this.#signal]);
      await workOnTurn(this.#world, this.#client, turn, this.#atTurn(signal));
    } catch (error) {
      // The next round says why.
      if (!over.signal.aborted || this.#signal.aborted) throw error;
    } finally {
      watching.abort();
      await watch;
    }
  }

  #atTurn(signal: AbortSignal): TurnWorkOptions {
    const { traffic } = this;
    return { ...this.#options, prefetch: this.#prefetch, traffic, emit: this.#emit, signal };
  }

  async #watch({ turnId }: OwnTurn, over: AbortController, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const asked = this.#world.now();
      const place = await this.#place(true, signal);
      if (!('turn' in place) || place.turn.turnId !== turnId || place.state === 'OFFERED')
        return over.abort(new ClientError('TURN_LOST', 'the turn has ended'));
      if (this.#world.now() - asked < UNHELD_PAUSE) await this.#world.sleep(UNHELD_PAUSE, signal);
    }
  }

  /** Without a turn. Answers whether the next question may be held. */
  async #outside(place: Place, round: number): Promise<boolean> {
    const { participantId, ceremony, ceremonyId } = this.#options;
    const path = `/participants/${participantId}`;
    if (place.status === 'CREATED') return !(await this.#move('WAITING'));
    const { body: person } = await this.#client.call<ParticipantBody>({ method: 'GET', path });
    if (place.status === 'TIMEDOUT' || place.status === 'EXHUMED') {
      // Taken back between the two questions.
      if (person.status !== place.status) return false;
      this.#emit({ type: 'penalty', until: penaltyOf(person, this.#world.now()) });
      return true;
    }
    const looks = round % LOOK_EVERY === LOOK_EVERY - 1;
    const paused = looks && (await ceremonyStands(this.#client, ceremonyId)) === 'paused';
    const done = Number(person.circuitsDone);
    const circuit = ceremony.circuits[done];
    const queue = 'queue' in place ? place.queue : undefined;
    if (paused) this.#emit(PAUSED);
    else if (circuit) this.#emit({ type: 'waiting', circuit: circuit.slug, queue, why: 'queue' });
    if (queue?.present === false)
      await this.#client.call({ method: 'POST', path: `${path}/presence`, body: { sign: 'ACTION' } });
    this.#fetchAhead(done);
    return true;
  }

  /** Fetches the circuit that comes next. What is wrong with it is told when its turn comes. */
  #fetchAhead(index: number): void {
    const circuit = this.#options.ceremony.circuits[index];
    if (circuit) this.#prefetch.sums(circuit).catch(() => {});
  }

  /** A status that the person gives themselves. False, after a pause: not possible now. */
  async #move(status: 'WAITING' | 'READY' | 'CONTRIBUTING'): Promise<boolean> {
    const moved = await moveTo(this.#client, this.#options.participantId, status, this.#seen);
    if (typeof moved === 'object') {
      this.#seen = moved.moved;
      return true;
    }
    if (moved === 'paused') this.#emit(PAUSED);
    await this.#pause(UNHELD_PAUSE);
    return false;
  }

  async #pause(milliseconds: number): Promise<void> {
    await this.#world.sleep(milliseconds, this.#signal).catch(() => {
      throw stopped(this.#options.signal);
    });
  }
}
