/** The official page (zkparty/trusted-setup-frontend): fetch in a browser, from another origin. */
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { describe, expect, it } from 'vitest';
import { BUSY, clientStage, computed, pollsSteadily } from '../../support/client-stage.ts';
import { overEthereum } from '../../support/sign-in.ts';
import { newWallet } from '../../support/wallet.ts';

const stage = clientStage();

const ORIGIN = 'https://ceremony.ethereum.org';
const common = () => [
  `Host: ${stage.host}`,
  'Connection: keep-alive',
  `Origin: ${ORIGIN}`,
  `Referer: ${ORIGIN}/`,
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Site: cross-site',
  'Accept: */*',
  'Accept-Encoding: gzip, deflate, br, zstd',
];
const preflight = (path: string, method: string) => [
  `OPTIONS ${path} HTTP/1.1`,
  ...common(),
  `Access-Control-Request-Method: ${method}`,
  'Access-Control-Request-Headers: authorization,content-type',
];
const post = (path: string, session: string, length: number) => [
  `POST ${path} HTTP/1.1`,
  ...common(),
  `Content-Length: ${length}`,
  'Content-Type: application/json',
  `Authorization: Bearer ${session}`,
];

describe('the page', () => {
  it('asks before every call, and may send its two headers', async () => {
    const browser = stage.connection();
    for (const [path, method] of [
      ['/lobby/try_contribute', 'POST'],
      ['/contribute', 'POST'],
      ['/info/status', 'GET'],
      ['/info/current_state', 'GET'],
      ['/auth/request_link', 'GET'],
    ] as const) {
      const { status, headers, raw } = await browser.exchange(preflight(path, method));
      expect([status, raw.length]).toEqual([200, 0]);
      expect(headers['access-control-allow-origin']).toBe('*');
      const allowed = headers['access-control-allow-headers']!.split(',');
      expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type']));
      expect(headers['access-control-allow-methods']).toBe('*');
    }
  });

  it('polls every 32 seconds after the answer, with JSON announced and nothing sent', async () => {
    const browser = stage.connection();
    const { sessionId } = (await stage.person()).session;
    await pollsSteadily(stage, 32_870, async () => {
      const answer = await browser.exchange(post('/lobby/try_contribute', sessionId, 0));
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      return answer;
    });
  });

  it('may also name the session in the body, as its first version did', async () => {
    const holder = await stage.holder();
    const browser = stage.connection();
    const { sessionId } = (await stage.person()).session;
    const body = JSON.stringify({ session_id: sessionId });
    const answer = await browser.exchange(post('/lobby/try_contribute', sessionId, body.length), body);
    expect(answer.text).toBe(BUSY);
    await holder.abort();
  });

  it('computes on what it is handed and checks the receipt against the status', async () => {
    const browser = stage.connection();
    const person = await stage.person();
    const { sessionId } = person.session;
    const handedOut = await browser.exchange(post('/lobby/try_contribute', sessionId, 0));
    expect(handedOut.headers['content-encoding']).toBe('gzip');
    const state = JSON.parse(handedOut.text);
    expect('contributions' in state && !('error' in state)).toBe(true);
    const { body, contribution } = await computed(handedOut.text, { signatures: 'empty-strings' });
    await browser.exchange(preflight('/contribute', 'POST'));
    const accepted = await browser.exchange(post('/contribute', sessionId, body.length), body);
    expect(accepted.status).toBe(200);
    expect(accepted.headers['access-control-allow-origin']).toBe('*');
    const { receipt, signature } = JSON.parse(accepted.text);
    expect(accepted.text).toBe(JSON.stringify({ receipt, signature }, null, 2));
    const status = await browser.exchange(['GET /info/status HTTP/1.1', ...common()]);
    // It puts the 0x in front itself.
    expect(verifyReceipt(receipt, `0x${signature}`, JSON.parse(status.text).sequencer_address)).toBe(true);
    expect(JSON.parse(receipt).witness).toHaveLength(contribution.contributions.length);
  });

  it('comes back from signing in with five parameters, none of them empty', async () => {
    const wallet = newWallet();
    const { location } = await overEthereum(stage.server, wallet, 'http://localhost:3001/#/redirect');
    const query = new URL(location).searchParams;
    for (const name of ['session_id', 'sub', 'nickname', 'provider', 'exp'])
      expect(query.get(name), name).toBeTruthy();
    expect(query.get('provider')).toBe('Ethereum');
    // The wallet that signs the contribution must be this one.
    expect(query.get('nickname')).toBe(wallet.address.toLowerCase());
  });

  it('reads why it was refused, whatever the status', async () => {
    const browser = stage.connection();
    const refused = await browser.exchange(post('/lobby/try_contribute', 'unknown', 0));
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(refused.text).code).toBe('TryContributeError::UnknownSessionId');
    const early = await stage.person();
    await early.poll();
    const again = await browser.exchange(post('/lobby/try_contribute', early.session.sessionId, 0));
    expect([again.status, JSON.parse(again.text).code]).toEqual([400, 'TryContributeError::RateLimited']);
    await early.abort();
  });
});
