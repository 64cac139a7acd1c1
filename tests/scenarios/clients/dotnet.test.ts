/** Nethermind's client: .NET, which ends on any 400 and knows the BLS signature by an older name. */
import { describe, expect, it } from 'vitest';
import { clientStage, computed, pollsSteadily } from '../../support/client-stage.ts';

const stage = clientStage();

const post = (path: string, session: string, length: number, ...more: string[]) => [
  `POST ${path} HTTP/1.1`,
  `Host: ${stage.host}`,
  `Authorization: Bearer ${session}`,
  ...more,
  `Content-Length: ${length}`,
];

describe('Nethermind', () => {
  it('polls every 30 seconds and meets no 400', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    await pollsSteadily(stage, 30_000, async () => {
      const answer = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
      expect('error' in JSON.parse(answer.text)).toBe(true);
      return answer;
    });
  });

  it('sends an older key, and reads the receipt only as JSON', async () => {
    const client = stage.connection();
    const { sessionId } = (await stage.person()).session;
    const handedOut = await client.exchange(post('/lobby/try_contribute', sessionId, 0));
    expect(handedOut.headers['content-type']).toBe('application/json');
    expect(handedOut.headers['content-encoding']).toBeUndefined();
    expect('error' in JSON.parse(handedOut.text)).toBe(false);
    const { body } = await computed(handedOut.text);
    const text = Buffer.from(body).toString().replaceAll('"potPubkey"', '"bls_signature":null,"potPubkey"');
    const accepted = await client.exchange(
      post('/contribute', sessionId, text.length, 'Content-Type: application/json; charset=utf-8'),
      text,
    );
    expect([accepted.status, accepted.headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse(accepted.text).signature).toMatch(/^[0-9a-f]{130}$/);
  });
});
