/** GitHub's OAuth web flow: authorize link, code for token, token for account. */
import type { Config } from '../config/options.ts';
import type { Account } from './account.ts';
import { fetchJson, Unreachable } from './fetch-json.ts';

/** It stands in the transcript for ever: printable ASCII, without the separators of identities. */
const LOGIN = /^(?!.*[|@])[\x21-\x7e]{1,100}$/;

type GithubConfig = Pick<
  Config,
  'githubClientId' | 'githubClientSecret' | 'githubAuthUrl' | 'githubTokenUrl' | 'githubUserinfoUrl'
>;

/** A failure of sign-in, by its name in the sequencer protocol. */
export class SignInFailure extends Error {
  readonly code:
    | 'AuthErrorPayload::InvalidAuthCode'
    | 'AuthErrorPayload::FetchUserDataError'
    | 'AuthErrorPayload::CouldNotExtractUserData';
  constructor(code: SignInFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export function githubConfigured(config: GithubConfig): boolean {
  return config.githubClientId !== null && config.githubClientSecret !== null;
}

/** The link that begins a sign-in, parameters in the reference's order. */
export function githubAuthorizeUrl(config: GithubConfig, state: string, callback: string): string {
  const url = new URL(config.githubAuthUrl);
  url.searchParams.append('response_type', 'code');
  url.searchParams.append('client_id', config.githubClientId ?? '');
  url.searchParams.append('state', state);
  url.searchParams.append('redirect_uri', callback);
  return url.href;
}

/** @throws SignInFailure */
export async function githubAccount(config: GithubConfig, code: string, callback: string): Promise<Account> {
  const token = await accessToken(config, code, callback);
  const { status, body } = await reach(config.githubUserinfoUrl, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      // GitHub's API refuses requests without one.
      'user-agent': 'brebaje',
    },
  });
  if (status !== 200)
    throw new SignInFailure('AuthErrorPayload::FetchUserDataError', `account: status ${status}`);
  const { id, login, created_at } = (body ?? {}) as Record<string, unknown>;
  const createdAt = typeof created_at === 'string' ? Date.parse(created_at) : Number.NaN;
  if (
    !Number.isSafeInteger(id) ||
    (id as number) < 0 ||
    typeof login !== 'string' ||
    !LOGIN.test(login) ||
    Number.isNaN(createdAt)
  )
    throw new SignInFailure(
      'AuthErrorPayload::CouldNotExtractUserData',
      'account lacks id, login or created_at',
    );
  return { provider: 'Github', subject: String(id), handle: login, createdAt };
}

async function accessToken(config: GithubConfig, code: string, callback: string): Promise<string> {
  const { status, body } = await reach(config.githubTokenUrl, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: callback,
      client_id: config.githubClientId ?? '',
      client_secret: config.githubClientSecret ?? '',
    }).toString(),
  });
  const { access_token, error } = (body ?? {}) as Record<string, unknown>;
  // GitHub answers a bad code with 200 and an error; the standard says 400.
  if (status >= 400 || typeof access_token !== 'string' || access_token === '')
    throw new SignInFailure('AuthErrorPayload::InvalidAuthCode', `code: ${error ?? `status ${status}`}`);
  return access_token;
}

async function reach(url: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
  try {
    return await fetchJson(url, init);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new SignInFailure('AuthErrorPayload::FetchUserDataError', error.message);
  }
}
