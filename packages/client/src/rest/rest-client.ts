/** The REST interface as programs call it: JSON in and out, refusals as errors with what to do next. */
import { type ClientCode, ClientError } from '../client-error.ts';
import {
  type Answer,
  ConnectionError,
  type Exchange,
  exchange,
  jsonOf,
  type OpenAnswer,
  openExchange,
} from '../exchange.ts';
import { type Patience, patiently } from '../patience.ts';
import { isObject, printable } from '../plain.ts';
import type { Surroundings } from '../surroundings.ts';

export interface RestRequest {
  method: Exchange['method'];
  /** From `/` on, below the server's base. */
  path: string;
  /** Text and bytes are sent as they are, of `contentType`; everything else as JSON. */
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
  /** ETag of the version that is to be changed. */
  ifMatch?: string;
  signal?: AbortSignal;
  /** How long a request that changes nothing is repeated. */
  patience?: Patience;
}

export interface RestAnswer<T> {
  status: number;
  body: T;
  etag: string | undefined;
}

/** A refusal of the server: its code, its sentence with the fields that are wrong, and what to do. */
export class RestRefusal extends ClientError {
  readonly problem: Record<string, unknown>;
  constructor(status: number, problem: Record<string, unknown>) {
    const code = text(problem.code) ?? `HTTP_${status}`;
    const next = nextOf(problem);
    super(codeOf(status, code), sentenceOf(status, problem), {
      serverCode: code,
      status,
      ...(next === '' ? {} : { next }),
    });
    this.problem = problem;
  }
}

/** Refusals of a way to sign in. */
const SIGN_IN =
  /^(INVITATION_\w+|ACCESS_DENIED|EXPIRED_TOKEN|CODE_UNKNOWN|SIGNATURE_REFUSED|NOT_ELIGIBLE|BARRED)$/;

function codeOf(status: number, code: string): ClientCode {
  if (status === 401) return 'SESSION_UNKNOWN';
  if (status >= 500) return 'SERVER_FAULT';
  return SIGN_IN.test(code) ? 'SIGN_IN_REFUSED' : 'REFUSED';
}

function sentenceOf(status: number, problem: Record<string, unknown>): string {
  const said = text(problem.detail) ?? text(problem.title) ?? `the server answered ${status}`;
  const errors = Array.isArray(problem.errors) ? problem.errors.filter(isObject).slice(0, 20) : [];
  const told = errors
    .filter(({ message }) => !said.endsWith(text(message) ?? ''))
    .map(({ path, message }) => `\n  ${text(path) ?? ''}: ${text(message) ?? ''}`);
  const allowed = Array.isArray(problem.allowed) ? problem.allowed.map(text).join(', ') : '';
  return `${said}${told.join('')}${allowed === '' ? '' : ` Possible now: ${allowed}.`}`;
}

function nextOf({ next, support, reference }: Record<string, unknown>): string {
  const [help, quote] = [text(support), text(reference)];
  const asked = help === undefined ? '' : ` Help: ${help}${quote === undefined ? '' : `, quoting ${quote}`}`;
  return `${text(next) ?? ''}${asked}`.trim();
}

export interface RestClient {
  /** Base of the server, without a slash at the end. */
  readonly server: string;
  call<T = Record<string, unknown>>(request: RestRequest): Promise<RestAnswer<T>>;
  /** An answer that is read as it comes. Throws RestRefusal, ConnectionError. */
  open(path: string, headers: Record<string, string>, signal?: AbortSignal): Promise<OpenAnswer>;
  /** Every item of a list, page after page, at most `most`. */
  all<T = Record<string, unknown>>(
    path: string,
    options?: { most?: number; signal?: AbortSignal },
  ): AsyncGenerator<T>;
}

const MAX_BYTES = 8 << 20;

/** Calls the REST interface of a server. Throws RestRefusal for what the server refuses. */
export function restClient(
  surroundings: Surroundings,
  server: string,
  sessionId: string | undefined,
): RestClient {
  const client: RestClient = {
    server,
    async call<T>(request: RestRequest): Promise<RestAnswer<T>> {
      const sent = exchangeOf(server, sessionId, request);
      const answer = await (request.method === 'GET'
        ? patiently(surroundings, sent, request.patience ?? { total: 5_000 })
        : exchange(surroundings, sent).catch(unsure(server)));
      const json = answer.bytes.length === 0 ? {} : jsonOf(answer);
      if (answer.status >= 400) throw refusalOf(answer);
      if (json === undefined)
        throw new ClientError('NOT_A_SEQUENCER', `${server} does not answer as a Brebaje server`, {
          next: 'check the address',
        });
      return { status: answer.status, body: json as T, etag: answer.headers.get('etag') ?? undefined };
    },
    async open(path, headers, signal) {
      const request = { method: 'GET' as const, path, headers, ...(signal ? { signal } : {}) };
      // As long as somebody listens.
      const sent = { ...exchangeOf(server, sessionId, request), maxBytes: Number.POSITIVE_INFINITY };
      const answer = await openExchange(surroundings, sent);
      if (answer.status < 400) return answer;
      const parts: Uint8Array[] = [];
      for await (const chunk of answer.chunks) parts.push(chunk);
      const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
      throw refusalOf({ ...answer, bytes });
    },
    async *all<T>(
      path: string,
      { most = Number.POSITIVE_INFINITY, signal }: { most?: number; signal?: AbortSignal } = {},
    ): AsyncGenerator<T> {
      const mark = path.includes('?') ? '&' : '?';
      let after = '';
      for (let left = most; left > 0; ) {
        const query = `${path}${mark}limit=${Math.min(100, left)}${after === '' ? '' : `&after=${after}`}`;
        const page = await client.call<{ items: T[]; next?: string }>({
          method: 'GET',
          path: query,
          ...(signal ? { signal } : {}),
        });
        const { items, next } = page.body;
        // A page of nothing that leads on would go on for ever.
        if (!Array.isArray(items) || items.length > 100 || (items.length === 0 && next !== undefined))
          throw new ClientError('NOT_A_SEQUENCER', `${server} does not list as a Brebaje server`, {
            next: 'check the address',
          });
        yield* items;
        left -= items.length;
        if (next === undefined) return;
        after = encodeURIComponent(next);
      }
    },
  };
  return client;
}

function exchangeOf(server: string, sessionId: string | undefined, request: RestRequest): Exchange {
  const { method, path, body, contentType = 'application/json', ifMatch, signal } = request;
  const headers: Record<string, string> = { ...request.headers };
  if (body !== undefined) headers['content-type'] = contentType;
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  return {
    method,
    url: server + path,
    headers,
    ...(sessionId === undefined ? {} : { token: sessionId }),
    ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    maxBytes: MAX_BYTES,
  };
}

function isRaw(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function refusalOf(answer: Answer): RestRefusal {
  const json = jsonOf(answer);
  return new RestRefusal(answer.status, isObject(json) ? json : {});
}

/** What changes something is sent once: whether it arrived is for the person to see. */
function unsure(server: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ConnectionError)) throw error;
    throw new ClientError('UNREACHABLE', `${new URL(server).host} cannot be reached: ${error.message}`, {
      next: 'check the connection, see whether it was done, then run the same command again',
      cause: error,
    });
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? printable(value) : undefined;
