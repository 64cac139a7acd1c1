/** Chotto (StefanBratanov/chotto): Java's HttpClient, objects that are read strictly, an end at "too early". */
import { describe, expect, it } from 'vitest';
import { BUSY, clientStage, computed, pollsSteadily } from '../../support/client-stage.ts';

const stage = clientStage();

/** What it sends as long as it does not know that there is no HTTP/2. */
const common = () => [
  'Connection: Upgrade, HTTP2-Settings',
  `Host: ${stage.host}`,
  'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
  'Upgrade: h2c',
  'User-Agent: Java-http-client/17.0.6',
];
const get = (path: string) => [`GET ${path} HTTP/1.1`, ...common()];
const post = (path: string, session: string, length: number, ...more: string[]) => [
  `POST ${path} HTTP/1.1`,
  ...common(),
  `Content-Length: ${length}`,
  `Authorization: Bearer ${session}`,
  ...more,
];

const keys = (value: object) => Object.keys(value).sort();

describe('Chotto', () => {
  it('polls every 30 seconds and is never told that it came too early', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    for (const every of [30_000, 30_400])
      await pollsSteadily(stage, every, () => client.exchange(post('/lobby/try_contribute', sessionId, 0)));
  });

  it('is not upgraded, and gets nothing packed that it did not ask for', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    const handedOut = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    expect(handedOut.status).toBe(200);
    expect(handedOut.headers.upgrade).toBeUndefined();
    expect(handedOut.headers['content-encoding']).toBeUndefined();
    const state = await client.exchange(get('/info/current_state'));
    expect([state.status, state.headers['content-encoding']]).toEqual([200, undefined]);
    expect((await client.exchange(post('/contribution/abort', sessionId, 0))).status).toBe(200);
  });

  it('finds the keys that it knows in every object, and no other', async () => {
    const client = stage.connection();
    const person = await stage.person();
    const { sessionId } = person.session;
    const status = JSON.parse((await client.exchange(get('/info/status'))).text);
    expect(keys(status)).toEqual(['lobby_size', 'num_contributions', 'sequencer_address']);
    const holder = await stage.holder();
    const busy = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    expect(busy.text).toBe(BUSY);
    await holder.abort();
    await stage.server.pass(30_000);
    const handedOut = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    const batch = JSON.parse(handedOut.text);
    expect(keys(batch)).toEqual(['contributions', 'ecdsaSignature']);
    for (const sub of batch.contributions) {
      expect(keys(sub)).toEqual(['blsSignature', 'numG1Powers', 'numG2Powers', 'potPubkey', 'powersOfTau']);
      expect(keys(sub.powersOfTau)).toEqual(['G1Powers', 'G2Powers']);
    }
    const { body } = await computed(handedOut.text, { signatures: 'empty-strings' });
    const accepted = await client.exchange(
      post('/contribute', sessionId, body.length, 'Content-Type: application/json'),
      body,
    );
    expect([accepted.status, keys(JSON.parse(accepted.text))]).toEqual([200, ['receipt', 'signature']]);
    expect(JSON.parse(JSON.parse(accepted.text).receipt).identity).toBe(person.identity);
    for (const path of ['/lobby/try_contribute', '/contribution/abort']) {
      const refused = await client.exchange(post(path, 'gone', 0));
      expect(keys(JSON.parse(refused.text))).toEqual(['code', 'error']);
    }
  });

  it('asks for the links with a destination that it has not encoded', async () => {
    const client = stage.connection();
    const redirect = 'http://localhost:8080/auth/callback';
    const { status, text } = await client.exchange(get(`/auth/request_link?redirect_to=${redirect}`));
    expect(status).toBe(200);
    const state = new URL(JSON.parse(text).eth_auth_url).searchParams.get('state') ?? '';
    expect(JSON.parse(Buffer.from(state, 'base64url').toString()).redirect).toBe(redirect);
  });

  it('gives its turn back when it is stopped', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    const aborted = await client.exchange(post('/contribution/abort', sessionId, 0));
    expect([aborted.status, aborted.raw.length]).toEqual([200, 0]);
  });
});
