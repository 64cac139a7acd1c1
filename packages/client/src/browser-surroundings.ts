import { MEANT_USER } from '@brebaje/protocol/routes';
import { realSurroundings, type Surroundings, type UploadRequest } from './surroundings.ts';

/** The world of a page or its worker. Times are milliseconds. */
export interface BrowserSurroundings extends Surroundings {
  /** How far the server's clock is ahead of this device's, as its answers tell; within about a second. */
  clockAhead(): number;
  /**
   * The machine has slept, or has another network: requests that wait for an answer wait on a connection that may
   * be gone, and are broken off, so that they are sent again at once.
   */
  wake(): void;
  /**
   * What is changed at this server from now on is changed for this user, or not at all: the cookie that goes with a
   * request may be somebody else's by then. Not for what is only read, which may lead to a storage of its own.
   */
  speakFor(server: string, userId: number): void;
}

/** Longest that a clock is not looked at: timers stand still while a machine sleeps, its clock does not. */
const GLANCE = 1_000;

export function browserSurroundings(): BrowserSurroundings {
  const world = realSurroundings();
  const waiting = new Set<AbortController>();
  let best: { trip: number; ahead: number } | undefined;
  let meant: { origin: string; userId: number } | undefined;

  function meaning(url: string, method: string): Record<string, string> {
    const says = meant && method !== 'GET' && new URL(url).origin === meant.origin;
    return says ? { [MEANT_USER]: String(meant!.userId) } : {};
  }

  async function timed(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const breaking = new AbortController();
    const signals = [breaking.signal, ...(init.signal ? [init.signal] : [])];
    const sent = world.now();
    waiting.add(breaking);
    try {
      const headers = new Headers(init.headers);
      const url = input instanceof Request ? input.url : String(input);
      for (const [name, value] of Object.entries(meaning(url, init.method ?? 'GET')))
        headers.set(name, value);
      const response = await world.fetch(input, { ...init, headers, signal: AbortSignal.any(signals) });
      const held = headers.has('prefer');
      if (!held) noteDate(response.headers.get('date'), sent);
      return response;
    } finally {
      waiting.delete(breaking);
    }
  }

  /** The shortest trip tells best; a held answer tells nothing. */
  function noteDate(date: string | null, sent: number): void {
    const now = world.now();
    const said = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(said) || (best && now - sent > best.trip)) return;
    // The header has whole seconds.
    best = { trip: now - sent, ahead: said + 500 - (sent + now) / 2 };
  }

  return {
    ...world,
    fetch: timed,
    upload: (url, request, progress) =>
      upload(url, { ...request, headers: { ...request.headers, ...meaning(url, request.method) } }, progress),
    speakFor(server, userId) {
      meant = { origin: new URL(server).origin, userId };
    },
    async sleep(milliseconds, signal) {
      const end = world.now() + milliseconds;
      for (let left = milliseconds; left > 0; left = end - world.now())
        await world.sleep(Math.min(left, GLANCE), signal);
      signal?.throwIfAborted();
    },
    clockAhead: () => best?.ahead ?? 0,
    wake() {
      for (const one of waiting) one.abort(new Error('the connection is begun anew'));
    },
  };
}

/**
 * Sends a body and hears how much of it went out, which browsers' `fetch` does not tell. Follows no redirect
 * unseen: the answer has the address that it came from.
 */
function upload(
  url: string,
  { method, headers, body, signal }: UploadRequest,
  progress: (sent: number) => void,
): Promise<Response> {
  const size = body instanceof Blob ? body.size : body.length;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = 'arraybuffer';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => progress(Math.min(loaded, size));
    request.upload.onload = () => progress(size);
    const stop = () => {
      request.abort();
      reject(signal.reason);
    };
    const end = () => signal.removeEventListener('abort', stop);
    request.onerror = () => {
      end();
      reject(new TypeError('the connection was lost'));
    };
    request.onload = () => {
      end();
      resolve(answerOf(request, url));
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    request.send(body as XMLHttpRequestBodyInit);
  });
}

function answerOf(request: XMLHttpRequest, url: string): Response {
  if (request.responseURL !== new URL(url).href)
    return new Response(null, { status: 307, headers: { location: request.responseURL } });
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  // It was decoded: what the header says of the length is about what travelled.
  if (headers.has('content-encoding')) headers.delete('content-length');
  const bodyless = [101, 204, 205, 304].includes(request.status);
  const { status, response } = request;
  return new Response(bodyless ? null : (response as ArrayBuffer), { status, headers });
}
