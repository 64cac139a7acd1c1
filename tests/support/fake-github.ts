/** GitHub's OAuth web flow and user API over HTTP, as far as signing in needs them. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '@brebaje/server/config/options';

export interface GithubUser {
  id: number;
  login: string;
  created_at: string;
}

/** Something else than the usual answer. */
export type Scripted = { status: number; body: unknown } | 'breaks';

export interface FakeGithub {
  /** Options that make a server use this one. */
  config: Partial<Config>;
  /** What somebody's browser does there: signs in, agrees, and is sent back. Returns where to. */
  authorize(link: string, user: GithubUser): Promise<string>;
  /** Answers that `token` or `user` gives instead, each once. */
  script(endpoint: 'token' | 'user', ...answers: Scripted[]): void;
  close(): Promise<void>;
}

const CLIENT = { id: 'a-client-id', secret: 'a-client-secret' };

export async function startFakeGithub(): Promise<FakeGithub> {
  const codes = new Map<string, { user: GithubUser; callback: string }>();
  const tokens = new Map<string, GithubUser>();
  const scripts: Record<'token' | 'user', Scripted[]> = { token: [], user: [] };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://github.test');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    switch (url.pathname) {
      case '/login/oauth/authorize':
        return authorize(url.searchParams, request, response);
      case '/login/oauth/access_token':
        return answer(response, scripts.token.shift() ?? exchange(form));
      case '/user':
        return answer(response, scripts.user.shift() ?? whoIs(request));
      default:
        return answer(response, { status: 404, body: { message: 'Not Found' } });
    }
  });

  function authorize(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const callback = new URL(query.get('redirect_uri') ?? '');
    const valid = query.get('response_type') === 'code' && query.get('client_id') === CLIENT.id;
    const user = /user=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (!valid || !user) {
      answer(response, { status: 404, body: {} });
      return;
    }
    const code = randomUUID().replaceAll('-', '');
    codes.set(code, { user: JSON.parse(decodeURIComponent(user)), callback: callback.href });
    callback.searchParams.append('code', code);
    callback.searchParams.append('state', query.get('state') ?? '');
    response.writeHead(302, { location: callback.href }).end();
  }

  /** GitHub answers 200 to a bad code, with an error in the body. */
  function exchange(form: URLSearchParams): Scripted {
    const known = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    if (form.get('client_id') !== CLIENT.id || form.get('client_secret') !== CLIENT.secret)
      return { status: 200, body: { error: 'incorrect_client_credentials' } };
    if (!known) return { status: 200, body: { error: 'bad_verification_code' } };
    if (form.get('redirect_uri') !== known.callback)
      return { status: 200, body: { error: 'redirect_uri_mismatch' } };
    const token = `gho_${randomUUID()}`;
    tokens.set(token, known.user);
    return { status: 200, body: { access_token: token, token_type: 'bearer', scope: '' } };
  }

  function whoIs({ headers }: IncomingMessage): Scripted {
    if (!headers['user-agent']) return { status: 403, body: { message: 'no User-Agent' } };
    const user = tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    return user
      ? { status: 200, body: { ...user, type: 'User', site_admin: false } }
      : { status: 401, body: { message: 'Bad credentials' } };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    config: {
      githubClientId: CLIENT.id,
      githubClientSecret: CLIENT.secret,
      githubAuthUrl: `${base}/login/oauth/authorize`,
      githubTokenUrl: `${base}/login/oauth/access_token`,
      githubUserinfoUrl: `${base}/user`,
    },
    async authorize(link, user) {
      const cookie = `user=${encodeURIComponent(JSON.stringify(user))}`;
      const response = await fetch(link, { headers: { cookie }, redirect: 'manual' });
      return response.headers.get('location') ?? `no way back: status ${response.status}`;
    },
    script: (endpoint, ...answers) => scripts[endpoint].push(...answers),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, scripted: Scripted): void {
  if (scripted === 'breaks') {
    response.destroy();
    return;
  }
  const { status, body } = scripted;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Somebody on GitHub; old enough unless said otherwise. */
export function githubUser(
  id: number,
  login = `Person-${id}`,
  created_at = '2015-06-01T12:00:00Z',
): GithubUser {
  return { id, login, created_at };
}
