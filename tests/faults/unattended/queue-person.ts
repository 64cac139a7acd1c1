import type { Answer } from '../../support/http.ts';
import { enrolment } from '../../support/participants.ts';
import type { RestPerson } from '../../support/rest-person.ts';
import { bytesOf, contribute, parseState } from '../../support/test-scheme.ts';
import { MINUTE, Person, SECOND, type World } from './person.ts';

/** Clients say that they are there this often. */
const HEARTBEAT = 28 * SECOND;

interface Upload {
  id: number;
  etag: string;
}

/** A participant of the queues and their client, which speaks REST. */
export class QueuePerson extends Person {
  readonly rest: RestPerson;
  readonly ceremonyId: number;
  id = 0;

  constructor(world: World, kind: string, rest: RestPerson, ceremonyId: number) {
    super(world, kind);
    this.rest = rest;
    this.ceremonyId = ceremonyId;
  }

  /** Registers, asks for messages, and goes into the queue. */
  async arrive(hook: string): Promise<void> {
    const body = enrolment(this.rest, this.ceremonyId, { acceptTerms: 1 });
    this.id = (await this.ask(() => this.rest.post('/participants', body))).json.id;
    const subscription = { ceremonyId: this.ceremonyId, kind: 'WEBHOOK', target: hook };
    await this.mustBe(201, 'subscribing', () => this.rest.post('/subscriptions', subscription));
    await this.mustBe(200, 'joining', () => this.patch({ status: 'WAITING' }));
  }

  /** Waits, present, until a turn is offered or under way; false: there is nothing more to do. */
  async atTurn(): Promise<boolean> {
    for (let sign = 'ACTION'; ; ) {
      const { json } = await this.ask(() => this.rest.post(this.path('/presence'), { sign }));
      if (json.status === 'DONE' || json.status === 'FINALIZED') return false;
      if (json.state === 'OFFERED' || json.state === 'WORKING') return true;
      // The page asks whether somebody is there, once it does not count as present any more.
      sign = json.queue?.present === false ? 'ACTION' : 'HEARTBEAT';
      await this.sleep(HEARTBEAT);
    }
  }

  /** Takes the turn that is offered; false: it has passed on, or the circuit takes nobody at the moment. */
  async start(): Promise<boolean> {
    const begun = { status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' };
    const answer = await this.ask(() => this.patch(begun));
    if (answer.status === 200) return true;
    await this.sleep(HEARTBEAT);
    return false;
  }

  /** A whole turn, from taking it to the verdict, as often as the server gives it back. */
  async contribute(computing: number): Promise<void> {
    if (!(await this.start())) return;
    do {
      const bytes = await this.compute(computing);
      const upload = bytes && (await this.send(bytes));
      if (!upload || !(await this.complete(upload))) return;
    } while ((await this.verdict()) === 'WORKING');
  }

  /** Downloads what the turn begins with, and computes for a while; undefined: the turn is gone. */
  async compute(millis: number): Promise<Uint8Array | undefined> {
    const turn = (await this.ask(() => this.rest.get(this.path('/turn')))).json;
    if (turn.state !== 'WORKING') return undefined;
    const { server } = this.world;
    const base = await this.ask(() => server.send(turn.base.url));
    if (base.status !== 200) this.surprise('the state to begin with', base);
    for (let left = millis; left > 0; left -= MINUTE) {
      const contributionProgress = Math.round(100 * (1 - left / millis));
      await this.ask(() => this.patch({ contributionStep: 'COMPUTING', contributionProgress }));
      await this.sleep(Math.min(left, MINUTE));
    }
    return contribute(Buffer.from(base.text), `participant ${this.id}`);
  }

  /** Sends the bytes in one part; undefined: the turn is gone. */
  async send(bytes: Uint8Array): Promise<Upload | undefined> {
    const size = bytes.length;
    for (;;) {
      const begun = await this.ask(() => this.rest.post(this.path('/uploads'), { kind: 'whole', size }));
      if (begun.status !== 201) return undefined;
      await this.ask(() => this.patch({ contributionStep: 'UPLOADING' }));
      const { id } = begun.json;
      const signed = await this.ask(() => this.rest.post(`/uploads/${id}/parts`, { numbers: [1] }));
      if (signed.status !== 200) return undefined;
      const { url } = signed.json.parts[0];
      const request = { method: 'PUT', body: bytes };
      const stored = await this.ask(() => this.world.server.send(url, request));
      if (stored.status === 200) return { id, etag: stored.headers.get('etag') ?? '' };
      // The address has expired, or the turn is gone, which the next beginning says.
      await this.sleep(4 * SECOND);
    }
  }

  /** Hands an upload in; false: the turn is gone. */
  async complete({ id, etag }: Upload): Promise<boolean> {
    const parts = [{ number: 1, etag }];
    const answer = await this.ask(() => this.rest.post(`/uploads/${id}/complete`, { parts }));
    return answer.status === 200;
  }

  /** What has become of the turn: WORKING when the check could not run and it is given back. */
  async verdict(): Promise<string> {
    for (;;) {
      const { state } = (await this.ask(() => this.rest.get(this.path('/turn')))).json;
      if (state !== 'VERIFYING') return state;
      await this.sleep(8 * SECOND);
    }
  }

  /** The page is opened again: an upload that has arrived is handed in. */
  async resume(): Promise<boolean> {
    const { upload } = (await this.ask(() => this.rest.get(this.path('/turn')))).json;
    if (!upload) return false;
    const { parts } = (await this.ask(() => this.rest.get(`/uploads/${upload.id}`))).json;
    return this.complete({ id: upload.id, etag: parts[0].etag });
  }

  /** Sends a contribution whose proof does not hold, until it is refused. */
  async cheat(): Promise<void> {
    do {
      const bytes = await this.compute(MINUTE);
      if (!bytes) return;
      const state = parseState(bytes);
      const upload = await this.send(bytesOf({ ...state, value: state.value + 1 }));
      if (!upload || !(await this.complete(upload))) return;
    } while ((await this.verdict()) === 'WORKING');
  }

  patch(changes: object): Promise<Answer> {
    return this.rest.patch(this.path(), changes);
  }

  path(rest = ''): string {
    return `/participants/${this.id}${rest}`;
  }

  async mustBe(status: number, what: string, request: () => Promise<Answer>): Promise<Answer> {
    const answer = await this.ask(request);
    if (answer.status !== status) this.surprise(what, answer);
    return answer;
  }
}
