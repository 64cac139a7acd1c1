/** People are told what concerns them: in time, once, and nobody else. */

import { startMailServer, type TestMailServer } from '@brebaje/server/notify/test-mail-server';
import { checkSignature } from '@brebaje/server/notify/webhook';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Contributor, newApiContributor } from '../support/contributor.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

describe.each(oneBacking())('notifications on $name', ({ start }) => {
  let mail: TestMailServer;
  let hook: WebhookReceiver;
  let server: TestServer;
  let operator: RestPerson;
  beforeEach(async () => {
    mail = await startMailServer();
    hook = await startWebhookReceiver();
    const smtp = { smtpUrl: mail.url, mailFrom: 'Ceremony <ceremony@example.org>' };
    server = await start({
      ...smtp,
      lostTurn: 'PENALTY',
      penalty: 60_000,
      attempts: 5,
      missedCheckIn: 'NOTHING',
    });
    operator = await restPerson(server, { role: 'operator' });
  });
  afterEach(async () => {
    await server.close();
    await Promise.all([mail.close(), hook.close()]);
  });

  const ceremonyId = () => server.running.ceremony.id;
  /** A round of the sweep, and all that it sends. */
  const send = async () => {
    await server.tick();
    await server.running.application.ctx.sender.idle();
  };
  const follow = (who: RestPerson, body: Record<string, unknown> = {}) =>
    who.post('/subscriptions', { ceremonyId: ceremonyId(), kind: 'WEBHOOK', target: hook.url, ...body });
  const asRest = async (person: Contributor): Promise<RestPerson> => {
    const headers = { authorization: `Bearer ${person.session.sessionId}` };
    const { post, get, remove } = stranger(server);
    return {
      ...stranger(server),
      userId: 0,
      sessionId: person.session.sessionId,
      get: (path) => get(path, headers),
      post: (path, body) => post(path, body, headers),
      remove: (path) => remove(path),
    };
  };
  /** The link of the newest mail, on this server. */
  const link = () => {
    const url = new URL(/https?:\/\/\S+/.exec(mail.mails.at(-1)?.text ?? '')?.[0] ?? '');
    return url.pathname + url.search;
  };

  it('tells coordinators by webhook, signed, and the person by mail after a confirmation', async () => {
    const { status, json } = await follow(operator);
    expect([status, json.kind, json.confirmed]).toEqual([201, 'WEBHOOK', true]);
    expect((await operator.get(`/subscriptions/${json.id}`)).json.secret).toBeUndefined();

    const [ben, anna] = [await newApiContributor(server), await newApiContributor(server)];
    await ben.start();
    await anna.poll();
    const person = await asRest(anna);
    const asked = await follow(person, {
      kind: 'EMAIL',
      target: 'anna@example.org',
      timeZone: 'Europe/Berlin',
    });
    expect([asked.status, asked.json.confirmed, asked.json.secret]).toEqual([201, false, undefined]);
    await send();
    expect(mail.mails.map(({ to }) => to)).toEqual([['anna@example.org']]);
    const confirm = link();

    // Nothing before the confirmation, which takes more than opening the link.
    await ben.abort();
    expect((await server.send(confirm)).text).toContain('anna@example.org');
    await send();
    expect(mail.mails).toHaveLength(1);
    expect((await server.send(confirm, { method: 'POST' })).text).toContain('is confirmed');
    expect(hook.hooks.map(({ json }) => json.topic)).toEqual(['turn.timedout']);

    await server.pass(32_000);
    await anna.takeTurn();
    await send();
    const told = mail.mails.slice(1).map(({ headers }) => headers.subject);
    expect(told).toEqual([
      expect.stringContaining('It is your turn'),
      expect.stringContaining('Your contribution is verified'),
    ]);
    expect(mail.mails[1]?.text).toContain('(Europe/Berlin)');
    const topics = hook.hooks.map(({ json }) => json.topic);
    expect(topics).toEqual(['turn.timedout', 'participant.replaced', 'contribution.verified']);
    for (const { body, signature, json: sent, key } of hook.hooks) {
      expect(checkSignature(json.secret, signature, body)).toBe(true);
      expect(sent.id).toBe(key);
      expect(body).not.toContain('anna@example.org');
      expect(body.toLowerCase()).not.toContain(anna.wallet?.address.toLowerCase());
    }
    expect(new Set(hook.hooks.map(({ key }) => key)).size).toBe(hook.hooks.length);
  });

  it('loses nothing and sends nothing twice over a restart and a receiver that is away', async () => {
    await follow(operator);
    const people = [await newApiContributor(server), await newApiContributor(server)];
    hook.status = 503;
    await people[0]!.start();
    await people[0]!.abort();
    await send();
    expect(hook.hooks).toHaveLength(1);
    // Committed and not yet sent when the server ends.
    await people[1]!.start();
    await people[1]!.abort();
    await server.restart();
    hook.status = 200;
    hook.hooks.length = 0;
    for (let minutes = 0; minutes < 5; minutes++) {
      await server.pass(60_000);
      await send();
    }
    const keys = hook.hooks.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const lost = hook.hooks.filter(({ json }) => json.topic === 'turn.timedout');
    expect(new Set(lost.map(({ json }) => json.participant.id)).size).toBe(2);
  });

  it('sends again what a process that died had claimed, with the same key', async () => {
    await follow(operator);
    const ben = await newApiContributor(server);
    await ben.start();
    await ben.abort();
    const { db } = server.running.application.ctx.store;
    await send();
    const [first] = hook.hooks;
    // As if it had died after sending and before marking.
    const until = server.now() + 60_000;
    await db
      .updateTable('outbox')
      .set({ state: 'SENDING', leaseOwner: 'dead', leaseUntil: until, nextAt: until })
      .set({ payload: JSON.stringify(noticeLike(first?.json, ceremonyId())) })
      .execute();
    await send();
    expect(hook.hooks).toHaveLength(1);
    server.step(60_001);
    await send();
    expect(hook.hooks.map(({ key }) => key)).toEqual([first?.key, first?.key]);
  });

  it('waits no longer because the clock was stepped back', async () => {
    await follow(operator);
    const ben = await newApiContributor(server);
    await ben.start();
    await ben.abort();
    hook.status = 503;
    await send();
    hook.status = 200;
    server.step(-10 * 3_600_000);
    for (let round = 0; round < 3; round++) {
      await server.pass(60_000);
      await send();
    }
    const [first] = hook.hooks;
    expect(hook.hooks.filter(({ key }) => key === first?.key)).toHaveLength(2);
  });

  it('gives up after a day, switches off what is dead, says so, and goes on when it is switched on', async () => {
    const { json } = await follow(operator);
    hook.status = 500;
    const people = [];
    for (let i = 0; i < 3; i++) people.push(await newApiContributor(server));
    for (const person of people) {
      await person.start();
      await person.abort();
    }
    for (let hours = 0; hours < 40; hours++) {
      server.step(3_600_000);
      await send();
    }
    const dead = (await operator.get(`/subscriptions/${json.id}`)).json;
    expect(dead).toMatchObject({ enabled: false, latest: { state: 'FAILED', error: 'answered 500' } });
    const { items } = (await operator.get(`/ceremonies/${ceremonyId()}/attention`)).json;
    expect(items.map(({ code }: { code: string }) => code)).toContain('NOTIFICATIONS_FAIL');
    // Nothing is queued for it any more.
    const before = hook.hooks.length;
    await server.pass(60_000);
    await send();
    expect(hook.hooks).toHaveLength(before);
    hook.status = 200;
    const on = await operator.patch(`/subscriptions/${json.id}`, { enabled: true });
    expect(on.json.enabled).toBe(true);
    expect((await operator.post(`/subscriptions/${json.id}/test`)).status).toBe(202);
    expect((await operator.post(`/subscriptions/${json.id}/test`)).status).toBe(429);
    await send();
    expect(hook.hooks.at(-1)?.json.topic).toBe('test');
  });

  it('ends by the link in a mail, with one click, and for good', async () => {
    await follow(operator, { kind: 'EMAIL', target: 'boss@example.org' });
    await send();
    await server.send(link(), { method: 'POST' });
    const ben = await newApiContributor(server);
    await ben.start();
    await ben.abort();
    await send();
    const header = mail.mails.at(-1)?.headers['list-unsubscribe'] ?? '';
    const leave = new URL(header.slice(1, -1));
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await server.send(leave.pathname + leave.search)).status).toBe(200);
    expect((await operator.get('/subscriptions')).json.total).toBe(1);
    expect((await server.send(leave.pathname + leave.search, { method: 'POST', body })).status).toBe(200);
    expect((await operator.get('/subscriptions')).json.total).toBe(0);
    expect((await server.send(leave.pathname + leave.search)).status).toBe(404);
    const forged = leave.search.replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A'));
    expect((await server.send(leave.pathname + forged, { method: 'POST' })).status).toBe(404);
  });

  it('pesters nobody, whoever asks and however many at once', async () => {
    const coordinators = await Promise.all(
      Array.from({ length: 3 }, () => restPerson(server, { role: 'operator' })),
    );
    const targets = ['victim@example.org', 'Victim+1@example.org', 'victim+2@Example.org'];
    const statuses = [];
    for (const who of coordinators)
      for (const target of targets) statuses.push((await follow(who, { kind: 'EMAIL', target })).status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(5);
    const many = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        follow(operator, { kind: 'EMAIL', target: `somebody-${n}@example.org` }),
      ),
    );
    expect(many.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(10);
    const hooks = await Promise.all(
      Array.from({ length: 60 }, (_, n) => follow(operator, { target: `${hook.url}/${n}` })),
    );
    expect(hooks.filter(({ status }) => status === 201)).toHaveLength(40);
  });

  it('is for those who take part or coordinate, and nobody sees the subscriptions of others', async () => {
    const other = await restPerson(server);
    expect((await follow(other)).json.code).toBe('NOT_PERMITTED');
    expect(
      (await other.post('/subscriptions', { projectId: 1, kind: 'WEBHOOK', target: hook.url })).status,
    ).toBe(403);
    expect((await stranger(server).post('/subscriptions', {})).status).toBe(401);
    const { json } = await follow(operator);
    for (const answer of [
      await other.get(`/subscriptions/${json.id}`),
      await other.patch(`/subscriptions/${json.id}`, { enabled: true }),
      await other.remove(`/subscriptions/${json.id}`),
      await other.post(`/subscriptions/${json.id}/test`),
    ])
      expect(answer.json.code).toBe('NOT_FOUND');
    expect((await other.get('/subscriptions')).json).toEqual({ items: [], total: 0 });
    expect((await other.get(`/ceremonies/${ceremonyId()}/attention`)).status).toBe(403);
    expect((await operator.remove(`/subscriptions/${json.id}`)).status).toBe(204);
  });

  it.each([
    [{ target: 'http://example.org/' }, 'target'],
    [{ target: 'https://10.0.0.1/' }, 'target'],
    [{ target: 'nothing' }, 'target'],
    [{ kind: 'EMAIL', target: 'a@b.org, c@d.org' }, 'target'],
    [{ kind: 'EMAIL', target: 'a@b.org', form: 'SLACK' }, 'form'],
    [{ topics: ['no.such'] }, 'topics.0'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ projectId: 1 }, 'ceremonyId'],
  ])('refuses %j', async (body, path) => {
    const { status, json } = await follow(operator, body);
    expect([status, json.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(json.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it('says with a refusal where help is, the ceremony’s line before the project’s', async () => {
    const other = await restPerson(server);
    const refusals = async () => {
      const answers = [
        await other.get(`/ceremonies/${ceremonyId()}/attention`),
        await follow(other),
        await other.post('/participants', { ceremonyId: ceremonyId(), nonsense: true }),
        await other.get(`/ceremonies/${ceremonyId()}?nonsense=1`),
      ];
      for (const { json } of answers) expect(json.reference).toMatch(/^[0-9a-f]{12}$/);
      return answers.map(({ status, json }) => [status >= 400, json.support]);
    };
    expect(await refusals()).toEqual(Array(4).fill([true, undefined]));
    const { db } = server.running.application.ctx.store;
    await db.updateTable('project').set({ support: 'help@project.example' }).execute();
    server.step(61_000);
    expect(await refusals()).toEqual(Array(4).fill([true, 'help@project.example']));
    expect((await other.get('/projects/1?nonsense=1')).json.support).toBe('help@project.example');
    const about = JSON.stringify({ support: 'help@ceremony.example', terms: { version: 1, text: 'Terms' } });
    await db.updateTable('ceremony').set({ about }).execute();
    server.step(61_000);
    expect(await refusals()).toEqual(Array(4).fill([true, 'help@ceremony.example']));
    // What is about no ceremony has no line.
    expect((await other.get('/sessions?nonsense=1')).json.support).toBeUndefined();
  });

  it('says that nobody is e-mailed without a mail server', async () => {
    expect((await stranger(server).get('/notifications/channels')).json.email).toBe(true);
    await server.restart({ smtpUrl: null, mailFrom: null });
    const { json } = await stranger(server).get('/notifications/channels');
    expect([json.email, json.why]).toEqual([false, expect.stringMatching(/nobody is e-mailed/)]);
    const refused = await follow(operator, { kind: 'EMAIL', target: 'boss@example.org' });
    expect([refused.status, refused.json.code]).toEqual([409, 'NO_MAIL_SERVER']);
  });
});

/** The notice that a webhook was made of. */
// biome-ignore lint/suspicious/noExplicitAny: whatever a server sends
function noticeLike(json: any, id: number): unknown {
  return { ...json, at: json.at * 1000, ceremony: { ...json.ceremony, id }, self: false, facts: {} };
}
