/** CZG (dsrvlabs/czg-keremony): pure JavaScript over axios, which computes for minutes. */
import { describe, expect, it } from 'vitest';
import { clientStage, computed, EARLY, pollsSteadily } from '../../support/client-stage.ts';

const stage = clientStage();

const post = (path: string, session: string, length: number, type: string) => [
  `POST ${path} HTTP/1.1`,
  'Accept: application/json, text/plain, */*',
  `Content-Type: ${type}`,
  `Authorization: Bearer ${session}`,
  'User-Agent: axios/1.2.2',
  `Content-Length: ${length}`,
  'Accept-Encoding: gzip, compress, deflate, br',
  `Host: ${stage.host}`,
  'Connection: close',
];
const FORM = 'application/x-www-form-urlencoded';

describe('CZG', () => {
  it('polls every 30 seconds over a new connection, with a form’s content type', async () => {
    const { sessionId } = (await stage.person()).session;
    const poll = () => stage.connection().exchange(post('/lobby/try_contribute', sessionId, 0, FORM));
    await pollsSteadily(stage, 30_000, poll);
  });

  it('has nearly ten minutes to compute, and names a character set', async () => {
    const { sessionId } = (await stage.person()).session;
    const call = (path: string, body: Uint8Array, type: string) =>
      stage.connection().exchange(post(path, sessionId, body.length, type), body);
    const handedOut = await call('/lobby/try_contribute', new Uint8Array(), FORM);
    const early = await call('/lobby/try_contribute', new Uint8Array(), FORM);
    expect([early.status, early.text]).toEqual([400, EARLY]);
    const { body } = await computed(handedOut.text);
    await stage.server.pass(590_000);
    const accepted = await call('/contribute', body, 'application/json;charset=utf-8');
    expect(accepted.status).toBe(200);
    expect(JSON.parse(accepted.text).receipt).toContain('witness');
  });
});
