/** The REST interface as programs call it: JSON in and out, refusals as errors with what to do next. */
import { ClientError } from '../client-error.ts';
import { type Exchange, exchange, jsonOf } from '../exchange.ts';
import { type Patience, patiently } from '../patience.ts';
import { isObject, printable } from '../plain.ts';
import type { Surroundings } from '../surroundings.ts';

export interface RestRequest {
  method: Exchange['method'];
  /** From `/` on, below the server's base. */
  path: string;
  /** Sent as JSON unless `contentType` says otherwise and it is text. */
  body?: unknown;
  contentType?: string;
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

/** A refusal of the server: its code, its sentence and what to do. */
export class RestRefusal extends ClientError {
  readonly problem: Record<string, unknown>;
  constructor(status: number, problem: Record<string, unknown>) {
    const code = text(problem.code) ?? `HTTP_${status}`;
    const said = text(problem.detail) ?? text(problem.title) ?? `the server answered ${status}`;
    super(status === 401 ? 'SESSION_UNKNOWN' : 'REFUSED', said, {
      serverCode: code,
      status,
      ...(text(problem.next) === undefined ? {} : { next: text(problem.next)! }),
    });
    this.problem = problem;
  }
}

export interface RestClient {
  /** Base of the server, without a slash at the end. */
  readonly server: string;
  call<T = Record<string, unknown>>(request: RestRequest): Promise<RestAnswer<T>>;
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
        : exchange(surroundings, sent));
      const json = answer.bytes.length === 0 ? {} : jsonOf(answer);
      if (answer.status >= 400) throw new RestRefusal(answer.status, isObject(json) ? json : {});
      if (json === undefined)
        throw new ClientError('NOT_A_SEQUENCER', `${server} does not answer as a Brebaje server`, {
          next: 'check the address',
        });
      return { status: answer.status, body: json as T, etag: answer.headers.get('etag') ?? undefined };
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
        yield* page.body.items;
        left -= page.body.items.length;
        if (page.body.next === undefined) return;
        after = encodeURIComponent(page.body.next);
      }
    },
  };
  return client;
}

function exchangeOf(server: string, sessionId: string | undefined, request: RestRequest): Exchange {
  const { method, path, body, contentType = 'application/json', ifMatch, signal } = request;
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['content-type'] = contentType;
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  return {
    method,
    url: server + path,
    headers,
    ...(sessionId === undefined ? {} : { token: sessionId }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    maxBytes: MAX_BYTES,
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? printable(value) : undefined;
