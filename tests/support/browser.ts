/** A browser as far as cookies and the headers that only browsers set are concerned. */
import { type Answer, type Request, send } from './http.ts';

export interface Browser {
  /** Opens a page, as by hand or by a link of ours. */
  open(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Submits a form of a page of ours. */
  submit(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  /** What a script of a page of ours sends. */
  fetch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Where a redirect to this server leads. */
  follow(answer: Answer): Promise<Answer>;
  cookies: Map<string, string>;
}

/** A fresh browser without cookies. */
export function newBrowser(base: string): Browser {
  const cookies = new Map<string, string>();
  const { origin } = new URL(base);
  async function call(url: string, request: Request): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...request.headers };
    const answer = await send(url, { ...request, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0(;|$)/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
  const here = { 'sec-fetch-site': 'same-origin' };
  const browser: Browser = {
    cookies,
    open: (path, headers = {}) =>
      call(base + path, { headers: { accept: 'text/html', 'sec-fetch-site': 'none', ...headers } }),
    submit: (path, form, headers = {}) =>
      call(base + path, {
        method: 'POST',
        headers: { accept: 'text/html', origin, ...here, ...headers },
        body: new URLSearchParams(form),
      }),
    fetch: (path, body, headers = {}) =>
      call(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, ...here, ...headers },
        body: JSON.stringify(body),
      }),
    follow: (answer) =>
      call(new URL(answer.location, base).href, { headers: { accept: 'text/html', ...here } }),
  };
  return browser;
}
