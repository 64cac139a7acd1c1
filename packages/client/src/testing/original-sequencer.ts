/**
 * A small sequencer that speaks as the one of 2023 did: for tests of clients. It
 * believes the mathematics of every contribution; tests of refusals script the answer.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addr, eip191Signer } from 'micro-eth-signer';

const G1 =
  '0x97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb';
const G2 =
  '0x93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
  '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8';
const PRIVATE_KEY = `0x${'42'.repeat(32)}`;

interface SubJson {
  numG1Powers: number;
  numG2Powers: number;
  powersOfTau: { G1Powers: string[]; G2Powers: string[] };
  potPubkey: string;
  blsSignature?: string | null;
}

interface Session {
  identity: string;
  lastPing: number;
  first: boolean;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A running fake. */
export interface OriginalSequencer {
  url: string;
  address: string;
  /** Every request as `POST /contribute`, in order. */
  seen: string[];
  /** A session for an identity, as a finished browser sign-in gives it. */
  signIn(identity: string): string;
  /** Makes somebody else hold the slot, or frees it. */
  occupy(session: string | undefined): void;
  /** The next request to `route` gets this instead; several queue up. */
  script(route: string, ...handlers: Handler[]): void;
  /** Forgets what is still queued for a route. */
  unscript(route: string): void;
  contributions(): number;
  transcript(): Record<string, unknown>;
  close(): Promise<void>;
}

/** Answers with a status and JSON, or closes the connection without an answer. */
export function answering(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}
/** A connection that breaks. */
export const breaking: Handler = (request) => request.socket.destroy();
/** An answer that breaks off after its first bytes. */
export function cutting(start: string): Handler {
  return (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': start.length + 100 });
    response.write(start, () => setImmediate(() => request.socket.destroy()));
  };
}
/** The wire form of an error. */
export function refusal(code: string, error: string): { code: string; error: string } {
  return { code, error };
}

/** Starts a fake on a free port of 127.0.0.1. `frequency` and `tolerance` are milliseconds of `now`. */
export async function startOriginalSequencer(options: {
  sizes: { g1: number; g2: number }[];
  now?: () => number;
  frequency?: number;
  tolerance?: number;
}): Promise<OriginalSequencer> {
  const { sizes, now = Date.now, frequency = 30_000, tolerance = 2_000 } = options;
  const sessions = new Map<string, Session>();
  const scripts = new Map<string, Handler[]>();
  const seen: string[] = [];
  let slot: string | undefined;
  let lobby = 0;
  let powers = sizes.map(({ g1, g2 }) => ({ G1Powers: Array(g1).fill(G1), G2Powers: Array(g2).fill(G2) }));
  const witness = sizes.map(() => ({ runningProducts: [G1], potPubkeys: [G2], blsSignatures: [''] }));
  const ids = [''];
  const ecdsa = [''];

  const served = () => ({
    contributions: powers.map((powersOfTau, i) => ({
      numG1Powers: sizes[i]!.g1,
      numG2Powers: sizes[i]!.g2,
      powersOfTau,
      potPubkey: G2,
      blsSignature: '',
    })),
    ecdsaSignature: '',
  });
  const transcript = () => ({
    transcripts: powers.map((powersOfTau, i) => ({
      numG1Powers: sizes[i]!.g1,
      numG2Powers: sizes[i]!.g2,
      powersOfTau,
      witness: witness[i],
    })),
    participantIds: ids,
    participantEcdsaSignatures: ecdsa,
  });

  function tryContribute(token: string): [number, unknown] {
    const session = sessions.get(token);
    if (!session) return [401, refusal('TryContributeError::UnknownSessionId', 'unknown session id')];
    if (!session.first && now() < session.lastPing + frequency - tolerance) {
      return [400, refusal('TryContributeError::RateLimited', 'call came too early. rate limited')];
    }
    session.first = false;
    session.lastPing = now();
    if (slot !== undefined && slot !== token) {
      lobby = 1;
      const text = 'another contribution in progress';
      return [200, refusal('TryContributeError::AnotherContributionInProgress', text)];
    }
    slot = token;
    return [200, served()];
  }

  function contribute(token: string, body: Buffer): [number, unknown] {
    const posted = JSON.parse(body.toString()) as { contributions: SubJson[]; ecdsaSignature?: string };
    const session = sessions.get(token);
    if (!session || slot !== token) {
      return [400, refusal('ContributeError::NotUsersTurn', 'not your turn to participate')];
    }
    slot = undefined;
    sessions.delete(token);
    powers = posted.contributions.map((sub) => sub.powersOfTau);
    posted.contributions.forEach((sub, i) => {
      witness[i]!.runningProducts.push(sub.powersOfTau.G1Powers[1]!);
      witness[i]!.potPubkeys.push(sub.potPubkey);
      witness[i]!.blsSignatures.push(sub.blsSignature ?? '');
    });
    ids.push(session.identity);
    ecdsa.push(posted.ecdsaSignature ?? '');
    const receipt = JSON.stringify({
      identity: session.identity,
      witness: posted.contributions.map((sub) => sub.potPubkey),
    });
    const signature = eip191Signer.sign(receipt, PRIVATE_KEY).replace(/^0x/, '');
    return [200, { receipt, signature }];
  }

  const server = createServer(async (request, response) => {
    const route = (request.url ?? '/').split('?')[0]!;
    seen.push(`${request.method} ${route}`);
    const scripted = scripts.get(route)?.shift();
    if (scripted) return scripted(request, response);
    const body: Buffer[] = [];
    try {
      for await (const chunk of request) body.push(chunk as Buffer);
    } catch {
      return;
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const reply = (status: number, json: unknown, pretty = false) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(json, null, pretty ? 2 : 0));
    };
    switch (`${request.method} ${route}`) {
      case 'GET /info/status':
        return reply(200, {
          lobby_size: lobby,
          num_contributions: ids.length - 1,
          sequencer_address: addr.fromPrivateKey(PRIVATE_KEY),
        });
      case 'GET /info/current_state':
        response.writeHead(200);
        return response.end(JSON.stringify(transcript(), null, 2));
      case 'POST /lobby/try_contribute':
        return reply(...tryContribute(token));
      case 'POST /contribute':
        return reply(...contribute(token, Buffer.concat(body)), true);
      default:
        response.writeHead(404, { 'content-type': 'text/html' });
        return response.end('<h1>Error 404</h1>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    address: addr.fromPrivateKey(PRIVATE_KEY),
    seen,
    signIn(identity) {
      const id = randomUUID();
      sessions.set(id, { identity, lastPing: now(), first: true });
      return id;
    },
    occupy: (session) => {
      slot = session;
    },
    script: (route, ...handlers) => scripts.set(route, [...(scripts.get(route) ?? []), ...handlers]),
    unscript: (route) => {
      scripts.delete(route);
    },
    contributions: () => ids.length - 1,
    transcript,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
