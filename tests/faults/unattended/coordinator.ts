/** The only human: does what the list of attention names, once each time it is named, and nothing else. */
import type { RestPerson } from '../../support/rest-person.ts';
import { MINUTE, Person, type World } from './person.ts';

interface Item {
  code: string;
  since: number;
  circuitId?: number;
  sentence: string;
}

/** How often they look, and how long they take to do something. */
const LOOKS = 10 * MINUTE;

export class Coordinator extends Person {
  readonly rest: RestPerson;
  readonly ceremonyId: number;
  /** What was done, by the code that asked for it. */
  readonly acts: Record<string, number> = {};
  readonly #done = new Set<string>();

  constructor(world: World, rest: RestPerson, ceremonyId: number) {
    super(world, 'coordinator');
    this.rest = rest;
    this.ceremonyId = ceremonyId;
  }

  async live(): Promise<void> {
    for (;;) {
      for (const item of await this.attention()) await this.#doOnce(item);
      await this.sleep(LOOKS);
    }
  }

  async attention(): Promise<Item[]> {
    const { json } = await this.ask(() => this.rest.get(`/ceremonies/${this.ceremonyId}/attention`));
    return json.items;
  }

  async #doOnce(item: Item): Promise<void> {
    const name = `${item.code} ${item.circuitId ?? ''} ${item.since}`;
    if (this.#done.has(name)) return;
    this.#done.add(name);
    this.acts[item.code] = (this.acts[item.code] ?? 0) + 1;
    if (item.code === 'CIRCUIT_HALTED') await this.#resume(item);
    else if (item.code === 'NOBODY_PRESENT') await this.#write(item);
    // Room is made by the incident itself.
    else if (item.code !== 'DISK_SHORT') this.surprises.push(`${item.code}: ${item.sentence}`);
  }

  async #resume({ circuitId }: Item): Promise<void> {
    const reason = { reason: 'The thread has memory again.' };
    const answer = await this.ask(() => this.rest.post(`/circuits/${circuitId}/resume`, reason));
    if (answer.status !== 200) this.surprise('resuming', answer);
  }

  async #write({ sentence }: Item): Promise<void> {
    const announcement = { kind: 'ANNOUNCEMENT', text: `Please come when you can. ${sentence}` };
    const path = `/ceremonies/${this.ceremonyId}/announcements`;
    const answer = await this.ask(() => this.rest.post(path, announcement));
    if (answer.status >= 300) this.surprise('announcing', answer);
  }
}
