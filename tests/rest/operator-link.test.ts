import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('the first operator on $name', ({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start({ signInsPerMinute: 100_000 });
  });
  afterAll(() => server.close());

  const tokenOf = (link: string | null) => new URL(link ?? '').hash.slice(1);
  const use = (token: string) => stranger(server).post('/auth/invitation', { token });

  it('comes in by a link that the server prints until somebody has', async () => {
    const first = server.running.operatorLink;
    await server.restart();
    const second = server.running.operatorLink;
    expect(second).not.toBe(first);
    const looked = await stranger(server).post('/auth/invitation/look', { token: tokenOf(second) });
    expect(looked.json).toMatchObject({ role: 'operator', state: 'OPEN' });
    expect(looked.json).not.toHaveProperty('name');
    const { json } = await use(tokenOf(second));
    const headers = { authorization: `Bearer ${json.session_id}` };
    expect((await server.send('/auth/me', { headers })).json.user.role).toBe('operator');
    // The other one is worth nothing any more, and none is printed.
    expect(outcome(await use(tokenOf(first)))).toEqual([410, 'INVITATION_REVOKED']);
    await server.restart();
    expect(server.running.operatorLink).toBeNull();
  });

  it('and later ones by links that last a day', async () => {
    const { OPERATOR_COMMANDS } = await import('@brebaje/server/operator/operator-commands');
    const { ctx } = server.running.application;
    const ask = async (body: object) =>
      (await OPERATOR_COMMANDS.operatorLink(ctx, undefined as never, body)) as { link: string };
    const made = await ask({ role: 'coordinator' });
    // The port that is listened on, although any free one was wanted.
    expect(new URL(made.link).port).toBe(String(server.port));
    const { json } = await use(tokenOf(made.link));
    const headers = { authorization: `Bearer ${json.session_id}` };
    expect((await server.send('/auth/me', { headers })).json.user.role).toBe('coordinator');
    const late = await ask({});
    server.step(86_401_000);
    expect(outcome(await use(tokenOf(late.link)))).toEqual([410, 'INVITATION_EXPIRED']);
    await expect(ask({ role: 'king' })).rejects.toThrow();
  });
});
