/** The ways into a ceremony, over HTTP, as browsers and programs walk them. */
import type { Browser } from './browser.ts';
import type { FakeGithub, GithubUser } from './fake-github.ts';
import { type Answer, send } from './http.ts';
import type { Reachable } from './server.ts';
import type { Wallet } from './wallet.ts';

/** What a successful sign-in gives. */
export interface SignedIn {
  sessionId: string;
  sub: string;
  nickname: string;
  provider: string;
}

export interface Links {
  eth_auth_url: string;
  github_auth_url: string;
}

/** `GET /auth/request_link`, with or without a destination. */
export async function requestLinks(server: Reachable, redirectTo?: string): Promise<Links> {
  const query = redirectTo === undefined ? '' : `?redirect_to=${encodeURIComponent(redirectTo)}`;
  const answer = await server.send(`/auth/request_link${query}`);
  if (answer.status !== 200) throw new Error(`request_link: ${answer.status} ${answer.text}`);
  return answer.json;
}

/** The whole way over GitHub; the answer of the callback. */
export async function overGithub(
  server: Reachable,
  github: FakeGithub,
  user: GithubUser,
  redirectTo?: string,
): Promise<Answer> {
  const { github_auth_url } = await requestLinks(server, redirectTo);
  return send(await github.authorize(github_auth_url, user));
}

/** The whole way over our Ethereum page, signing the text that it shows; the answer of the callback. */
export async function overEthereum(server: Reachable, wallet: Wallet, redirectTo?: string): Promise<Answer> {
  const { eth_auth_url } = await requestLinks(server, redirectTo);
  return send(await ethereumCallback(server, eth_auth_url, wallet));
}

/** Walks our Ethereum page up to the callback's URL. */
export async function ethereumCallback(server: Reachable, link: string, wallet: Wallet): Promise<string> {
  const page = new URL(link);
  page.searchParams.set('address', wallet.address);
  const { text } = await send(page.href);
  const message = unescaped(/<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(text)?.[1] ?? '');
  const form = {
    state: page.searchParams.get('state') ?? '',
    // As browsers send the lines of a text field.
    message: message.replaceAll('\n', '\r\n'),
    signature: wallet.sign(message),
  };
  const signed = await server.send('/auth/eth/sign', { method: 'POST', body: new URLSearchParams(form) });
  if (signed.status !== 303) throw new Error(`the page did not take the signature: ${signed.status}`);
  return signed.location;
}

const JSON_BODY = { 'content-type': 'application/json' };

/** A message of this server with a fresh nonce, and its signature. */
export async function signedMessage(
  server: Reachable,
  wallet: Wallet,
): Promise<{ message: string; signature: string }> {
  const { json } = await server.send('/auth/eth/generate-nonce', {
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify({ address: wallet.address }),
  });
  const message = [
    `${new URL(server.url).host} wants you to sign in with your Ethereum account:`,
    wallet.address,
    '',
    'I take part.',
    '',
    `URI: ${server.url}`,
    'Version: 1',
    'Chain ID: 1',
    `Nonce: ${json.nonce}`,
    `Issued At: ${new Date(server.now()).toISOString()}`,
  ].join('\n');
  return { message, signature: wallet.sign(message) };
}

/** The way of commands and scripts, without a browser; the answer of the last call. */
export async function overApi(server: Reachable, wallet: Wallet): Promise<Answer> {
  const body = JSON.stringify(await signedMessage(server, wallet));
  return server.send('/auth/eth/verify-signature', { method: 'POST', headers: JSON_BODY, body });
}

/** A session from a callback's JSON or its redirect. Throws when it is a failure. */
export function signedIn(answer: Answer): SignedIn {
  if (answer.status === 303) {
    const query = new URL(answer.location).searchParams;
    const word = (name: string) => query.get(name) ?? '';
    const session = {
      sessionId: word('session_id'),
      sub: word('sub'),
      nickname: word('nickname'),
      provider: word('provider'),
    };
    if (session.sessionId) return session;
  }
  const { id_token, session_id, user } = answer.json;
  const person = id_token ?? user;
  if (answer.status !== 200 || !person) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
  return { sessionId: session_id, sub: person.sub, nickname: person.nickname, provider: person.provider };
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

/** Signs a browser in on our own pages, through the Ethereum page; the answer that leads on. */
export async function throughEthPage(browser: Browser, wallet: Wallet, next: string): Promise<Answer> {
  const { text } = await browser.open(
    `/auth/eth?${new URLSearchParams({ next, address: wallet.address }).toString()}`,
  );
  const message = unescaped(/<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(text)?.[1] ?? '');
  const signature = wallet.sign(message);
  return browser.submit('/auth/eth/sign', { next, message: message.replaceAll('\n', '\r\n'), signature });
}
