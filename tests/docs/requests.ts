/**
 * The REST requests that pages show, sent as they stand. Numbers of things on a page are what a reader has
 * elsewhere: each is bound to the real number where an answer shows it, or by whoever set the stage. An answer
 * on a page is what a reader looks at: other members may be there, `…` stands for any text, times are any.
 */
import type { Answer } from '../support/http.ts';
import type { Page } from './pages.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever a page shows
type Json = any;

export interface ShownRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Json;
  /** undefined: the page shows no answer. */
  answer: Json;
}

/** The `http` blocks of a page in order, each with the `json` block right after it. */
export function requestsOf({ text, path }: Page): ShownRequest[] {
  const blocks = text.matchAll(/^```http\n([\s\S]*?)^```$(?:\s*^```json\n([\s\S]*?)^```$)?/gm);
  return [...blocks].map(([, request, answer]) => {
    const [head = '', ...rest] = request!.trim().split('\n\n');
    const [first = '', ...headers] = head.split('\n');
    const [method = '', target = ''] = first.split(' ');
    if (!target.startsWith('/')) throw new Error(`${path}: no request: ${first}`);
    const body = rest.join('\n\n');
    return {
      method,
      path: target,
      headers: Object.fromEntries(headers.map((line) => line.split(/:\s*/, 2) as [string, string])),
      body: body === '' ? undefined : JSON.parse(body),
      answer: answer === undefined ? undefined : JSON.parse(answer),
    };
  });
}

/** Members that are numbers of things, and of which kind. */
const KINDS: Record<string, string> = {
  userId: 'users',
  ownerUserId: 'users',
  user: 'users',
  projectId: 'projects',
  ceremonyId: 'ceremonies',
  ceremony: 'ceremonies',
  participantId: 'participants',
  circuitId: 'circuits',
};
/** Parts of a path after which a number, or the answer's own id, is of that kind. */
const RESOURCES: Record<string, string> = {
  roster: 'invitations',
  attention: '',
  announcements: '',
  events: '',
};
for (const name of ['projects', 'ceremonies', 'participants', 'circuits', 'contributions', 'invitations'])
  RESOURCES[name] = name;
for (const name of ['users', 'subscriptions', 'turns', 'uploads', 'reservations', 'sessions'])
  RESOURCES[name] = name;

const TIME = /(At|By|\.at|\.from|\.until|\.since|\.seconds)$/;

/** Numbers as a page shows them, and what they are here. */
export class Numbers {
  readonly #known = new Map<string, number>();

  bind(kind: string, shown: number, real: number): void {
    this.#known.set(`${kind} ${shown}`, real);
  }

  real(kind: string, shown: number): number {
    const real = this.#known.get(`${kind} ${shown}`);
    if (real === undefined) throw new Error(`nothing has told what number ${shown} of ${kind} is`);
    return real;
  }

  /** The path with real numbers. */
  path(shown: string): string {
    return shown.replace(/\/([a-z]+)\/(\d+)(?=[/?]|$)/g, (whole, name: string, number: string) =>
      RESOURCES[name] ? `/${name}/${this.real(RESOURCES[name], Number(number))}` : whole,
    );
  }

  /** A body with real numbers. */
  body(shown: Json): Json {
    return JSON.parse(JSON.stringify(shown), (key, value) =>
      typeof value === 'number' && KINDS[key] ? this.real(KINDS[key], value) : value,
    );
  }

  /** What of an answer is not as the page shows it; numbers that are new are bound. */
  differences(shown: Json, answered: Json, kind: string, at = ''): string[] {
    const differ = [`${at || 'the answer'} is ${JSON.stringify(answered)}, not ${JSON.stringify(shown)}`];
    if (Array.isArray(shown)) {
      const open = shown.at(-1) === '…';
      const items = open ? shown.slice(0, -1) : shown;
      if (!Array.isArray(answered)) return differ;
      if (open ? answered.length < items.length : answered.length !== items.length) return differ;
      return items.flatMap((item, n) => this.differences(item, answered[n], kind, `${at}[${n}]`));
    }
    if (shown !== null && typeof shown === 'object') {
      if (answered === null || typeof answered !== 'object') return differ;
      return Object.entries(shown).flatMap(([name, value]) => {
        const inner = value !== null && typeof value === 'object';
        const kindOf = inner ? (KINDS[name] ?? RESOURCES[name] ?? kind) : name === 'id' ? kind : KINDS[name];
        return this.differences(value, answered[name], kindOf ?? '', `${at}.${name}`);
      });
    }
    if (typeof shown === 'string' && shown.includes('…')) {
      const [start = '', end = ''] = [shown.split('…')[0], shown.split('…').at(-1)];
      return typeof answered === 'string' && answered.startsWith(start) && answered.endsWith(end)
        ? []
        : differ;
    }
    if (typeof shown === 'number' && typeof answered === 'number') {
      if (TIME.test(at)) return [];
      if (kind !== '' && RESOURCES[kind] !== undefined)
        return this.#same(kind, shown, answered) ? [] : differ;
    }
    return shown === answered ? [] : differ;
  }

  #same(kind: string, shown: number, real: number): boolean {
    const known = this.#known.get(`${kind} ${shown}`);
    if (known === undefined) this.bind(kind, shown, real);
    return known === undefined || known === real;
  }
}

/** Where the requests of a page are sent. */
export interface Wire {
  numbers: Numbers;
  /** Sessions by the name that the page has for them: SESSION for `Bearer $SESSION`. */
  sessions: Record<string, string>;
  /** What `"token": "…"` stands for: the latest link. */
  token: string;
  send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer>;
}

/**
 * Sends one request and compares the answer with the page's.
 * @throws Error when it is refused though the page does not say so, or answered otherwise
 */
export async function sendShown(wire: Wire, shown: ShownRequest): Promise<Answer> {
  const name = `${shown.method} ${shown.path}`;
  const headers = Object.fromEntries(
    Object.entries(shown.headers).map(([key, value]) => [
      key,
      value.replace(/\$(\w+)/, (_, session: string) => {
        const id = wire.sessions[session];
        if (id === undefined) throw new Error(`${name}: nobody is signed in as ${session}`);
        return id;
      }),
    ]),
  );
  const body = shown.body === undefined ? undefined : wire.numbers.body(shown.body);
  if (body?.token === '…') body.token = wire.token;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await wire.send(shown.method, wire.numbers.path(shown.path), headers, text);
  const refused = shown.answer?.code !== undefined && shown.answer?.status >= 400;
  if (answer.status !== (refused ? shown.answer.status : answer.status) || answer.status >= 400 !== refused)
    throw new Error(`${name}: ${answer.status} ${answer.text}`);
  if (shown.answer === undefined) return answer;
  const resource = shown.path
    .split('?')[0]!
    .split('/')
    .findLast((part) => RESOURCES[part] !== undefined);
  const differ = wire.numbers.differences(shown.answer, answer.json, resource ? RESOURCES[resource]! : '');
  if (differ.length > 0) throw new Error(`${name}:\n${differ.join('\n')}\n${answer.text.slice(0, 2_000)}`);
  return answer;
}
