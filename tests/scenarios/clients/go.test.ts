/** Clients in Go with net/http: jsign's, arnaucube's and Towers of Pau. */
import { describe, expect, it } from 'vitest';
import {
  BUSY,
  clientStage,
  computed,
  EARLY,
  NOT_TURN,
  pollsSteadily,
  UNKNOWN,
} from '../../support/client-stage.ts';
import { overEthereum } from '../../support/sign-in.ts';
import { transcriptOf } from '../../support/transcript.ts';
import { newWallet } from '../../support/wallet.ts';

const stage = clientStage();

const common = () => [`Host: ${stage.host}`, 'User-Agent: Go-http-client/1.1'];
const GZIP = 'Accept-Encoding: gzip';
const get = (path: string, ...more: string[]) => [`GET ${path} HTTP/1.1`, ...common(), ...more, GZIP];
const post = (path: string, session: string, length: number, ...more: string[]) => [
  `POST ${path} HTTP/1.1`,
  ...common(),
  `Content-Length: ${length}`,
  `Authorization: Bearer ${session}`,
  ...more,
  GZIP,
];
const JSON_TYPE = 'Content-Type: application/json';

/** Sizes of the ceremony of 2023 as this client sends them. */
const FULL_SIZE = 6_257_837;

describe('jsign', () => {
  it('polls 30 seconds after each answer, without a content type', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    await pollsSteadily(stage, 30_050, () => client.exchange(post('/lobby/try_contribute', sessionId, 0)));
  });

  it('takes any error text for a wait, and the lack of one for the state', async () => {
    const client = stage.connection();
    const person = await stage.person();
    const { sessionId } = person.session;
    const handedOut = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    const state = JSON.parse(handedOut.text);
    expect([handedOut.status, state.error]).toEqual([200, undefined]);
    // It cuts the public key out of each without looking whether there is one.
    for (const { potPubkey } of state.contributions) expect(potPubkey).toMatch(/^0x[0-9a-f]{192}$/);
    const { body } = await computed(handedOut.text);
    const accepted = await client.exchange(post('/contribute', sessionId, body.length, JSON_TYPE), body);
    expect(accepted.status).toBe(200);
    expect(Object.keys(JSON.parse(accepted.text))).toEqual(['receipt', 'signature']);
    const transcript = await transcriptOf(stage.server);
    expect(transcript.participantIds.at(-1)).toBe(person.identity);
    expect(transcript.participantEcdsaSignatures.at(-1)).toBe('');
    // Whatever kept the answer from it, it posts the same again every second, for ever.
    for (let second = 0; second < 3; second++) {
      const again = stage.connection();
      again.send(post('/contribute', sessionId, FULL_SIZE, JSON_TYPE));
      const answer = await again.answer();
      expect([answer.status, answer.text]).toEqual([200, accepted.text]);
      again.close();
    }
  });

  it('that posts out of turn for ever is answered before it has sent anything', async () => {
    const { sessionId } = (await stage.person()).session;
    for (let second = 0; second < 3; second++) {
      const client = stage.connection();
      client.send(post('/contribute', sessionId, FULL_SIZE, JSON_TYPE));
      const answer = await client.answer();
      expect([answer.status, answer.text]).toEqual([400, NOT_TURN]);
      client.close();
    }
  });

  it('reads the status and the transcript, which it asks for with a content type', async () => {
    const client = stage.connection();
    const status = JSON.parse((await client.exchange(get('/info/status'))).text);
    expect(Number.isInteger(status.lobby_size) && Number.isInteger(status.num_contributions)).toBe(true);
    const state = await client.exchange(get('/info/current_state', JSON_TYPE));
    expect([state.status, state.headers['content-encoding'], state.headers['content-type']]).toEqual([
      200,
      'gzip',
      undefined,
    ]);
    expect(JSON.parse(state.text).transcripts).toHaveLength(3);
  });
});

describe('arnaucube', () => {
  it('finds the English words, with JSON announced and nothing sent', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    const call = () => client.exchange(post('/lobby/try_contribute', sessionId, 0, JSON_TYPE));
    const holder = await stage.holder();
    const busy = await call();
    expect(busy.status).toBe(200);
    expect(busy.text).toContain('another contribution in progress');
    const early = await call();
    expect([early.status, early.text]).toEqual([400, EARLY]);
    await holder.abort();
    const gone = await client.exchange(post('/lobby/try_contribute', 'gone', 0, JSON_TYPE));
    expect([gone.status, gone.text]).toEqual([401, UNKNOWN]);
  });

  it('polls every 30 seconds', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    await pollsSteadily(stage, 30_000, () =>
      client.exchange(post('/lobby/try_contribute', sessionId, 0, JSON_TYPE)),
    );
  });

  it('has the callback’s answer pasted, on one line, with a number of 64 bits', async () => {
    const { text } = await overEthereum(stage.server, newWallet());
    expect(text).not.toContain('\n');
    expect(/"exp":(\d+)/.exec(text)?.[1]).toBe(String(2n ** 64n - 1n));
    expect(Object.keys(JSON.parse(text))).toEqual(['id_token', 'session_id']);
  });
});

describe('Towers of Pau', () => {
  it('retries on every error, and aborts without a bearer in vain', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    const holder = await stage.holder();
    expect((await client.exchange(post('/lobby/try_contribute', sessionId, 0, JSON_TYPE))).text).toBe(BUSY);
    const abort = await client.exchange([
      'POST /contribution/abort HTTP/1.1',
      ...common(),
      'Content-Length: 0',
      JSON_TYPE,
      GZIP,
    ]);
    expect([abort.status, JSON.parse(abort.text).code]).toEqual([400, 'SessionError::InvalidSessionId']);
    await holder.abort();
    await stage.server.pass(30_000);
    const handedOut = await client.exchange(post('/lobby/try_contribute', sessionId, 0, JSON_TYPE));
    expect(JSON.parse(handedOut.text).error).toBeUndefined();
    const { body } = await computed(handedOut.text, { signatures: 'empty-strings' });
    expect((await client.exchange(post('/contribute', sessionId, body.length, JSON_TYPE), body)).status).toBe(
      200,
    );
  });
});
