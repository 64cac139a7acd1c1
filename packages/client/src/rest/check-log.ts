/** Checks a ceremony's audit trail without its server: numbers, links, hashes, and what stands beside them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isObject } from '../plain.ts';

/** An event as `GET /ceremonies/{id}/events` lists it. */
export interface LoggedEvent {
  seq: number;
  type: string;
  /** Seconds. */
  at: number;
  hash: string;
  previous?: string;
  /** The exact text that is hashed. */
  body: string;
}

export type LogFaultCode =
  | 'NOT_AN_EVENT'
  | 'GAP'
  | 'HASH'
  | 'LINK'
  | 'NOT_CANONICAL'
  | 'OTHER_CEREMONY'
  | 'DIFFERS'
  | 'NOT_AS_KNOWN'
  | 'SHORTER';

/** What is wrong, and where. */
export interface LogFault {
  code: LogFaultCode;
  seq: number;
  sentence: string;
}

/** An event that somebody noted earlier: whoever rewrote the log since cannot have it. */
export interface KnownEvent {
  seq: number;
  hash: string;
}

/** A log that is whole: how many events it has, and the hash of the last, which stands for all of them. */
export interface CheckedLog {
  ceremony: number | undefined;
  events: number;
  head: string | undefined;
}

/** Takes the events of a log in order; stops at the first fault. */
export class LogCheck {
  #ceremony: number | undefined;
  #seq = 0;
  #head: string | undefined;
  readonly #known: Map<number, Set<string>>;
  constructor(known: readonly KnownEvent[] = []) {
    this.#known = new Map(known.map(({ seq }) => [seq, new Set()]));
    for (const { seq, hash } of known) this.#known.get(seq)!.add(hash);
  }

  /** The next event: undefined, or what is wrong with it. */
  add(event: unknown): LogFault | undefined {
    const seq = this.#seq + 1;
    const fault = (code: LogFaultCode, sentence: string): LogFault => ({ code, seq, sentence });
    if (!isLogged(event)) return fault('NOT_AN_EVENT', `what stands at number ${seq} is no event`);
    if (event.seq !== seq)
      return fault('GAP', `number ${seq} is missing: number ${event.seq} stands in its place`);
    if (bytesToHex(sha256(utf8ToBytes(event.body))) !== event.hash)
      return fault('HASH', `the text of event ${seq} does not have the hash that is given for it`);
    const body = parsed(event.body);
    if (body === undefined || canonical(body) !== event.body)
      return fault('NOT_CANONICAL', `the text of event ${seq} is not RFC 8785 JSON`);
    const previous = this.#head ?? null;
    if (body.previous !== previous || (event.previous ?? null) !== previous)
      return fault('LINK', `event ${seq} does not name the hash of the event before it`);
    if (typeof body.ceremony !== 'number' || body.ceremony !== (this.#ceremony ?? body.ceremony))
      return fault('OTHER_CEREMONY', `event ${seq} is of another ceremony`);
    const stands = body.seq === seq && body.type === event.type && isObject(body.data);
    if (!stands || typeof body.at !== 'number' || Math.floor(body.at / 1000) !== event.at)
      return fault('DIFFERS', `event ${seq} is listed as something else than its text says`);
    const noted = this.#known.get(seq);
    // Of two that were noted one is wrong.
    if (noted && (noted.size > 1 || !noted.has(event.hash)))
      return fault('NOT_AS_KNOWN', `event ${seq} is not the one whose hash was noted: the log was rewritten`);
    this.#ceremony = body.ceremony;
    this.#seq = seq;
    this.#head = event.hash;
    return undefined;
  }

  /** After the last event. `total`: how many the server says there are. */
  end(total?: number): CheckedLog | LogFault {
    const wanted = Math.max(total ?? 0, ...this.#known.keys());
    if (this.#seq < wanted)
      return {
        code: 'SHORTER',
        seq: this.#seq + 1,
        sentence: `the log ends at ${this.#seq}, and there were ${wanted} events`,
      };
    return { ceremony: this.#ceremony, events: this.#seq, head: this.#head };
  }
}

function isLogged(value: unknown): value is LoggedEvent {
  if (!isObject(value)) return false;
  const { seq, type, at, hash, previous, body } = value;
  return (
    Number.isSafeInteger(seq) &&
    typeof type === 'string' &&
    typeof at === 'number' &&
    typeof hash === 'string' &&
    (previous === undefined || typeof previous === 'string') &&
    typeof body === 'string'
  );
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 8785: names in the order of their UTF-16 units, numbers and texts as ECMAScript writes them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
