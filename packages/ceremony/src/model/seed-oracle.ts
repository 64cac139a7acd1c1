/**
 * What the queue strategy says, once more and naively, for the model tests: one stopwatch per person, a scan
 * of everybody each second, not a line in common with the rules. Its stopwatches simply stand still while
 * the server cannot answer, where the rules move deadlines on a clock that runs on.
 */
type Place = 'unknown' | 'signed in' | 'lobby' | 'contributor' | 'contributed' | 'excluded';

interface Person {
  place: Place;
  /** Since the latest check-in that was not ignored, and until the next one is missed. */
  sinceCall: number;
  untilMissed: number;
  arrival: number;
  prefersToWait: boolean;
  held: boolean;
  /** Verification failed them: losing the turn is not their fault. */
  failedByUs: boolean;
}

export interface OracleSettings {
  lowerBound: number;
  upperBound: number;
  computeTime: number;
  lobbySize: number;
  everybodyMayFinish: boolean;
}

export class SeedOracle {
  readonly people = new Map<number, Person>();
  contributor: number | null = null;
  timeLeft = 0;
  sinceServed = 0;
  beingChecked = false;
  keptForPollers = false;
  paused = false;
  closed = false;
  random = 0;
  #elapsed = 0;
  readonly #settings: OracleSettings;

  constructor(settings: OracleSettings) {
    this.#settings = settings;
  }

  person(who: number): Person {
    let person = this.people.get(who);
    if (!person) {
      person = {
        place: 'unknown',
        sinceCall: 0,
        untilMissed: 0,
        arrival: -1,
        prefersToWait: false,
        held: false,
        failedByUs: false,
      };
      this.people.set(who, person);
    }
    return person;
  }

  lobby(): Person[] {
    return [...this.people.values()].filter((person) => person.place === 'lobby');
  }

  /** "Participants must qualify by signing in." */
  signIn(who: number): string {
    const person = this.person(who);
    if (person.place === 'contributed') return 'ALREADY_CONTRIBUTED';
    if (person.place === 'excluded') return 'BARRED';
    if (person.place === 'lobby' || person.place === 'contributor') return 'OK';
    if (this.closed) return 'CLOSED';
    person.place = 'signed in';
    return 'OK';
  }

  /** "Periodically call /lobby/try_contribute until the contribution is complete." */
  call(who: number, wait: number): string {
    const person = this.person(who);
    if (person.place === 'contributor') {
      if (this.beingChecked) return 'UNKNOWN_SESSION';
      if (this.sinceServed < this.#settings.lowerBound) return 'TOO_EARLY';
      this.sinceServed = 0;
      return 'HAND_OUT_AGAIN';
    }
    // "Contributors may contribute only once"; "may not rejoin at a later stage".
    if (person.place === 'contributed' || person.place === 'excluded') return 'UNKNOWN_SESSION';
    if (person.place === 'lobby') {
      if (person.sinceCall < this.#settings.lowerBound) return 'TOO_EARLY';
    } else {
      if (this.closed) return 'CLOSED';
      if (this.lobby().length >= this.#settings.lobbySize) return 'LOBBY_FULL';
      person.place = 'lobby';
      if (!person.failedByUs || person.arrival < 0) person.arrival = this.#elapsed;
    }
    if (this.#slotIsFree() && !(this.keptForPollers && wait > 0)) {
      this.#start(who);
      return 'HAND_OUT';
    }
    person.sinceCall = 0;
    person.untilMissed = this.#settings.upperBound + wait;
    person.held = wait > 0;
    person.prefersToWait = wait > 0;
    return wait > 0 ? 'HOLD' : 'NOT_READY';
  }

  /** The time a held client asked for is over: "its next check-in window starts at that answer". */
  release(who: number): boolean {
    const person = this.person(who);
    if (person.place !== 'lobby' || !person.held) return false;
    person.held = false;
    person.sinceCall = 0;
    person.untilMissed = this.#settings.upperBound;
    return true;
  }

  receive(who: number): string {
    if (this.contributor !== who || this.beingChecked) return 'NOT_YOUR_TURN';
    this.beingChecked = true;
    return 'OK';
  }

  /** "In both cases the participant is blacklisted from joining the lobby and contributing again." */
  verdict(verdict: 'valid' | 'invalid' | 'fault'): void {
    if (this.contributor === null || !this.beingChecked) return;
    const person = this.person(this.contributor);
    if (verdict === 'fault') {
      this.beingChecked = false;
      this.timeLeft = this.#settings.computeTime;
      person.failedByUs = true;
      return;
    }
    person.place = verdict === 'valid' ? 'contributed' : 'excluded';
    this.#free();
  }

  abort(who: number): string {
    if (this.contributor !== who || this.beingChecked) return 'NOT_YOUR_TURN';
    this.#loseTurn();
    return 'OK';
  }

  forgive(who: number): string {
    const person = this.person(who);
    if (person.place !== 'excluded') return 'ILLEGAL_TRANSITION';
    person.place = 'signed in';
    return 'OK';
  }

  /** Time passes while the server runs. */
  elapse(millis: number): void {
    this.#elapsed += millis;
    this.people.forEach((person) => {
      person.sinceCall += millis;
      if (!this.paused) person.untilMissed -= millis;
    });
    this.sinceServed += millis;
    if (!this.paused && !this.beingChecked) this.timeLeft -= millis;
  }

  /** "Every second inactive participants are purged (and blacklisted from joining in the future)." */
  second(): void {
    if (!this.paused) {
      if (this.contributor !== null && !this.beingChecked && this.timeLeft < 0) this.#loseTurn();
      for (const person of this.lobby()) {
        if (person.untilMissed < 0) this.#sendOut(person, 'excluded');
      }
    }
    this.#settle();
  }

  /** The server was away while people's time went on; `connectionsLost` when it has restarted. */
  away(millis: number, connectionsLost: boolean): void {
    this.#elapsed += millis;
    this.people.forEach((person) => {
      person.sinceCall += millis;
      if (connectionsLost) person.held = false;
    });
    this.sinceServed += millis;
    if (!this.paused || connectionsLost) this.freshWindows();
  }

  /** Nobody in the lobby has missed anything: a whole window for everybody. */
  freshWindows(): void {
    for (const person of this.lobby()) {
      person.untilMissed = this.#settings.upperBound + (person.held ? 25_000 : 0);
    }
  }

  resume(): void {
    this.paused = false;
    this.freshWindows();
    this.#settle();
  }

  /** "Stop accepting new participants to the lobby, and halt processing once the lobby is emptied." */
  close(): void {
    this.closed = true;
    if (this.paused) this.resume();
    if (!this.#settings.everybodyMayFinish) {
      for (const person of this.lobby()) this.#sendOut(person, 'signed in');
    }
    this.#settle();
  }

  halted(): boolean {
    return this.closed && this.lobby().length === 0 && this.contributor === null;
  }

  #slotIsFree(): boolean {
    return this.contributor === null && !this.paused && (!this.closed || this.#settings.everybodyMayFinish);
  }

  #start(who: number): void {
    const person = this.person(who);
    person.place = 'contributor';
    person.held = false;
    person.prefersToWait = false;
    person.failedByUs = false;
    this.contributor = who;
    this.timeLeft = this.#settings.computeTime;
    this.sinceServed = 0;
    this.beingChecked = false;
    this.keptForPollers = false;
  }

  #loseTurn(): void {
    const person = this.person(this.contributor!);
    person.place = person.failedByUs ? 'signed in' : 'excluded';
    this.#free();
  }

  #sendOut(person: Person, place: Place): void {
    person.place = place;
    person.held = false;
    person.prefersToWait = false;
    person.failedByUs = false;
  }

  #free(): void {
    this.contributor = null;
    this.beingChecked = false;
    if (!this.#slotIsFree()) return;
    const waiting = this.lobby().filter((person) => person.prefersToWait).length;
    const polling = this.lobby().length - waiting;
    if (this.lobby().some((person) => person.held)) this.#drawBetween(waiting, polling);
    else this.keptForPollers = this.random < polling / (2 * (waiting + polling));
  }

  #settle(): void {
    if (!this.#slotIsFree()) return;
    const waiting = this.lobby().filter((person) => person.prefersToWait).length;
    const polling = this.lobby().length - waiting;
    if (this.keptForPollers && polling > 0) return;
    this.keptForPollers = false;
    if (this.lobby().some((person) => person.held)) this.#drawBetween(waiting, polling);
  }

  #drawBetween(waiting: number, polling: number): void {
    if (this.random >= waiting / (waiting + polling)) {
      this.keptForPollers = true;
      return;
    }
    const held = [...this.people].filter(([, person]) => person.held && person.place === 'lobby');
    held.sort(([id, one], [otherId, other]) => one.arrival - other.arrival || id - otherId);
    this.#start(held[0]![0]);
  }
}
