import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { followEvents, type StreamEvent } from '@brebaje/client/rest/event-stream';
import { eventWords } from '@brebaje/protocol/event-words';
import { EVENT_DATA, type EventType } from '@brebaje/protocol/events';
import type { Snapshot } from '@brebaje/protocol/rest/events';
import { ProgressLine } from '../progress-line.ts';
import { type Found, findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { counted, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

export interface WatchOptions extends RestOptions {
  after?: number;
}

/** After these nothing more happens. */
const LAST: readonly string[] = ['ceremony.finalized', 'ceremony.canceled'];

/**
 * `brebaje ceremony watch <ceremony>`: one line per event; on a terminal also one that says how it stands, with
 * --json one document per event. Ends when the ceremony does, or at Ctrl-C.
 */
export async function watchCeremony(named: string, options: WatchOptions, shell: Shell): Promise<void> {
  const found = await findCeremony(named, options, shell);
  const screen = new Screen(found, options, shell);
  if (!options.json) await screen.stand();
  const { client, ceremony } = found;
  const over = ceremony.status === 'FINALIZED' || ceremony.status === 'CANCELED';
  // What is over has a history and no future.
  const after = options.after ?? (over ? 0 : undefined);
  try {
    const events = followEvents(nodeSurroundings(), client, ceremony.id, {
      after,
      signal: shell.signal,
      connection: (state, reason) => screen.connection(state, reason),
    });
    for await (const event of events) {
      await screen.tell(event);
      if (LAST.includes(event.type)) return;
    }
  } catch (error) {
    if (!shell.signal.aborted) throw error;
  } finally {
    screen.clear();
  }
}

/** Where events are shown. */
class Screen {
  readonly #found: Found;
  readonly #json: boolean;
  readonly #shell: Shell;
  readonly #line: ProgressLine;
  readonly #names = new Map<number, string>();
  #told = false;
  constructor(found: Found, options: WatchOptions, shell: Shell) {
    this.#found = found;
    this.#json = options.json === true;
    this.#shell = shell;
    this.#line = new ProgressLine(shell);
  }

  async tell({ type, seq, data }: StreamEvent): Promise<void> {
    if (this.#json)
      return this.#shell.out(JSON.stringify({ ...(seq === undefined ? {} : { seq }), type, data }));
    if (type === 'progress')
      return this.#progress(data as { participant: number; step: string; percent: number });
    if (seq === undefined || !(type in EVENT_DATA)) return;
    const { body } = data as { body: { at: number; data: Record<string, unknown> } };
    const who = typeof body.data.participant === 'number' ? await this.#nameOf(body.data.participant) : '';
    this.#line.clear();
    const at = this.#shell.style('dim', when(Math.floor(body.at / 1000)));
    this.#shell.out(
      `${at}  ${who === '' ? '' : `${who}: `}${line(eventWords(type as EventType, body.data))}`,
    );
    await this.stand();
  }

  connection(state: 'open' | 'broken', reason: string): void {
    if (state === 'broken' && !this.#json) this.#line.stage(`${line(reason)}; connecting again`);
  }

  clear(): void {
    this.#line.clear();
  }

  /** How it stands: redrawn on a terminal, once at the beginning elsewhere. */
  async stand(): Promise<void> {
    if (!this.#shell.interactive && this.#told) return;
    this.#told = true;
    const { client, ceremony } = this.#found;
    const path = `/ceremonies/${ceremony.id}/live`;
    const { body } = await client.call<Snapshot>({ method: 'GET', path, signal: this.#shell.signal });
    for (const { participantId, publicName } of body.turns) this.#names.set(participantId, line(publicName));
    const turns = body.turns.map(
      ({ publicName, step, percent }) => `${line(publicName)} ${step} ${percent} %`,
    );
    const counts = `${counted(body.contributions, 'contribution', 'contributions')}, ${body.waiting} waiting`;
    this.#line.stage([`${ceremony.slug} ${body.status}: ${counts}`, ...turns].join(' · '));
  }

  #progress({ participant, step, percent }: { participant: number; step: string; percent: number }): void {
    if (!this.#shell.interactive) return;
    const name = this.#names.get(participant) ?? `participant ${participant}`;
    this.#line.stage(`${this.#found.ceremony.slug}: ${name} ${line(step)} ${percent} %`);
  }

  async #nameOf(participantId: number): Promise<string> {
    const known = this.#names.get(participantId);
    if (known !== undefined) return known;
    const path = `/participants/${participantId}`;
    const name = await this.#found.client
      .call<{ publicName: string }>({ method: 'GET', path })
      .then(({ body }) => line(body.publicName))
      .catch(() => `participant ${participantId}`);
    this.#names.set(participantId, name);
    return name;
  }
}
