import type { Answer } from '../../support/http.ts';
import type { TestServer } from '../../support/server.ts';
import type { Life } from './life.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** What everybody lives in. */
export interface World {
  server: TestServer;
  life: Life;
  /** Nobody answers: requests fail without being sent, as another test may have our port by now. */
  down: boolean;
  /** What is to be done while everybody sleeps. */
  between: (() => Promise<void>)[];
}

/** Ways of losing something by one's own doing, as the events name them. */
export type OwnFault = 'DEADLINE' | 'REFUSED' | 'MISSED_CHECK_IN';

/** Between two tries of what failed by the server's fault. */
const AGAIN = 20 * SECOND;

/** Somebody with a client, who remembers what they did wrong themselves. */
export class Person {
  readonly world: World;
  readonly kind: string;
  /** Losses that this person has deserved. */
  readonly confessions: OwnFault[] = [];
  /** When they were not there: from, until. */
  readonly absences: [number, number][] = [];
  /** Answers that no client of good will should get. */
  readonly surprises: string[] = [];
  /** Requests that failed by the server's fault. */
  troubles = 0;

  constructor(world: World, kind: string) {
    this.world = world;
    this.kind = kind;
  }

  sleep(millis: number): Promise<void> {
    return this.world.life.sleep(millis);
  }

  /** Away for a while, without a word to the server. */
  async away(millis: number): Promise<void> {
    const now = this.world.life.now();
    this.absences.push([now, now + millis]);
    await this.sleep(millis);
  }

  wasAway(from: number, until: number): boolean {
    return this.absences.some(([left, back]) => left <= until && back >= from);
  }

  /** Asks until the server answers with anything but a fault of its own. */
  async ask(request: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await this.tryOnce(request);
      if (answer) return answer;
      await this.sleep(AGAIN);
    }
  }

  /** Undefined: the server is not there, or the fault is its own. */
  async tryOnce(request: () => Promise<Answer>): Promise<Answer | undefined> {
    const answer = this.world.down ? undefined : await request();
    if (answer && answer.status < 500) return answer;
    this.troubles += 1;
    return undefined;
  }

  /** Notes an answer that is no success. */
  surprise(what: string, { status, text }: Answer): void {
    this.surprises.push(`${what}: ${status} ${text.slice(0, 200)}`);
  }
}
