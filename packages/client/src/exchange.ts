import { ClientError, stopped } from './client-error.ts';
import { printable } from './plain.ts';
import type { Surroundings } from './surroundings.ts';

/** One request. Times are milliseconds, sizes bytes. */
export interface Exchange {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** Session id, sent as bearer. */
  token?: string | undefined;
  /** A blob only where {@link Surroundings.upload} is, and with `sent`. */
  body?: Uint8Array | Blob | string;
  /** Until the answer's headers are there (default 60,000). */
  headerTimeout?: number;
  /** Without a byte of the answer's body (default 60,000). */
  stallTimeout?: number;
  /** Bound of the decoded answer (default 1 MiB). */
  maxBytes?: number;
  received?: (bytes: number, total: number | undefined) => void;
  sent?: (bytes: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/** An answer read whole. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** An answer whose body is still to be read. */
export interface OpenAnswer {
  status: number;
  headers: Headers;
  /** Bytes announced; undefined when unknown or when the transfer is compressed. */
  total: number | undefined;
  chunks: AsyncGenerator<Uint8Array>;
}

const DEFAULT_TIMEOUT = 60_000;
const DEFAULT_MAX_BYTES = 1 << 20;

/** A failure that another attempt may cure: no connection, broken off, timed out. */
export class ConnectionError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionError';
  }
}

/**
 * Sends one request and reads the answer, whatever its status. Throws {@link ConnectionError} for what may
 * pass, ClientError TOO_LARGE when the answer exceeds `maxBytes`, NOT_A_SEQUENCER when a POST is redirected,
 * STOPPED when the signal fires.
 */
export async function exchange(surroundings: Surroundings, request: Exchange): Promise<Answer> {
  const open = await openExchange(surroundings, request);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of open.chunks) {
    parts.push(chunk);
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { status: open.status, headers: open.headers, bytes };
}

/** As {@link exchange}, with the body left to be read in pieces, under the same bounds. */
export async function openExchange(surroundings: Surroundings, request: Exchange): Promise<OpenAnswer> {
  const { signal } = request;
  if (signal?.aborted) throw stopped(signal);
  const controller = new AbortController();
  const relay = () => controller.abort();
  signal?.addEventListener('abort', relay, { once: true });
  const alarm = new Alarm(() => controller.abort());
  const fail = (error: unknown): never => {
    alarm.clear();
    signal?.removeEventListener('abort', relay);
    if (error instanceof ClientError) throw error;
    if (signal?.aborted) throw stopped(signal);
    if (alarm.rang) throw new ConnectionError('no answer in time', error);
    throw new ConnectionError(reasonOf(error), error);
  };
  let response: Response;
  try {
    alarm.set(request.headerTimeout ?? DEFAULT_TIMEOUT);
    response = await ask(surroundings, request, controller.signal, alarm);
  } catch (error) {
    return fail(error);
  }
  if (request.method !== 'GET' && isRedirect(response)) {
    controller.abort();
    fail(redirected(request.url, response));
  }
  const total = announced(response);
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
  const tooLarge = () =>
    new ClientError('TOO_LARGE', `the server's answer is larger than ${maxBytes} bytes`, {
      next: 'check that the address is right; a sequencer sends less',
    });
  if (total !== undefined && total > maxBytes) {
    controller.abort();
    fail(tooLarge());
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let received = 0;
    const stall = request.stallTimeout ?? DEFAULT_TIMEOUT;
    const reader = response.body?.getReader();
    let finished = false;
    try {
      while (reader) {
        alarm.set(stall);
        const { done, value } = await reader.read();
        if (done) break;
        received += value.length;
        if (received > maxBytes) throw tooLarge();
        request.received?.(received, total);
        alarm.clear();
        yield value;
      }
      if (total !== undefined && received !== total) throw new ConnectionError('the answer was cut off');
      finished = true;
    } catch (error) {
      fail(error);
    } finally {
      alarm.clear();
      signal?.removeEventListener('abort', relay);
      if (!finished) controller.abort();
    }
  }
  return { status: response.status, headers: response.headers, total, chunks: chunks() };
}

function ask(
  surroundings: Surroundings,
  request: Exchange,
  signal: AbortSignal,
  alarm: Alarm,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
  if (request.token !== undefined) headers.authorization = `Bearer ${request.token}`;
  const { body, sent, method, url } = request;
  if (!sent || !body || typeof body === 'string' || !surroundings.upload)
    return surroundings.fetch(url, init(surroundings, request, headers, signal, alarm));
  return surroundings.upload(url, { method, headers, body, signal }, (bytes) => {
    alarm.set(request.headerTimeout ?? DEFAULT_TIMEOUT);
    sent(bytes, sizeOf(body));
  });
}

const sizeOf = (body: Uint8Array | Blob): number => (body instanceof Uint8Array ? body.length : body.size);

function init(
  surroundings: Surroundings,
  request: Exchange,
  headers: Record<string, string>,
  signal: AbortSignal,
  alarm: Alarm,
): RequestInit {
  const base: RequestInit = {
    method: request.method,
    headers,
    signal,
    cache: 'no-store',
    // What is sent is meant for this server: another address is for the person to give.
    redirect: request.method === 'GET' ? 'follow' : 'manual',
    // A page's cookie speaks for it at its own server, unless a session is given; nowhere else.
    credentials: request.token === undefined ? 'same-origin' : 'omit',
  };
  const { body, sent } = request;
  if (body === undefined) return base;
  if (!(body instanceof Uint8Array) || !surroundings.uploadBody || !sent) {
    return { ...base, body: body as BodyInit };
  }
  // Progress of an upload counts as a sign of life: the wait for the answer starts when the body is out.
  const upload = surroundings.uploadBody(body, (bytes) => {
    alarm.set(request.headerTimeout ?? DEFAULT_TIMEOUT);
    sent(bytes, body.length);
  });
  return { ...base, ...upload.init, headers: { ...headers, ...upload.headers }, body: upload.body };
}

function announced(response: Response): number | undefined {
  const encoding = response.headers.get('content-encoding');
  const text = response.headers.get('content-length');
  if ((encoding && encoding !== 'identity') || text === null || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** Browsers hide the answer and give it status 0. */
function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status);
}

function redirected(url: string, response: Response): ClientError {
  const where = printable(response.headers.get('location') ?? '');
  return new ClientError(
    'NOT_A_SEQUENCER',
    `${new URL(url).origin} sends us to another address${where && `: ${where}`}`,
    {
      status: response.status,
      next: 'give the address that the ceremony publishes, as it stands in the end',
    },
  );
}

/** The innermost reason: `fetch` itself only says "fetch failed". */
function reasonOf(error: unknown): string {
  let inner = error;
  for (let depth = 0; depth < 5 && inner instanceof Error && inner.cause instanceof Error; depth++) {
    inner = inner.cause;
  }
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) return inner.errors[0].message;
  return inner instanceof Error && inner.message ? inner.message : String(inner);
}

class Alarm {
  rang = false;
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  constructor(ring: () => void) {
    this.#ring = ring;
  }
  set(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.rang = true;
      this.#ring();
    }, milliseconds);
  }
  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** The answer's text as JSON, or undefined when it is none. */
export function jsonOf(answer: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes));
  } catch {
    return undefined;
  }
}
