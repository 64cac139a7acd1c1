/** Requests as tests make them: no redirect is followed, the answer is there whole. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

export interface Answer {
  status: number;
  headers: Headers;
  /** Without its content encoding. */
  text: string;
  /** The text as JSON; an empty object where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server answers
  json: any;
  /** The Location header. */
  location: string;
}

export interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | URLSearchParams;
  signal?: AbortSignal;
}

export async function send(url: string, request: Request = {}): Promise<Answer> {
  const { body, ...rest } = request;
  const response = await fetch(url, {
    ...rest,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: parsed(text),
    location: response.headers.get('location') ?? '',
  };
}

/** What a browser sends when somebody goes to an address; `fetch` of Node says by itself that it is a script. */
export async function navigate(url: string): Promise<{ status: number; location: string; vary: string }> {
  const asked = request(url, {
    headers: { accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate' },
  }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  const { location = '', vary = '' } = response.headers;
  return { status: response.statusCode ?? 0, location, vary };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Status and code, as most scenarios compare them. */
export function outcome({ status, json }: Answer): [number, string | undefined] {
  return [status, json.code];
}
