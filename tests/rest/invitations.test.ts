import { rosterEntryFor, rosterPerson } from '@brebaje/server/invitations/roster';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newBrowser } from '../support/browser.ts';
import { Contributor } from '../support/contributor.ts';
import { type Answer, outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { throughEthPage } from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';

const DAY = 86_400;

describe.each(backings())('invitations on $name', ({ start }) => {
  let server: TestServer;
  let operator: RestPerson;
  let ceremony: number;
  beforeAll(async () => {
    server = await start({ signInsPerMinute: 100_000 });
    ceremony = server.running.ceremony.id;
  });
  beforeEach(async () => {
    operator = await restPerson(server, { role: 'operator' });
  });
  afterAll(() => server.close());

  const now = () => Math.floor(server.now() / 1000);
  const invite = (body: object = {}) => operator.post(`/ceremonies/${ceremony}/invitations`, body);
  const tokenIn = ({ json }: Answer): string => new URL(json.link).hash.slice(1);
  const look = (token: string) => stranger(server).post('/auth/invitation/look', { token });
  const use = (token: string, body: object = {}, person: Pick<RestPerson, 'post'> = stranger(server)) =>
    person.post('/auth/invitation', { token, ...body });
  const me = (id: string) => server.send('/auth/me', { headers: { authorization: `Bearer ${id}` } });
  const terms = async (token: string): Promise<number> => (await look(token)).json.ceremony.terms.version;

  describe('that are links', () => {
    it('carry a secret that no request does, and that is stored as a hash only', async () => {
      const made = await invite({ name: 'Alice', address: 'alice@example.org' });
      expect(made.status).toBe(201);
      expect(made.json.link).toMatch(new RegExp(`^${server.url}/app/join#[0-9a-z]{26}$`));
      const { db } = server.running.application.ctx.store;
      const rows = JSON.stringify(await db.selectFrom('invitation').selectAll().execute());
      expect(rows).not.toContain(tokenIn(made));
      expect((await operator.get(`/invitations/${made.json.id}`)).json).not.toHaveProperty('link');
    });

    it('are replaced by one of many at once, each told what became of theirs', async () => {
      const made = await invite();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => operator.post(`/invitations/${made.json.id}/reissue`)),
      );
      const good = answers.filter(({ status }) => status === 200);
      for (const answer of answers) expect([200, 409], answer.text).toContain(answer.status);
      expect(good.length).toBeGreaterThan(0);
      const looks = await Promise.all(good.map((answer) => look(tokenIn(answer))));
      expect(looks.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(outcome(await look(tokenIn(made)))).toEqual([410, 'INVITATION_REVOKED']);
    });

    it('say what they are for as often as one looks, and are used by a click alone', async () => {
      const token = tokenIn(await invite({ name: 'Alice' }));
      for (let n = 0; n < 3; n++)
        expect((await look(token)).json).toMatchObject({
          role: 'participant',
          state: 'OPEN',
          name: 'Alice',
          ceremony: { id: ceremony, terms: { version: expect.any(Number) } },
        });
      const browser = newBrowser(server.url);
      const page = await browser.open('/app/join', { 'sec-fetch-site': 'cross-site' });
      expect([page.status, browser.cookies.size]).toEqual([200, 0]);
      const used = await use(token);
      expect(used.status).toBe(200);
      expect((await me(used.json.session_id)).json.identities).toMatchObject([{ provider: 'Invitation' }]);
    });

    it('sign in and join in one request', async () => {
      const token = tokenIn(await invite({ queueClass: 'PRIVATE', priority: 7 }));
      const joined = await use(token, { publicName: 'Alice in L.', acceptTerms: await terms(token) });
      expect(joined.json).toMatchObject({ ceremony: { id: ceremony }, participantId: expect.any(Number) });
      expect(joined.json).not.toHaveProperty('notJoined');
      const participant = await server.send(`/participants/${joined.json.participantId}`);
      expect(participant.json).toMatchObject({ publicName: 'Alice in L.', queueClass: 'PRIVATE' });
      expect((await me(joined.json.session_id)).json.participants).toMatchObject([
        { id: joined.json.participantId, ceremonyId: ceremony },
      ]);
    });

    it('sign in also where joining is refused, and say why', async () => {
      const token = tokenIn(await invite());
      const { status, json } = await use(token, { acceptTerms: 999 });
      expect([status, json.notJoined]).toEqual([200, expect.stringContaining('The terms are at version')]);
      expect((await me(json.session_id)).status).toBe(200);
    });

    it('work once, and say what to do then', async () => {
      const token = tokenIn(await invite({ name: 'Alice' }));
      const { session_id } = (await use(token)).json;
      const again = await use(token);
      expect(outcome(again)).toEqual([409, 'INVITATION_USED']);
      expect(again.json.next).toContain('code');
      expect((await look(token)).json).not.toHaveProperty('name');
      // The same person is told where they are; a second device comes in by a code.
      const own = await server.send('/auth/invitation', {
        method: 'POST',
        headers: { authorization: `Bearer ${session_id}`, 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      expect([own.status, own.json.session_id]).toEqual([200, undefined]);
    });

    it('work for one of twenty who click at once', async () => {
      const token = tokenIn(await invite());
      const answers = await Promise.all(Array.from({ length: 20 }, () => use(token)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const others = answers.filter(({ status }) => status !== 200).map(({ json }) => json.code);
      expect(new Set(others)).toEqual(new Set(['INVITATION_USED']));
    });

    it('are refused before and after their time, revoked, replaced and unknown', async () => {
      const early = tokenIn(await invite({ from: now() + DAY }));
      const refused = await use(early);
      expect(outcome(refused)).toEqual([403, 'INVITATION_EARLY']);
      expect(refused.json.detail).toContain('UTC');
      expect((await look(early)).json.state).toBe('EARLY');
      const passed = await operator.post(`/ceremonies/${server.running.ceremony.id}/invitations`, {
        until: now() - 60,
      });
      expect([passed.status, passed.json.code]).toEqual([400, 'INVALID_REQUEST']);
      const short = await invite({ until: now() + 60 });
      const gone = await invite();
      const replaced = await invite();
      expect((await operator.remove(`/invitations/${gone.json.id}`)).status).toBe(204);
      const newer = await operator.post(`/invitations/${replaced.json.id}/reissue`);
      server.step(61_000);
      expect(outcome(await use(tokenIn(short)))).toEqual([410, 'INVITATION_EXPIRED']);
      expect(outcome(await use(tokenIn(gone)))).toEqual([410, 'INVITATION_REVOKED']);
      expect(outcome(await use(tokenIn(replaced)))).toEqual([410, 'INVITATION_REVOKED']);
      expect((await use(tokenIn(newer))).status).toBe(200);
      expect(outcome(await use('0'.repeat(26)))).toEqual([404, 'INVITATION_UNKNOWN']);
      expect(outcome(await look('0'.repeat(26)))).toEqual([404, 'INVITATION_UNKNOWN']);
      expect(outcome(await use('not a token'))).toEqual([400, 'INVALID_REQUEST']);
      server.step(DAY * 1000);
      expect((await use(early)).status).toBe(200);
    });

    it('are used by no page of another origin', async () => {
      const token = tokenIn(await invite());
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      for (const path of ['/auth/invitation', '/auth/invitation/look'])
        expect(outcome(await stranger(server).post(path, { token }, headers))).toEqual([
          403,
          'FOREIGN_ORIGIN',
        ]);
      expect((await look(token)).json.state).toBe('OPEN');
    });

    it('become those of whoever is signed in, unless they are for somebody else', async () => {
      const browser = newBrowser(server.url);
      await throughEthPage(browser, newWallet(), '/app/join');
      const before = (await browser.open('/auth/me', { accept: 'application/json' })).json.user.id;
      const mine = tokenIn(await invite());
      const shown = await browser.fetch('/auth/invitation/look', { token: mine });
      expect(shown.json.me.nickname).toMatch(/^0x/);
      const used = await browser.fetch('/auth/invitation', { token: mine, cookie: true });
      expect([used.json.user.id, used.json.session_id]).toEqual([before, undefined]);
      const second = tokenIn(await invite());
      const refused = await browser.fetch('/auth/invitation', { token: second, cookie: true });
      expect(outcome(refused)).toEqual([409, 'CONFLICT']);
      const other = await browser.fetch('/auth/invitation', { token: second, cookie: true, separate: true });
      expect(other.json.user.id).not.toBe(before);
      expect((await browser.open('/auth/me', { accept: 'application/json' })).json.user.id).toBe(
        other.json.user.id,
      );
    });

    it('are enough to contribute to a KZG ceremony, which names an address made up for them', async () => {
      await server.running.application.ctx.store.db
        .updateTable('ceremony')
        .set({ qualification: JSON.stringify({ mode: 'checked', ethereum: null, github: null }) })
        .where('id', '=', ceremony)
        .execute();
      const { json } = await use(tokenIn(await invite()));
      const { user, session_id: sessionId } = json;
      const person = new Contributor(server, { ...user, sessionId });
      expect(person.identity).toMatch(/^eth\|0x[0-9a-f]{40}$/);
      const answer = await person.post(await person.compute(await person.start()));
      expect(answer.status, answer.text).toBe(200);
      expect(JSON.parse(answer.json.receipt).identity).toBe(person.identity);
      const identity = (await me(sessionId)).json.identities[0];
      expect(identity.sub).toBe(person.identity);
      // Nobody else comes in by an invitation to something else.
      const project = await operator.post('/projects', { slug: `x-${Date.now()}`, name: 'Other' });
      const made = await operator.post(`/projects/${project.json.id}/invitations`, {});
      const other = (await use(tokenIn(made))).json;
      const poll = await new Contributor(server, { ...other.user, sessionId: other.session_id }).poll();
      expect(poll.json.code).toBe('AuthErrorPayload::UserCreatedAfterDeadline');
    });

    it('of one ceremony entitle to no other', async () => {
      const { json } = await use(tokenIn(await invite()));
      const { ctx } = server.running.application;
      const person = await rosterPerson(ctx.store.db, json.user.id);
      const standing = async (id: number) =>
        (await rosterEntryFor(ctx.store.db, id, person, ctx.clock.now()))?.standing;
      expect([await standing(ceremony), await standing(ceremony + 1)]).toEqual(['GOOD', undefined]);
    });
  });

  describe('that were lost', () => {
    it('are made again for whoever came by the link alone, and end the old sessions when used', async () => {
      const made = await invite();
      const version = await terms(tokenIn(made));
      const first = (await use(tokenIn(made), { acceptTerms: version })).json;
      const again = await operator.post(`/invitations/${made.json.id}/reissue`);
      expect(again.status).toBe(200);
      expect((await me(first.session_id)).status).toBe(200);
      const second = (await use(tokenIn(again))).json;
      expect([second.user.id, second.participantId]).toEqual([first.user.id, first.participantId]);
      expect((await me(first.session_id)).status).toBe(401);
      expect((await me(second.session_id)).status).toBe(200);
      const { db } = server.running.application.ctx.store;
      const events = await db
        .selectFrom('event')
        .select('body')
        .where('type', '=', 'coordinator.override')
        .where('ceremonyId', '=', ceremony)
        .execute();
      const [told] = events.map(({ body }) => JSON.parse(body).data);
      expect(told).toMatchObject({
        override: 'LINK_REISSUED',
        participant: first.participantId,
        by: operator.userId,
      });
      expect(JSON.stringify(events)).not.toContain(tokenIn(again));
    });

    it('are not made again for anybody whose account is more than that', async () => {
      const reissue = (made: Answer) => operator.post(`/invitations/${made.json.id}/reissue`);
      const account = await restPerson(server);
      const theirs = await invite();
      expect((await use(tokenIn(theirs), {}, account)).status).toBe(200);
      expect(outcome(await reissue(theirs))).toEqual([409, 'NOT_BY_LINK_ALONE']);
      // Neither when it became so after the link was made.
      const grown = await invite();
      const { json } = await use(tokenIn(grown));
      const fresh = await reissue(grown);
      const { db } = server.running.application.ctx.store;
      await db.updateTable('user').set({ role: 'coordinator' }).where('id', '=', json.user.id).execute();
      expect(outcome(await use(tokenIn(fresh)))).toEqual([409, 'NOT_BY_LINK_ALONE']);
      expect(outcome(await reissue(grown))).toEqual([409, 'NOT_BY_LINK_ALONE']);
    });

    it('that are revoked take the sessions they gave with them, and codes for other devices', async () => {
      const made = await invite();
      const { session_id } = (await use(tokenIn(made))).json;
      const headers = { authorization: `Bearer ${session_id}` };
      const { code } = (await server.send('/auth/move', { method: 'POST', headers })).json;
      expect((await operator.remove(`/invitations/${made.json.id}`)).status).toBe(204);
      expect((await me(session_id)).status).toBe(401);
      expect(outcome(await stranger(server).post('/auth/move/enter', { code }))).toEqual([
        410,
        'INVITATION_REVOKED',
      ]);
      expect(outcome(await operator.post(`/invitations/${made.json.id}/reissue`))).toEqual([
        410,
        'INVITATION_REVOKED',
      ]);
    });

    it('give sessions that last, because nothing else brings their person back', async () => {
      const { session_id } = (await use(tokenIn(await invite()))).json;
      for (let n = 0; n < 3; n++) {
        server.step(60 * DAY * 1000);
        expect((await me(session_id)).status).toBe(200);
      }
      server.step(91 * DAY * 1000);
      expect((await me(session_id)).status).toBe(401);
    });
  });

  it('are read, listed and changed by coordinators of that ceremony only', async () => {
    const made = await invite({ name: 'Carol', cohort: 'first' });
    const other = await restPerson(server, { role: 'coordinator' });
    const path = `/invitations/${made.json.id}`;
    const refused = [
      await other.get(path),
      await other.patch(path, { name: 'x' }),
      await other.remove(path),
      await other.post(`${path}/reissue`),
      await other.post(`${path}/send`),
      await other.get(`/ceremonies/${ceremony}/invitations`),
      await other.post(`/ceremonies/${ceremony}/invitations`, {}),
      await other.post(`/ceremonies/${ceremony}/roster`, { rows: [] }),
      await other.post(`/ceremonies/${ceremony}/roster/send`, {}),
    ];
    expect(refused.map(outcome)).toEqual(refused.map(() => [403, 'NOT_PERMITTED']));
    const { headers, json } = await operator.get(path);
    const etag = headers.get('etag') ?? '';
    const changed = await operator.patch(path, { name: null, until: now() + DAY }, { 'if-match': etag });
    expect([changed.status, changed.json.name, changed.json.until]).toEqual([200, undefined, now() + DAY]);
    expect(json.name).toBe('Carol');
    expect((await operator.patch(path, { name: 'x' }, { 'if-match': etag })).status).toBe(412);
    expect(outcome(await operator.patch(path, { from: now() + 2 * DAY }))).toEqual([400, 'INVALID_REQUEST']);
    const list = await operator.get(`/ceremonies/${ceremony}/invitations?cohort=first&state=OPEN,USED`);
    expect(list.json.items.map(({ id }: { id: number }) => id)).toEqual([made.json.id]);
    const [used, ...more] = (await operator.get(`/ceremonies/${ceremony}/invitations?state=USED&limit=1`))
      .json.items;
    expect(more).toEqual([]);
    const whose = `/ceremonies/${ceremony}/invitations?userId=`;
    const theirs = (await operator.get(whose + used.userId)).json.items;
    expect(theirs.map(({ userId }: { userId: number }) => userId)).toEqual([used.userId]);
    expect((await operator.get(`${whose}999999`)).json.items).toEqual([]);
  });

  it('make coordinators of a project, by its owner', async () => {
    const owner = await restPerson(server, { role: 'coordinator' });
    const project = (await owner.post('/projects', { slug: `owned-${Date.now()}`, name: 'Owned' })).json;
    const made = await owner.post(`/projects/${project.id}/invitations`, { name: 'Second' });
    expect(made.json).toMatchObject({ role: 'coordinator', projectId: project.id });
    const used = (await use(tokenIn(made))).json;
    expect(used).toMatchObject({ role: 'coordinator', projectId: project.id });
    expect((await me(used.session_id)).json.projects).toMatchObject([{ id: project.id, owner: false }]);
    // A coordinator who is not the owner makes no others.
    const second = await server.send(`/projects/${project.id}/invitations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${used.session_id}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(outcome(second)).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await owner.post(`/invitations/${made.json.id}/reissue`))).toEqual([
      409,
      'NOT_BY_LINK_ALONE',
    ]);
  });
});
