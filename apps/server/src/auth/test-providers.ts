/** A GitHub and an Ethereum endpoint on loopback that speak the real protocols. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeGithub {
  url: string;
  /** Codes that are good once, with the account behind each. */
  codes: Map<string, Record<string, unknown>>;
  /** What the token endpoint saw last. */
  lastToken: URLSearchParams;
  lastUserAgent: string | undefined;
  /** Answers every request with this status instead. */
  outage: number | null;
  close(): Promise<void>;
}

export async function startGithub(): Promise<FakeGithub> {
  const tokens = new Map<string, Record<string, unknown>>();
  const github: Omit<FakeGithub, 'url' | 'close'> = {
    codes: new Map(),
    lastToken: new URLSearchParams(),
    lastUserAgent: undefined,
    outage: null,
  };
  const { server, url } = await serve(async (request, path) => {
    if (github.outage !== null) return { status: github.outage, body: {} };
    if (path === '/login/oauth/access_token' && request.method === 'POST') {
      const form = new URLSearchParams(await textOf(request));
      github.lastToken = form;
      const account = github.codes.get(form.get('code') ?? '');
      github.codes.delete(form.get('code') ?? '');
      // GitHub answers 200 to a bad code.
      if (!account) return { status: 200, body: { error: 'bad_verification_code' } };
      const token = `gho_${crypto.randomUUID()}`;
      tokens.set(token, account);
      return { status: 200, body: { access_token: token, token_type: 'bearer', scope: '' } };
    }
    github.lastUserAgent = request.headers['user-agent'];
    const account = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    return account ? { status: 200, body: account } : { status: 401, body: { message: 'Bad credentials' } };
  });
  return Object.assign(github, { url, close: () => stop(server) });
}

export interface FakeNode {
  url: string;
  /** Transactions per lower-case address. */
  counts: Map<string, number>;
  calls: { method: string; params: unknown[] }[];
  /** Answers with this status and text instead. */
  outage: { status: number; text: string } | null;
  close(): Promise<void>;
}

export async function startNode(): Promise<FakeNode> {
  const node: Omit<FakeNode, 'url' | 'close'> = { counts: new Map(), calls: [], outage: null };
  const { server, url } = await serve(async (request) => {
    const call = JSON.parse(await textOf(request)) as { method: string; params: [string, string] };
    node.calls.push(call);
    if (node.outage) return { status: node.outage.status, text: node.outage.text };
    const count = node.counts.get(call.params[0]) ?? 0;
    return { status: 200, body: { jsonrpc: '2.0', id: 1, result: `0x${count.toString(16)}` } };
  });
  return Object.assign(node, { url, close: () => stop(server) });
}

type Reply = { status: number } & ({ body: unknown } | { text: string });

async function serve(
  answer: (request: IncomingMessage, path: string) => Promise<Reply>,
): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const reply = await answer(request, (request.url ?? '').split('?')[0] ?? '');
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end('text' in reply ? reply.text : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
