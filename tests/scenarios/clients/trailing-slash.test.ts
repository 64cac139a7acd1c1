/** crate-crypto's command: every route with a slash behind it, and a client that follows redirects. */
import { describe, expect, it } from 'vitest';
import { clientStage, computed } from '../../support/client-stage.ts';

const stage = clientStage();

/** As reqwest goes on after 308: the same method, the same body, and the bearer while it is the same host. */
async function following(path: string, session: string | null, body?: Uint8Array) {
  const request = {
    ...(body || session ? { method: 'POST' } : {}),
    headers: {
      ...(session ? { authorization: `Bearer ${session}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body } : {}),
  };
  const first = await stage.server.send(path, request);
  expect([first.status, first.location]).toEqual([308, path.slice(0, -1)]);
  return stage.server.send(first.location, request);
}

describe('a slash behind every route', () => {
  it('leads through a whole turn', async () => {
    const person = await stage.person();
    const { sessionId } = person.session;
    expect((await following('/info/status/', null)).json.num_contributions).toBe(0);
    const handedOut = await following('/lobby/try_contribute/', sessionId);
    expect(handedOut.json.contributions).toHaveLength(3);
    const { body } = await computed(handedOut.text);
    expect((await following('/contribute/', sessionId, body)).status).toBe(200);
    expect((await following('/info/current_state/', null)).json.participantIds).toEqual([
      '',
      person.identity,
    ]);
    expect((await following('/auth/request_link/', null)).json.eth_auth_url).toContain('/auth/eth?state=');
  });

  it('is no way to a path that never was', async () => {
    const answer = await stage.server.send('/info/current_transcript/');
    expect([answer.status, answer.text]).toEqual([404, '<h1>Error 404</h1>']);
  });
});
