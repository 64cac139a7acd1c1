/**
 * What each client written for Ethereum's ceremony sends, and what it must get back, as observed or read in
 * its source. The clients stop, crash or wait for ever on anything else.
 */
import { statusSchema } from '@brebaje/protocol/wire';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeState } from '../auth/callback-state.ts';
import { type Listening, listen } from './listen.ts';
import { CONTRIBUTION, type Face, handedOut, type Script, startFace, wallet } from './test-face.ts';
import { type RawAnswer, RawClient } from './test-socket.ts';

const BUSY_TEXT = 'another contribution in progress';
const BUSY = 'TryContributeError::AnotherContributionInProgress';
const RECEIPT = '{"identity":"eth|0x","witness":["0xab"]}';

let face: Face;
let server: Listening;
let quiet: Script;
const open: RawClient[] = [];

beforeAll(async () => {
  face = await startFace();
  server = await listen(face.app, ['127.0.0.1'], 0);
  quiet = { ...face.script };
});
afterEach(() => {
  Object.assign(face.script, quiet);
});
afterAll(async () => {
  for (const client of open) client.close();
  await server.close(0);
  await face.close();
});

/** Sends one request exactly so and gives the answer. */
async function send(lines: string[], body: string | Buffer = ''): Promise<RawAnswer> {
  const client = new RawClient(server.port);
  open.push(client);
  client.head(...lines);
  if (body.length > 0) client.socket.write(body);
  return client.answer();
}

/** A session and the line that carries it. */
async function bearer(): Promise<string> {
  return `Authorization: Bearer ${await face.session(wallet().address.toLowerCase())}`;
}

const busy = async (): Promise<{ kind: 'not-ready' }> => ({ kind: 'not-ready' });
const refused = (code: 'TOO_EARLY' | 'LOBBY_FULL' | 'UNKNOWN_SESSION') => async () => ({
  kind: 'refused' as const,
  code,
});
const yours = async (): Promise<{ kind: 'yours' }> => ({ kind: 'yours' });
const accepted: Script['contribute'] = async ({ body }) => {
  for await (const _ of body) {
    // Read to the end.
  }
  return { kind: 'accepted', receipt: RECEIPT, signature: 'ab'.repeat(65) };
};

describe('the official page (browser)', () => {
  it('preflights every call and is let through with its two headers', async () => {
    for (const path of [
      '/lobby/try_contribute',
      '/contribute',
      '/info/status',
      '/info/current_state',
      '/auth/request_link',
    ]) {
      const answer = await send([
        `OPTIONS ${path} HTTP/1.1`,
        'Host: 127.0.0.1',
        'Origin: https://ceremony.ethereum.org',
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Headers: authorization,content-type',
      ]);
      expect(answer.status).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers['access-control-allow-headers']).toMatch(/authorization.*content-type/);
    }
  });

  it('posts nothing as JSON to the lobby and tells turns by the key contributions, waiting by code', async () => {
    const lines = [
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: 127.0.0.1',
      'Origin: https://ceremony.ethereum.org',
      'Content-Type: application/json',
      await bearer(),
      'Content-Length: 0',
    ];
    const waiting = JSON.parse((await send(lines)).body);
    expect([waiting.code, 'contributions' in waiting]).toEqual([BUSY, false]);
    face.script.tryContribute = async () => handedOut();
    const turn = JSON.parse((await send(lines)).body);
    expect(['contributions' in turn, 'error' in turn]).toEqual([true, false]);
    face.script.tryContribute = refused('LOBBY_FULL');
    expect(JSON.parse((await send(lines)).body).code).toBe('TryContributeError::LobbyIsFull');
  });

  it('wants five parameters that are not empty, in its own page’s address', async () => {
    const { eth_auth_url } = JSON.parse(
      (
        await send([
          'GET /auth/request_link?redirect_to=http://localhost:3001/%23/signin HTTP/1.1',
          'Host: localhost:3000',
        ])
      ).body,
    );
    expect(new URL(eth_auth_url).searchParams.get('state')).toBe(
      encodeState({ redirect: 'http://localhost:3001/#/signin', ceremony: null }),
    );
  });

  it('reads receipt and signature, and puts 0x before the signature itself', async () => {
    Object.assign(face.script, { checkTurn: yours, contribute: accepted });
    const answer = await send(
      [
        'POST /contribute HTTP/1.1',
        'Host: x',
        'Content-Type: application/json',
        await bearer(),
        'Content-Length: 2',
      ],
      '{}',
    );
    expect(JSON.parse(answer.body)).toEqual({ receipt: RECEIPT, signature: 'ab'.repeat(65) });
  });
});

describe('go-kzg-ceremony-client', () => {
  const agent = ['User-Agent: Go-http-client/1.1', 'Accept-Encoding: gzip'];

  it('waits while there is an error text, in an answer with status 200', async () => {
    face.script.tryContribute = busy;
    const answer = await send([
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      ...agent,
      await bearer(),
      'Content-Length: 0',
    ]);
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([200, BUSY_TEXT]);
  });

  it('posts six megabytes again every second and is answered before it has sent them', async () => {
    const lines = [
      'POST /contribute HTTP/1.1',
      'Host: x',
      ...agent,
      await bearer(),
      'Content-Type: application/json',
      'Content-Length: 6257837',
    ];
    const answer = await send(lines, '{"contributions":[');
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([400, 'ContributeError::NotUsersTurn']);
    face.script.checkTurn = async () => ({ kind: 'replay', receipt: RECEIPT, signature: 'cd'.repeat(65) });
    const again = await send(lines, '{"contributions":[');
    expect([again.status, JSON.parse(again.body).receipt]).toEqual([200, RECEIPT]);
  });

  it('reads the status', async () => {
    const answer = await send(['GET /info/status HTTP/1.1', 'Host: x', ...agent]);
    expect(statusSchema.safeParse(JSON.parse(answer.body)).success).toBe(true);
  });
});

describe('eth-kzg-ceremony-alt', () => {
  it('looks for the English text of waiting in the body', async () => {
    face.script.tryContribute = busy;
    const lines = [
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      await bearer(),
      'Content-Type: application/json',
    ];
    const answer = await send([...lines, 'Content-Length: 0']);
    expect([answer.status, answer.body.includes(BUSY_TEXT)]).toEqual([200, true]);
  });

  it('takes the callback’s JSON, pasted as one line, with exp as a 64-bit number', async () => {
    const code = 'x';
    const callback = await send([
      `GET /auth/callback/eth?code=${code}&state=${encodeState({ redirect: null, ceremony: null })} HTTP/1.1`,
      'Host: localhost:3000',
    ]);
    expect(callback.body).toBe(
      '{"code":"AuthErrorPayload::InvalidAuthCode","error":"invalid authorization code"}',
    );
    expect(callback.body).not.toContain('\n');
  });
});

describe('cpp-kzg-ceremony-client', () => {
  it('reads the whole transcript first', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/info/current_state`);
    expect(await answer.json()).toEqual({ transcripts: [] });
  });

  it('polls every five seconds with a form’s content type and waits silently when told that it is early', async () => {
    face.script.tryContribute = refused('TOO_EARLY');
    const answer = await send([
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      'Accept: */*',
      await bearer(),
      'Content-Length: 0',
      'Content-Type: application/x-www-form-urlencoded',
    ]);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      { code: 'TryContributeError::RateLimited', error: 'call came too early. rate limited' },
    ]);
  });

  it('never gets anything but JSON with 200, 400 or 401 from the lobby: it would crash', async () => {
    for (const answer of [busy, refused('TOO_EARLY'), refused('UNKNOWN_SESSION'), refused('LOBBY_FULL')]) {
      face.script.tryContribute = answer;
      const got = await send([
        'POST /lobby/try_contribute HTTP/1.1',
        'Host: x',
        await bearer(),
        'Content-Length: 0',
      ]);
      expect(Object.keys(JSON.parse(got.body))).toEqual(['code', 'error']);
    }
    const nobody = await send(['POST /lobby/try_contribute HTTP/1.1', 'Host: x', 'Content-Length: 0']);
    expect(Object.keys(JSON.parse(nobody.body))).toEqual(['code', 'error']);
  });

  it('waits for 100 Continue before a big body, and for the answer instead when it is not wanted', async () => {
    const lines = [
      'POST /contribute HTTP/1.1',
      'Host: x',
      await bearer(),
      'Content-Type: application/json',
      'Content-Length: 6258453',
      'Expect: 100-continue',
    ];
    expect((await send(lines)).status).toBe(400);
    face.script.checkTurn = yours;
    expect((await send(lines)).status).toBe(100);
  });
});

describe('chotto (Java)', () => {
  const upgrade = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAEAAEAAAAIAAAAB'];

  it('asks for h2c at every request and is answered in HTTP/1.1', async () => {
    const status = await send(['GET /info/status HTTP/1.1', 'Host: x', ...upgrade]);
    expect(status.status).toBe(200);
    const lines = [
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      ...upgrade,
      await bearer(),
      'Content-Length: 0',
    ];
    expect(JSON.parse((await send(lines)).body).code).toContain('AnotherContributionInProgress');
  });

  it('knows no further keys: status, errors, receipt', async () => {
    const status = await send(['GET /info/status HTTP/1.1', 'Host: x', ...upgrade]);
    expect(Object.keys(JSON.parse(status.body))).toEqual([
      'lobby_size',
      'num_contributions',
      'sequencer_address',
    ]);
    Object.assign(face.script, { checkTurn: yours, contribute: accepted });
    const receipt = await send(
      [
        'POST /contribute HTTP/1.1',
        'Host: x',
        'Content-Type: application/json',
        await bearer(),
        'Content-Length: 2',
      ],
      '{}',
    );
    expect(Object.keys(JSON.parse(receipt.body))).toEqual(['receipt', 'signature']);
  });

  it('gives redirect_to as it is, not encoded', async () => {
    const answer = await send([
      'GET /auth/request_link?redirect_to=http://localhost:8080/auth/callback HTTP/1.1',
      'Host: localhost:3000',
    ]);
    const state = new URL(JSON.parse(answer.body).eth_auth_url).searchParams.get('state');
    expect(state).toBe(encodeState({ redirect: 'http://localhost:8080/auth/callback', ceremony: null }));
  });

  it('aborts where the specification says', async () => {
    face.script.abortTurn = async () => ({ kind: 'aborted' });
    const answer = await send([
      'POST /contribution/abort HTTP/1.1',
      'Host: x',
      await bearer(),
      'Content-Length: 0',
    ]);
    expect([answer.status, answer.body]).toEqual([200, '']);
  });

  it('takes no gzip and gets none', async () => {
    face.script.tryContribute = async () => handedOut();
    const answer = await send([
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      await bearer(),
      'Content-Length: 0',
    ]);
    expect([answer.headers['content-encoding'], answer.body]).toEqual([undefined, CONTRIBUTION.toString()]);
  });
});

describe('kzg-ceremony-client (C#)', () => {
  it('wants JSON by its content type and finds an error by its key', async () => {
    const lines = ['POST /lobby/try_contribute HTTP/1.1', 'Host: x', await bearer(), 'Content-Length: 0'];
    const answer = await send(lines);
    expect(answer.headers['content-type']).toBe('application/json');
    expect('error' in JSON.parse(answer.body)).toBe(true);
    Object.assign(face.script, { checkTurn: yours, contribute: accepted });
    const receipt = await send(
      [
        'POST /contribute HTTP/1.1',
        'Host: x',
        await bearer(),
        'Content-Type: application/json; charset=utf-8',
        'Transfer-Encoding: chunked',
      ],
      '2\r\n{}\r\n0\r\n\r\n',
    );
    expect([receipt.status, receipt.headers['content-type']]).toEqual([200, 'application/json']);
  });

  it('asks for links without a destination', async () => {
    const answer = await send(['GET /auth/request_link HTTP/1.1', 'Host: localhost:3000']);
    expect(Object.keys(JSON.parse(answer.body))).toEqual(['eth_auth_url', 'github_auth_url']);
  });
});

describe('czg-keremony (JavaScript)', () => {
  it('declares JSON with a charset', async () => {
    Object.assign(face.script, { checkTurn: yours, contribute: accepted });
    const answer = await send(
      [
        'POST /contribute HTTP/1.1',
        'Host: x',
        'Accept-Encoding: gzip, deflate, br',
        await bearer(),
        'Content-Type: application/json;charset=utf-8',
        'Content-Length: 2',
      ],
      '{}',
    );
    expect([answer.status, JSON.parse(answer.body).receipt]).toEqual([200, RECEIPT]);
  });

  it('sends an object where nothing is wanted', async () => {
    const lines = [
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      await bearer(),
      'Content-Type: application/json',
    ];
    const answer = await send([...lines, 'Content-Length: 2'], '{}');
    expect(JSON.parse(answer.body).error).toBe(BUSY_TEXT);
  });
});

describe('towers-of-pau', () => {
  it('compares the code to the dot, and aborts without a bearer', async () => {
    const answer = await send([
      'POST /lobby/try_contribute HTTP/1.1',
      'Host: x',
      await bearer(),
      'Content-Length: 0',
    ]);
    expect(JSON.parse(answer.body)).toEqual({ code: BUSY, error: BUSY_TEXT });
    const abort = await send(['POST /contribution/abort HTTP/1.1', 'Host: x', 'Content-Length: 0']);
    expect([abort.status, JSON.parse(abort.body).code]).toEqual([400, 'SessionError::InvalidSessionId']);
  });
});

describe('kzg-ceremony-cli (Rust)', () => {
  it('puts a slash behind every path and follows 308', async () => {
    for (const [method, path] of [
      ['GET', '/info/status'],
      ['GET', '/info/current_state'],
      ['GET', '/auth/request_link'],
      ['POST', '/lobby/try_contribute'],
      ['POST', '/contribute'],
    ]) {
      const answer = await send([`${method} ${path}/ HTTP/1.1`, 'Host: x', 'Content-Length: 0']);
      expect([answer.status, answer.headers.location]).toEqual([308, path]);
    }
  });
});
