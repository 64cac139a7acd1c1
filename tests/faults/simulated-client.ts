/** A client that does not give up: every broken connection and every restart is answered by another try. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@brebaje/ceremony/simulate/random';
import { encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { Contributor } from '../support/contributor.ts';
import type { Answer } from '../support/http.ts';
import type { Reachable } from '../support/server.ts';
import { overApi, signedIn } from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';
import type { Ending, Ledger, TurnState } from './ledger.ts';

/** Where simulated clients live. */
export interface World {
  server: Reachable;
  random: Random;
  ledger: Ledger;
  /** The key that signs the ceremony's receipts. */
  receiptAddress: string;
  /** How a turn stands on the server's disk. */
  turnOf(identity: string): Promise<TurnState | undefined>;
  /** Told just after the bytes of a contribution were given to the socket. */
  posted(): void;
  count(what: Deed): void;
}

export type Deed =
  | 'broken connections'
  | 'contributions posted'
  | 'contributions sent twice at once'
  | 'contributions finished without their client'
  | 'receipts asked for again'
  | 'requests held';

/** How a client waits for its turn. */
type Pace = 'polls' | 'polls late' | 'holds';

/** What a client does with its turn; the silent one says nothing after a contribution that was cut off. */
type Plan = 'contribute' | 'contribute twice' | 'contribute silently' | 'lie' | 'abort';

const UNKNOWN = 'TryContributeError::UnknownSessionId';
const NOT_TURN = 'ContributeError::NotUsersTurn';
const PATIENT = [
  'TryContributeError::AnotherContributionInProgress',
  'TryContributeError::RateLimited',
] as readonly string[];

/**
 * A check-in is missed after 14.75 s: a lost one would cost the late ones their place, and a machine that does much
 * else does not.
 */
export const POLICY_FLAGS = ['--check-in-interval', '7.5s', '--check-in-tolerance', '7.25s'];
const PAUSE: Record<Pace, [number, number]> = {
  polls: [400, 900],
  'polls late': [9_500, 10_000],
  holds: [300, 400],
};

/** Longer than any number of kills takes a turn. */
const DECISION_MILLIS = 120_000;

export class SimulatedClient {
  readonly #world: World;
  readonly #wallet = newWallet();
  readonly #plan: Plan;
  readonly #pace: Pace;
  #person: Contributor | undefined;
  /** Bodies that were sent: any of them may be the one that was accepted. */
  readonly #sent: Uint8Array[] = [];

  constructor(world: World) {
    this.#world = world;
    const roll = world.random.uniform();
    if (roll < 0.1) this.#plan = 'abort';
    else if (roll < 0.2) this.#plan = 'lie';
    else if (roll < 0.4) this.#plan = 'contribute twice';
    else this.#plan = roll < 0.7 ? 'contribute silently' : 'contribute';
    const pace = world.random.uniform();
    this.#pace = pace < 0.4 ? 'polls' : pace < 0.7 ? 'polls late' : 'holds';
    if (this.#plan === 'abort') world.ledger.guilty.set(this.identity, 'aborted');
    if (this.#plan === 'lie') world.ledger.guilty.set(this.identity, 'refused');
  }

  get identity(): string {
    return `eth|${this.#wallet.address.toLowerCase()}`;
  }

  /** From sign-in to the end of the turn. Never rejects: what goes wrong is a violation. */
  async takePart(): Promise<Ending | 'failed'> {
    try {
      this.#person = await this.#signIn();
      for (;;) {
        const handedOut = await this.#waitForTurn();
        const ending = handedOut === 'over' ? await this.#settle() : await this.#use(handedOut);
        if (ending !== 'again') return ending;
      }
    } catch (error) {
      this.#world.ledger.violations.push(`${this.identity} (${this.#plan}): ${(error as Error).message}`);
      return 'failed';
    }
  }

  async #signIn(): Promise<Contributor> {
    const answer = await this.#insist(() => overApi(this.#world.server, this.#wallet));
    const session = signedIn(answer);
    this.#world.ledger.sessions.push({ id: session.sessionId, identity: this.identity });
    return new Contributor(this.#world.server, session, this.#wallet);
  }

  /** The state as handed out; 'over' when the turn is behind this person already. */
  async #waitForTurn(): Promise<string | 'over'> {
    const person = this.#person!;
    for (;;) {
      const hold = this.#pace === 'holds' ? { prefer: 'wait=4' } : undefined;
      if (hold) this.#world.count('requests held');
      const answer = await this.#try(() => person.poll(hold));
      if (answer === undefined) await this.#pause(60, 150);
      else if (answer.json.contributions) return answer.text;
      else if (answer.json.code === UNKNOWN && this.#mayBeOver) return 'over';
      else if (PATIENT.includes(answer.json.code)) await this.#pause(...PAUSE[this.#pace]);
      else throw new Error(`is answered ${answer.status} ${answer.text} instead of a place`);
    }
  }

  get #mayBeOver(): boolean {
    return this.#sent.length > 0 || this.#plan === 'abort';
  }

  async #use(handedOut: string): Promise<Ending | 'again'> {
    if (this.#plan === 'abort') {
      await this.#insist(() => this.#person!.abort());
      return 'aborted';
    }
    const contribution = await this.#person!.compute(handedOut);
    if (this.#plan === 'lie') contribution.contributions.reverse();
    this.#sent.push(encodeContribution(contribution));
    const answer = await this.#post();
    if (answer) return this.#judge(answer);
    return this.#plan === 'contribute silently' ? this.#listen() : 'again';
  }

  /** Sends the latest contribution; undefined when the connection broke. */
  async #post(): Promise<Answer | undefined> {
    const body = this.#sent.at(-1)!;
    this.#world.count('contributions posted');
    const one = this.#try(() => this.#person!.post(body));
    this.#world.posted();
    if (this.#plan !== 'contribute twice') return one;
    this.#world.count('contributions sent twice at once');
    const answers = await Promise.all([one, this.#try(() => this.#person!.post(body))]);
    return answers.find((answer) => answer?.status === 200) ?? answers.find((answer) => answer);
  }

  #judge(answer: Answer): Ending | 'again' | Promise<Ending | 'again'> {
    if (answer.status === 200) return this.#take(answer);
    if (answer.json.code === NOT_TURN) return this.#settle();
    if (this.#plan === 'lie' && answer.status === 400) return 'refused';
    throw new Error(`contributed and was answered ${answer.status} ${answer.text}`);
  }

  /** Says nothing until the server has decided by itself. */
  async #listen(): Promise<Ending | 'again'> {
    for (const since = Date.now(); Date.now() - since < DECISION_MILLIS; await this.#pause(100, 200)) {
      const turn = await this.#world.turnOf(this.identity);
      if (turn?.phase === 'WORKING') return 'again';
      if (turn?.phase !== 'CLOSED') continue;
      if (turn.outcome === 'accepted') this.#world.count('contributions finished without their client');
      return this.#settle();
    }
    throw new Error('a contribution is not decided while its client is silent');
  }

  /** After something was sent whose answer was lost: the receipt, or that there is none. */
  async #settle(): Promise<Ending | 'again'> {
    if (this.#plan === 'abort') return 'aborted';
    for (const since = Date.now(); Date.now() - since < DECISION_MILLIS; await this.#pause(100, 300)) {
      const answer = await this.#try(() => this.#person!.post(this.#sent.at(-1) ?? ''));
      if (answer?.status === 200) return this.#take(answer);
      if (!answer || answer.json.code === NOT_TURN) {
        const turn = await this.#world.turnOf(this.identity);
        if (this.#plan === 'lie' && turn?.outcome === 'refused') return 'refused';
        continue;
      }
      return this.#judge(answer);
    }
    throw new Error('an honest contribution came to nothing');
  }

  /** A receipt must be for something that was sent, signed, and the same whenever it is asked for. */
  async #take({ json, text }: Answer): Promise<Ending> {
    const { receipt, signature } = json;
    this.#world.ledger.keep(this.identity, { receipt, signature });
    const keys = this.#sent.map((body) =>
      parseContribution(body).contributions.map(
        ({ potPubkey }) => `0x${Buffer.from(potPubkey).toString('hex')}`,
      ),
    );
    const { identity, witness } = JSON.parse(receipt);
    if (identity !== this.identity) throw new Error(`has a receipt of ${identity}`);
    if (!keys.some((sent) => sent.join() === witness.join()))
      throw new Error('has a receipt for something else');
    if (!verifyReceipt(receipt, signature, this.#world.receiptAddress))
      throw new Error('has a forged receipt');
    if (this.#plan === 'lie') throw new Error('is accepted with a wrong contribution');
    if (this.#world.random.uniform() < 0.5) {
      this.#world.count('receipts asked for again');
      const again = await this.#insist(() => this.#person!.post(''));
      if (again.text !== text)
        throw new Error(`asks for its receipt again and gets ${again.status} ${again.text}`);
    }
    return 'accepted';
  }

  /** One request; undefined when the server is not there, or goes before it has answered. */
  async #try(request: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      const answer = await request();
      if (answer.status >= 500) throw new Unasked(`is answered ${answer.status} ${answer.text}`);
      return answer;
    } catch (error) {
      if (error instanceof Unasked) throw error;
      this.#world.count('broken connections');
      return undefined;
    }
  }

  async #insist(request: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await this.#try(request);
      if (answer) return answer;
      await this.#pause(60, 200);
    }
  }

  #pause(low: number, high: number): Promise<void> {
    return sleep(this.#world.random.between(low, high));
  }
}

/** A fault of the server, which a kill never excuses. */
class Unasked extends Error {}
