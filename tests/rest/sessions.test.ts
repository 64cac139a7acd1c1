import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBrowser } from '../support/browser.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { outcome, send } from '../support/http.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { overApi, signedMessage } from '../support/sign-in.ts';
import { newWallet, type Wallet } from '../support/wallet.ts';

describe.each(backings())('sessions on $name', ({ start }) => {
  let server: TestServer;
  let github: FakeGithub;
  beforeAll(async () => {
    github = await startFakeGithub();
    server = await start({ ...github.config, signInsPerMinute: 100_000 });
  });
  afterAll(async () => {
    await server.close();
    await github.close();
  });

  /** A session as programs get one. */
  const session = async (wallet: Wallet) => (await overApi(server, wallet)).json.session_id as string;
  const as = (id: string) => ({ authorization: `Bearer ${id}` });
  const post = (path: string, body: unknown, id: string) =>
    server.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...as(id) },
      body: JSON.stringify(body),
    });

  const signed = async (wallet: Wallet) => ({ kind: 'ethereum', ...(await signedMessage(server, wallet)) });

  it('tell their person who they are', async () => {
    const wallet = newWallet();
    const id = await session(wallet);
    const { json, status } = await server.send('/auth/me', { headers: as(id) });
    expect(status).toBe(200);
    const subject = wallet.address.toLowerCase();
    expect(json).toMatchObject({
      identities: [{ provider: 'Ethereum', nickname: subject, sub: `eth|${subject}`, current: true }],
      session: { label: 'a program', current: true },
      projects: [],
      participants: [],
    });
    expect(JSON.stringify(json)).not.toContain(id);
  });

  it('are told to nobody else, and to no session of the sequencer routes', async () => {
    expect(outcome(await server.send('/auth/me'))).toEqual([401, 'SIGN_IN_REQUIRED']);
    const program = await restPerson(server, { sequencerOf: server.running.ceremony.id });
    expect(outcome(await program.get('/auth/me'))).toEqual([401, 'SIGN_IN_REQUIRED']);
  });

  it('are told by pages for everybody, which refuse no stranger', async () => {
    const { status, json: nobody } = await server.send('/auth/session');
    expect([status, nobody]).toEqual([200, {}]);
    const wallet = newWallet();
    const headers = as(await session(wallet));
    const { json } = await server.send('/auth/session', { headers });
    expect(json.me).toEqual((await server.send('/auth/me', { headers })).json);
    expect(json.me.identities[0].nickname).toBe(wallet.address.toLowerCase());
    const unknown = await server.send('/auth/session', { headers: as(crypto.randomUUID()) });
    expect(outcome(unknown)).toEqual([401, 'SIGN_IN_REQUIRED']);
  });

  it('are listed, ended one by one, and all but the one that asks', async () => {
    const wallet = newWallet();
    const [one, two, three] = [await session(wallet), await session(wallet), await session(wallet)];
    const list = async (id: string) => (await server.send('/sessions', { headers: as(id) })).json.items;
    expect(await list(one)).toHaveLength(3);
    const other = (await list(one)).find(({ current }: { current: boolean }) => !current).publicId;
    const end = (id: string, path: string) => server.send(path, { method: 'DELETE', headers: as(id) });
    expect((await end(one, `/sessions/${other}`)).status).toBe(204);
    expect(outcome(await end(one, `/sessions/${other}`))).toEqual([404, 'NOT_FOUND']);
    const stranger = await session(newWallet());
    const mine = (await list(one)).find(({ current }: { current: boolean }) => current).publicId;
    expect(outcome(await end(stranger, `/sessions/${mine}`))).toEqual([404, 'NOT_FOUND']);
    expect((await end(one, '/sessions')).json).toEqual({ ended: 1 });
    const left = await Promise.all(
      [one, two, three].map((id) => server.send('/auth/me', { headers: as(id) })),
    );
    expect(left.map(({ status }) => status)).toEqual([200, 401, 401]);
  });

  it('end by signing out', async () => {
    const id = await session(newWallet());
    const out = () => server.send('/auth/sign-out', { method: 'POST', headers: as(id) });
    expect((await out()).status).toBe(204);
    expect((await out()).status).toBe(401);
  });

  it('live on while they are used, also over REST', async () => {
    const id = await session(newWallet());
    for (let hours = 0; hours < 48; hours += 12) {
      server.step(12 * 3_600_000);
      expect((await server.send('/auth/me', { headers: as(id) })).status).toBe(200);
    }
    server.step(25 * 3_600_000);
    expect((await server.send('/auth/me', { headers: as(id) })).status).toBe(401);
  });

  describe('of several accounts', () => {
    it('become one person’s, and doing it again changes nothing', async () => {
      const [first, second] = [newWallet(), newWallet()];
      const id = await session(first);
      const before = (await server.send('/auth/me', { headers: as(await session(second)) })).json.user.id;
      const linked = await post('/auth/identities', await signed(second), id);
      expect([linked.status, linked.json.nickname]).toEqual([200, second.address.toLowerCase()]);
      expect((await post('/auth/identities', await signed(second), id)).status).toBe(200);
      const me = (await server.send('/auth/me', { headers: as(id) })).json;
      expect(me.identities).toHaveLength(2);
      // The session of the second account is of the same person now.
      const there = (await server.send('/auth/me', { headers: as(await session(second)) })).json;
      expect(there.user.id).toBe(me.user.id);
      expect(there.user.id).not.toBe(before);
    });

    it('bring along what was theirs', async () => {
      const wallet = newWallet();
      const coordinator = await restPerson(server, {
        role: 'coordinator',
        address: wallet.address.toLowerCase(),
      });
      const project = await coordinator.post('/projects', { slug: `p-${Date.now()}`, name: 'Theirs' });
      expect(project.status).toBe(201);
      const id = await session(newWallet());
      await post('/auth/identities', await signed(wallet), id);
      const { json } = await server.send('/auth/me', { headers: as(id) });
      expect(json).toMatchObject({
        user: { role: 'coordinator' },
        projects: [{ name: 'Theirs', owner: true }],
      });
    });

    it('are refused where a signature does not do', async () => {
      const id = await session(newWallet());
      const good = await signed(newWallet());
      const forged = { ...(await signed(newWallet())), signature: good.signature };
      expect(outcome(await post('/auth/identities', forged, id))).toEqual([400, 'SIGNATURE_REFUSED']);
      expect((await post('/auth/identities', good, id)).status).toBe(200);
      expect(outcome(await post('/auth/identities', good, id))).toEqual([400, 'SIGNATURE_REFUSED']);
    });

    it('are refused where both took part in one ceremony', async () => {
      const { ctx } = server.running.application;
      const [one, two] = [newWallet(), newWallet()];
      const people: RestPerson[] = [];
      for (const { address } of [one, two]) {
        const person = await restPerson(server, { address: address.toLowerCase() });
        people.push(person);
        const identity = await ctx.store.db
          .selectFrom('identity')
          .select('id')
          .where('userId', '=', person.userId)
          .executeTakeFirstOrThrow();
        await ctx.store.db
          .insertInto('participant')
          .values({
            userId: person.userId,
            identityId: identity.id,
            ceremonyId: server.running.ceremony.id,
            status: 'CREATED',
            contributionStep: 'DOWNLOADING',
            createdAt: 0,
          })
          .execute();
      }
      const refused = await people[0]!.post('/auth/identities', await signed(two));
      expect(outcome(refused)).toEqual([409, 'BOTH_TOOK_PART']);
      const own = (await people[1]!.get('/auth/me')).json;
      expect(own.identities).toHaveLength(1);
      // Neither may one that took part be taken away, nor the last.
      expect(outcome(await people[1]!.remove(`/auth/identities/${own.identities[0].id}`))).toEqual([
        409,
        'IDENTITY_IN_USE',
      ]);
      const spare = await people[1]!.post('/auth/identities', await signed(newWallet()));
      expect(outcome(await people[1]!.remove(`/auth/identities/${own.identities[0].id}`))).toEqual([
        409,
        'IDENTITY_IN_USE',
      ]);
      expect(outcome(await people[0]!.remove(`/auth/identities/${spare.json.id}`))).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect((await people[1]!.remove(`/auth/identities/${spare.json.id}`)).status).toBe(204);
    });

    it('may be of GitHub, by a code that a browser shows and that works once', async () => {
      const browser = newBrowser(server.url);
      const begun = await browser.open('/auth/github?link=true');
      const back = await github.authorize(begun.location, githubUser(4711, 'Linked'));
      const shown = await browser.open(back.slice(server.url.length));
      const code = /class="code">([^<]+)</.exec(shown.text)?.[1];
      expect([shown.status, browser.cookies.size]).toEqual([200, 1]);
      const id = await session(newWallet());
      expect(outcome(await post('/auth/identities', { kind: 'github', code: 'BCDF-GHJK-LMNP' }, id))).toEqual(
        [404, 'CODE_UNKNOWN'],
      );
      const linked = await post('/auth/identities', { kind: 'github', code: code?.toLowerCase() }, id);
      expect([linked.status, linked.json.sub]).toEqual([200, 'git|4711|Linked']);
      expect((await post('/auth/identities', { kind: 'github', code }, id)).json.code).toBe('CODE_UNKNOWN');
      const { accountCreatedAt } = await server.running.application.ctx.store.db
        .selectFrom('identity')
        .select('accountCreatedAt')
        .where('subject', '=', '4711')
        .executeTakeFirstOrThrow();
      expect(accountCreatedAt).toBe(Date.parse('2015-06-01T12:00:00Z'));
    });
  });

  it('are limited per address', async () => {
    await server.restart({ signInsPerMinute: 3 });
    const person = await restPerson(server);
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push((await person.get('/auth/me')).status);
    expect(answers).toEqual([200, 200, 200, 429]);
    expect((await send(`${server.url}/app/account`)).status).toBe(429);
    await server.restart({ signInsPerMinute: 100_000 });
  });
});
