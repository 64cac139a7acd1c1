import type { Contributor } from '../../support/contributor.ts';
import type { Answer } from '../../support/http.ts';
import { HOUR, MINUTE, Person, SECOND, type World } from './person.ts';

/** As the clients of Ethereum's ceremony poll. */
const POLL = 30 * SECOND;

const WAIT = 'TryContributeError::AnotherContributionInProgress';

/** Somebody in the lobby of the KZG ceremony, with a client that speaks the sequencer protocol. */
export class LobbyPerson extends Person {
  readonly client: Contributor;

  constructor(world: World, kind: string, client: Contributor) {
    super(world, kind);
    this.client = client;
  }

  /** Polls until the state is handed out. */
  async atTurn(): Promise<string> {
    for (;;) {
      const answer = await this.#checkIn();
      if (answer?.json.contributions) return answer.text;
      if (answer && answer.json.code !== WAIT) this.surprise('checking in', answer);
      await this.sleep(POLL);
    }
  }

  async contribute(handedOut: string): Promise<void> {
    await this.sleep(3 * MINUTE);
    const contribution = await this.client.compute(handedOut);
    const answer = await this.ask(() => this.client.post(contribution));
    if (answer.status !== 200) this.surprise('contributing', answer);
  }

  /** A fault of the server's is no answer: the client polls again at its next interval. */
  async #checkIn(): Promise<Answer | undefined> {
    return this.tryOnce(() => this.client.poll());
  }
}

export interface LobbyKind {
  done: boolean;
  live(me: LobbyPerson): Promise<void>;
}

export const LOBBY_KINDS = {
  steady: {
    done: true,
    live: async (me) => me.contribute(await me.atTurn()),
  },
  'leaves the lobby': {
    done: false,
    async live(me) {
      const answer = await me.ask(() => me.client.poll());
      // Alone in the lobby one is handed the state at once.
      me.confessions.push(answer.json.contributions ? 'DEADLINE' : 'MISSED_CHECK_IN');
      await me.away(1_000 * HOUR);
    },
  },
  'takes the turn and goes': {
    done: false,
    async live(me) {
      await me.atTurn();
      me.confessions.push('DEADLINE');
      await me.away(1_000 * HOUR);
    },
  },
} satisfies Record<string, LobbyKind>;
