/** The client in C++ (PatriceVignola/cpp-kzg-ceremony-client): libcurl, a poll every five seconds or less. */
import { describe, expect, it } from 'vitest';
import { BUSY, clientStage, computed, EARLY, NOT_TURN, UNKNOWN } from '../../support/client-stage.ts';
import { Contributor, newContributor } from '../../support/contributor.ts';
import { githubUser, startFakeGithub } from '../../support/fake-github.ts';
import { startTestServer } from '../../support/server.ts';
import { overGithub, requestLinks, signedIn } from '../../support/sign-in.ts';

const stage = clientStage();

const common = () => [
  `Host: ${stage.host}`,
  'User-Agent: curl/7.86.0',
  'Accept: */*',
  'Accept-Encoding: deflate, gzip',
];
const get = (path: string) => [`GET ${path} HTTP/1.1`, ...common()];
const post = (path: string, session: string, length: number, ...more: string[]) => [
  `POST ${path} HTTP/1.1`,
  ...common(),
  `Authorization: Bearer ${session}`,
  `Content-Length: ${length}`,
  ...(more.length > 0 ? more : ['Content-Type: application/x-www-form-urlencoded']),
];

/** Its own words for what a participant is called; one @ in a whole transcript and it does not start. */
const PARTICIPANT = /^(|eth\|0x[0-9a-f]{40}|git\|[0-9]{1,20}\|[A-Za-z0-9](?:[A-Za-z0-9]|-){0,38})$/;

describe('the client in C++', () => {
  it('polls every 5 to 7 seconds, and looks at the status each time', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    const holder = await stage.holder();
    const seen = { busy: 0, early: 0 };
    for (let millis = 0; millis < 300_000; millis += 6_000) {
      const { status, text } = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
      // Anything else than these two would be a text of its own, or an end.
      if (text === BUSY && status === 200) seen.busy += 1;
      else if (text === EARLY && status === 400) seen.early += 1;
      else expect.fail(`${status} ${text}`);
      expect(JSON.parse((await client.exchange(get('/info/status'))).text).lobby_size).toBe(1);
      await stage.server.pass(6_000);
    }
    // One in three comes after 16 seconds.
    expect(seen).toEqual({ busy: 17, early: 33 });
    await holder.abort();
    await stage.server.pass(18_000);
    const handedOut = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    expect(JSON.parse(handedOut.text).code).toBeUndefined();
    const { body } = await computed(handedOut.text, { signatures: 'as-set' });
    client.send(
      post('/contribute', sessionId, body.length, 'Content-Type: application/json', 'Expect: 100-continue'),
    );
    expect((await client.answer()).status).toBe(100);
    client.body(body);
    const accepted = await client.answer();
    expect(accepted.status).toBe(200);
    const receipt = JSON.parse(JSON.parse(accepted.text).receipt);
    expect(Object.keys(receipt)).toEqual(['identity', 'witness']);
  });

  it('reads JSON wherever the status is 200, 400 or 401', async () => {
    const client = stage.connection();
    const unknown = await client.exchange(post('/lobby/try_contribute', 'gone', 0));
    expect([unknown.status, unknown.text]).toEqual([401, UNKNOWN]);
    const { sessionId } = (await stage.person()).session;
    // An early version of it posts nothing at all, with a form's content type.
    const nothing = await client.exchange(post('/contribute', sessionId, 0));
    expect([nothing.status, nothing.text]).toEqual([400, NOT_TURN]);
  });

  it('that waits for 100 Continue out of turn sends nothing', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    client.send(
      post('/contribute', sessionId, 6_258_453, 'Content-Type: application/json', 'Expect: 100-continue'),
    );
    const answer = await client.answer();
    expect([answer.status, answer.text]).toEqual([400, NOT_TURN]);
  });

  it('signs in over a port of its own on localhost', async () => {
    const links = await requestLinks(stage.server, 'http://localhost:41234/auth_callback');
    expect(Object.keys(links)).toEqual(['eth_auth_url', 'github_auth_url']);
  });

  it('knows every participant of the transcript by its pattern', async () => {
    const github = await startFakeGithub();
    const server = await startTestServer(github.config);
    for (const [id, login] of ['Octo-Cat', 'a', 'X1-y2-Z3'].entries()) {
      const user = githubUser(1_000_003 + id, login);
      const person = new Contributor(server, signedIn(await overGithub(server, github, user)));
      expect((await person.takeTurn()).answer.status).toBe(200);
    }
    expect((await (await newContributor(server)).takeTurn()).answer.status).toBe(200);
    const { participantIds } = (await server.send('/info/current_state')).json;
    expect(participantIds).toHaveLength(5);
    for (const id of participantIds) expect(id).toMatch(PARTICIPANT);
    await server.close();
    await github.close();
  });
});
