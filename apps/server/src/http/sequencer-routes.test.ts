import { gunzipSync } from 'node:zlib';
import { FormatError } from '@brebaje/kzg/format-error';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitOf } from './sequencer-routes.ts';
import { CONTRIBUTION, type Face, handedOut, SEQUENCER_ADDRESS, startFace } from './test-face.ts';

let face: Face;
beforeAll(async () => {
  face = await startFace();
});
afterAll(() => face.close());

const bearer = (id: string): Record<string, string> => ({ authorization: `Bearer ${id}` });
const post = (url: string, headers: Record<string, string> = {}, payload?: string) =>
  face.app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
const json = { 'content-type': 'application/json' };

describe('a bearer', () => {
  it.each(['/lobby/try_contribute', '/contribute', '/contribute/abort', '/contribution/abort'])(
    'that is missing or garbled is 400 on %s',
    async (url) => {
      for (const authorization of [undefined, 'Bearer', 'Basic x', 'Bearer a b', '']) {
        const answer = await post(url, authorization === undefined ? {} : { authorization });
        expect(answer.statusCode).toBe(400);
        expect(answer.body).toBe('{"code":"SessionError::InvalidSessionId","error":"unknown session id"}');
        expect(answer.headers['content-type']).toBe('application/json');
      }
    },
  );

  it('that is not known is 401 when polling and out of turn when contributing', async () => {
    const headers = { ...bearer('not even a uuid'.replaceAll(' ', '-')), ...json };
    const poll = await post('/lobby/try_contribute', headers);
    expect([poll.statusCode, poll.body]).toEqual([
      401,
      '{"code":"TryContributeError::UnknownSessionId","error":"unknown session id"}',
    ]);
    for (const url of ['/contribute', '/contribute/abort', '/contribution/abort']) {
      const answer = await post(url, headers, '{}');
      expect([answer.statusCode, answer.body]).toEqual([
        400,
        '{"code":"ContributeError::NotUsersTurn","error":"not your turn to participate"}',
      ]);
    }
  });

  it('of another ceremony, or one that has expired, is not known', async () => {
    const other = await face.session('0x01', 2);
    expect((await post('/lobby/try_contribute', bearer(other))).statusCode).toBe(401);
    expect((await post('/sequencer/other/lobby/try_contribute', bearer(other))).statusCode).toBe(200);
    expect((await post('/sequencer/none/lobby/try_contribute', bearer(other))).statusCode).toBe(404);
    const id = await face.session('0x02');
    face.clock.time += 86_400_001;
    expect((await post('/lobby/try_contribute', bearer(id))).statusCode).toBe(401);
  });

  it('that is used lives on', async () => {
    const id = await face.session('0x03');
    for (let hours = 0; hours < 30; hours += 6) {
      face.clock.time += 6 * 3_600_000;
      expect((await post('/lobby/try_contribute', bearer(id))).statusCode).toBe(200);
    }
  });
});

describe('the cookie of a page of ours', () => {
  const host = 'localhost:3000';
  const own = { host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` };
  const cookie = async (handle: string, ceremonyId?: number | null) =>
    `brebaje-3000=${await face.session(handle, ceremonyId)}`;

  it('speaks for the person where no bearer is sent', async () => {
    const headers = { ...own, ...json, cookie: await cookie('0x20', null) };
    expect((await post('/lobby/try_contribute', headers)).statusCode).toBe(200);
    for (const url of ['/contribute', '/contribute/abort', '/contribution/abort'])
      expect((await post(url, headers, '{}')).json()).toMatchObject({
        code: 'ContributeError::NotUsersTurn',
      });
  });

  it('is as none where a page of somebody else, or nobody knows who, would use it', async () => {
    const signedIn = await cookie('0x21', null);
    for (const headers of [
      { host },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { host, origin: 'https://evil.example' },
      { host, origin: 'null' },
    ]) {
      for (const url of ['/lobby/try_contribute', '/contribute', '/contribute/abort']) {
        const answer = await post(url, { ...json, ...headers, cookie: signedIn }, '{}');
        expect([answer.statusCode, answer.json().code]).toEqual([400, 'SessionError::InvalidSessionId']);
      }
    }
  });

  it('never stands in for a bearer that is there, whatever that is worth', async () => {
    const headers = { ...own, cookie: await cookie('0x22', null) };
    const polls = async (authorization: string) =>
      (await post('/lobby/try_contribute', { ...headers, authorization })).statusCode;
    expect([await polls('Bearer nobody'), await polls('Bearer'), await polls('')]).toEqual([401, 400, 400]);
    expect(await polls(`Bearer ${await face.session('0x23')}`)).toBe(200);
  });
});

describe('try_contribute', () => {
  it('is 200 with two keys while somebody else contributes', async () => {
    const answer = await post('/lobby/try_contribute', bearer(await face.session('0x10')));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(
      '{"code":"TryContributeError::AnotherContributionInProgress","error":"another contribution in progress"}',
    );
  });

  it.each([
    ['TOO_EARLY', 400, 'TryContributeError::RateLimited'],
    ['LOBBY_FULL', 400, 'TryContributeError::LobbyIsFull'],
    ['CLOSED', 400, 'TryContributeError::LobbyIsFull'],
    ['ALREADY_CONTRIBUTED', 401, 'TryContributeError::UnknownSessionId'],
    ['BARRED', 401, 'TryContributeError::UnknownSessionId'],
  ] as const)('answers %s with %i %s', async (code, status, name) => {
    const before = face.script.tryContribute;
    face.script.tryContribute = async () => ({ kind: 'refused', code });
    const answer = await post('/lobby/try_contribute', bearer(await face.session('0x11')));
    expect([answer.statusCode, answer.json().code]).toEqual([status, name]);
    face.script.tryContribute = before;
  });

  it('hands out the bytes as they are, gzipped only for those who ask', async () => {
    const before = face.script.tryContribute;
    face.script.tryContribute = async () => handedOut();
    const id = await face.session('0x12');
    const plain = await post('/lobby/try_contribute', { ...bearer(id), 'accept-encoding': 'gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.rawPayload).toEqual(CONTRIBUTION);
    const packed = await post('/lobby/try_contribute', { ...bearer(id), 'accept-encoding': 'deflate, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers['content-type']).toBe('application/json');
    expect(gunzipSync(packed.rawPayload)).toEqual(CONTRIBUTION);
    face.script.tryContribute = before;
  });

  it('takes a fault of ours as one', async () => {
    const before = face.script.tryContribute;
    face.script.tryContribute = async () => {
      throw new Error('secret detail');
    };
    const thrown = await post('/lobby/try_contribute', bearer(await face.session('0x13')));
    face.script.tryContribute = async () => ({ kind: 'fault', text: 'secret detail' });
    const told = await post('/lobby/try_contribute', bearer(await face.session('0x13')));
    face.script.tryContribute = before;
    for (const answer of [thrown, told])
      expect([answer.statusCode, answer.body]).toEqual([
        500,
        '{"code":"TryContributeError::TaskError","error":"background task error: internal error"}',
      ]);
  });

  it('passes on how long a client would wait', async () => {
    expect(['wait=10', 'respond-async, wait=25', 'wait=99', 'wait=x', undefined].map(waitOf)).toEqual([
      10_000, 25_000, 25_000, 0, 0,
    ]);
  });

  it.each([
    ['application/json'],
    ['application/x-www-form-urlencoded'],
    ['text/plain'],
    ['multipart/form-data'],
    ['no type at all'],
  ])('takes an empty body declared as %s', async (type) => {
    const id = await face.session('0x14');
    const headers = { ...bearer(id), 'content-type': type, 'content-length': '0' };
    expect((await post('/lobby/try_contribute', headers)).statusCode).toBe(200);
    expect((await post('/contribution/abort', headers)).statusCode).toBe(400);
  });
});

describe('contribute', () => {
  const atTurn = async (run: (headers: Record<string, string>) => Promise<void>): Promise<void> => {
    const { checkTurn, contribute } = face.script;
    face.script.checkTurn = async () => ({ kind: 'yours' });
    await run({ ...bearer(await face.session('0x20')), ...json });
    Object.assign(face.script, { checkTurn, contribute });
  };

  it('answers a receipt with two spaces', () =>
    atTurn(async (headers) => {
      const answer = await post('/contribute', headers, '{}');
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.body).toBe(
        `{\n  "receipt": "{\\"identity\\":\\"eth|0x\\"}",\n  "signature": "${'ab'.repeat(65)}"\n}`,
      );
    }));

  it('wants JSON, whatever its parameters', () =>
    atTurn(async (headers) => {
      for (const [type, status] of [
        ['application/json;charset=utf-8', 200],
        ['application/problem+json', 200],
        ['text/plain', 415],
        ['application/jsonp', 415],
      ] as const)
        expect((await post('/contribute', { ...headers, 'content-type': type }, '{}')).statusCode).toBe(
          status,
        );
      const answer = await post('/contribute', bearer(headers.authorization!.slice(7)), '{}');
      expect([answer.statusCode, answer.body]).toEqual([
        415,
        'Expected request with `Content-Type: application/json`',
      ]);
    }));

  it('answers what is no contribution in plain text, without a verdict', () =>
    atTurn(async (headers) => {
      for (const [kind, status, text] of [
        ['syntax', 400, 'Failed to parse the request body as JSON: bad at byte 3'],
        ['shape', 422, 'Failed to deserialize the JSON body into the target type: bad at byte 3'],
      ] as const) {
        face.script.contribute = async () => ({ kind: 'unparsable', error: new FormatError(kind, 'bad', 3) });
        const answer = await post('/contribute', headers, '{');
        expect([answer.statusCode, answer.body]).toEqual([status, text]);
        expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      }
    }));

  it('names what the mathematics found', () =>
    atTurn(async (headers) => {
      const code = 'CeremonyError::PubKeyPairingFailed';
      const text = 'contribution invalid: Error in contribution 2: Pubkey pairing check failed';
      face.script.contribute = async () => ({ kind: 'rejected', code, text });
      const answer = await post('/contribute', headers, '{}');
      expect([answer.statusCode, answer.body]).toEqual([400, JSON.stringify({ code, error: text })]);
    }));

  it('does not read the body of somebody who is not at turn, nor of one whose receipt is there', async () => {
    const { checkTurn, contribute } = face.script;
    face.script.contribute = () => Promise.reject(new Error('was asked'));
    const headers = { ...bearer(await face.session('0x21')), ...json };
    expect((await post('/contribute', headers, 'not json')).json().code).toBe(
      'ContributeError::NotUsersTurn',
    );
    face.script.checkTurn = async () => ({ kind: 'replay', receipt: 'r', signature: 's' });
    const again = await post('/contribute', headers, 'not json');
    expect([again.statusCode, again.body]).toEqual([200, '{\n  "receipt": "r",\n  "signature": "s"\n}']);
    Object.assign(face.script, { checkTurn, contribute });
  });
});

describe('abort', () => {
  it('is 200 and nothing on both paths', async () => {
    const before = face.script.abortTurn;
    face.script.abortTurn = async () => ({ kind: 'aborted' });
    const id = await face.session('0x30');
    for (const url of ['/contribute/abort', '/contribution/abort', '/sequencer/kzg/contribution/abort']) {
      const answer = await post(url, bearer(id));
      expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([200, '', undefined]);
    }
    face.script.abortTurn = before;
  });
});

describe('info', () => {
  it('is three keys in order', async () => {
    const answer = await face.app.inject('/info/status');
    expect(answer.body).toBe(
      `{"lobby_size":1,"num_contributions":2,"sequencer_address":"${SEQUENCER_ADDRESS}"}`,
    );
    expect((await face.app.inject('/sequencer/other/info/status')).statusCode).toBe(200);
  });

  it('streams the transcript without a content type, validated by ETag', async () => {
    const answer = await face.app.inject('/info/current_state');
    expect([answer.statusCode, answer.body]).toEqual([200, '{"transcripts":[]}']);
    expect(answer.headers['content-type']).toBeUndefined();
    const etag = String(answer.headers.etag);
    for (const [tag, status] of [
      [etag, 304],
      [`W/${etag}, "x"`, 304],
      ['*', 304],
      ['"x"', 200],
    ] as const) {
      const again = await face.app.inject({ url: '/info/current_state', headers: { 'if-none-match': tag } });
      expect(again.statusCode).toBe(status);
    }
    const packed = await face.app.inject({
      url: '/info/current_state',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(gunzipSync(packed.rawPayload).toString()).toBe('{"transcripts":[]}');
    expect(packed.headers.etag).not.toBe(etag);
    const head = await face.app.inject({ method: 'HEAD', url: '/info/current_state' });
    expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', etag]);
  });

  it('says when the transcript cannot be read', async () => {
    const before = face.script.currentState;
    face.script.currentState = () => Promise.reject(new Error('disk'));
    const answer = await face.app.inject('/info/current_state');
    expect([answer.statusCode, answer.body]).toEqual([500, 'could not open transcript file']);
    face.script.currentState = before;
  });
});
