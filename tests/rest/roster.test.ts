import { claimRosterEntry, type RosterPerson, rosterEntryFor } from '@brebaje/server/invitations/roster';
import { findOrCreateUser } from '@brebaje/server/store/users';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('rosters on $name', ({ start }) => {
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
  const use = (token: string, body: object = {}, person: Pick<RestPerson, 'post'> = stranger(server)) =>
    person.post('/auth/invitation', { token, ...body });

  const roster = (csv: string) =>
    server.send(`/ceremonies/${ceremony}/roster`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operator.sessionId}`, 'content-type': 'text/csv; charset=utf-8' },
      body: csv,
    });
  const FILE = [
    '\uFEFFName,E-Mail,Cohort,From,Until,Queue',
    '"Anna ""A"" Doe, Dr.",anna@example.org,early,2030-01-01T00:00+01:00,2030-02-01T00:00Z,private',
    'Ben,ben@example.org,early,,,',
    'Chris,,late,,,STANDBY',
    '',
  ].join('\r\n');

  it('are read from a file, and the same file again changes nothing', async () => {
    expect((await roster(FILE)).json).toEqual({ added: 3, changed: 0, unchanged: 0, revoked: 0 });
    expect((await roster(FILE)).json).toEqual({ added: 0, changed: 0, unchanged: 3, revoked: 0 });
    expect((await roster(FILE.replace('Ben,', 'Benjamin,'))).json).toEqual({
      added: 0,
      changed: 1,
      unchanged: 2,
      revoked: 0,
    });
    const { items } = (await operator.get(`/ceremonies/${ceremony}/invitations?state=UNSENT&cohort=early`))
      .json;
    expect(items).toMatchObject([
      {
        name: 'Anna "A" Doe, Dr.',
        queueClass: 'PRIVATE',
        from: Date.parse('2029-12-31T23:00Z') / 1000,
        until: Date.parse('2030-02-01T00:00Z') / 1000,
      },
      { name: 'Benjamin', address: 'ben@example.org', queueClass: 'PUBLIC' },
    ]);
    await operator.remove(`/invitations/${items[1].id}`);
    expect((await roster(FILE)).json).toMatchObject({ added: 0, unchanged: 2, revoked: 1 });
  });

  it('are refused whole for one bad line, each named', async () => {
    const before = (await operator.get(`/ceremonies/${ceremony}/invitations`)).json.total;
    const refused = await roster(
      [
        'name,address,cohort,from,until',
        'Good,good@example.org,,,',
        'Bad address,nowhere,,,',
        'Bad date,x@example.org,,2030-01-01,',
        'Turned,y@example.org,,2030-02-01T00:00Z,2030-01-01T00:00Z',
        'Twice,GOOD@example.org,,,',
        ',,late,,',
        'Too,many@example.org,,,,,',
      ].join('\n'),
    );
    expect(outcome(refused)).toEqual([400, 'INVALID_REQUEST']);
    const lines = refused.json.errors.map(({ path }: { path: string }) => path);
    expect(lines).toEqual(['line 3', 'line 4', 'line 5', 'line 7', 'line 8']);
    expect(refused.json.errors[1].message).toContain('offset');
    const twice = await roster('name,address\nA,a@example.org\nB,A@example.org');
    expect(twice.json.errors).toEqual([{ path: 'line 3', message: 'the same person as in line 2' }]);
    for (const csv of ['', 'who\nA', 'name,name\nA,A', 'name\n"A', 'name\n"A"B'])
      expect(outcome(await roster(csv)), csv).toEqual([400, 'INVALID_REQUEST']);
    expect((await operator.get(`/ceremonies/${ceremony}/invitations`)).json.total).toBe(before);
  });

  it('are bounded', async () => {
    const many = Array.from({ length: 5001 }, (_, n) => `Person ${n}`).join('\n');
    expect(outcome(await roster(`name\n${many}`))).toEqual([400, 'INVALID_REQUEST']);
    expect((await roster(`name\n${'x'.repeat(1_100_000)}`)).status).toBe(413);
  });

  it('become messages: texts to copy where no mail server is, and each link once', async () => {
    await roster('name,address,cohort\nDora,dora@example.org,mail\nEmil,,mail');
    const sent = (await operator.post(`/ceremonies/${ceremony}/roster/send`, { cohort: 'mail' })).json;
    expect(sent).toMatchObject({
      left: 0,
      items: [
        { name: 'Dora', queued: false, link: expect.stringContaining('/app/join#') },
        { name: 'Emil', queued: false },
      ],
    });
    const { link, text } = sent.items[0];
    expect(text).toContain(`\n  brebaje contribute '${link}'\n`);
    expect(text.split('\n').at(-1)).toBe(link);
    expect((await use(new URL(sent.items[1].link).hash.slice(1))).status).toBe(200);
    const again = (await operator.post(`/ceremonies/${ceremony}/roster/send`, { cohort: 'mail' })).json;
    expect(again.items).toEqual([]);
  });

  it('are e-mailed where a mail server is, and then the answer has no link', async () => {
    await server.restart({ smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'kzg@example.org' });
    await roster('name,address,cohort\nFay,fay@example.org,queued\nGus,,queued');
    const { items } = (await operator.post(`/ceremonies/${ceremony}/roster/send`, { cohort: 'queued' })).json;
    expect(items).toMatchObject([
      { name: 'Fay', queued: true },
      { name: 'Gus', queued: false },
    ]);
    expect(items[0]).not.toHaveProperty('link');
    expect(items[0]).not.toHaveProperty('text');
    expect((await operator.get(`/invitations/${items[0].id}`)).json.sentAt).toBe(now());
    const again = (await operator.post(`/invitations/${items[0].id}/send`)).json;
    expect(again).toMatchObject({ queued: true });
    await server.restart({ smtpUrl: null, mailFrom: null });
  });

  it('let a GitHub login take part that they name, and keep the place with whom used it', async () => {
    const { ctx } = server.running.application;
    const signIn = (subject: string) =>
      ctx.store.transaction(async (trx) => {
        const account = { provider: 'Github', subject, handle: 'Octo-Cat' } as const;
        const { user, identity } = await findOrCreateUser(trx, account, ctx.clock.now());
        return { userId: user.id, identities: [identity] };
      });
    const { id } = (await invite({ identity: 'git|octo-cat' })).json;
    const entry = (person: RosterPerson) => rosterEntryFor(ctx.store.db, ceremony, person, ctx.clock.now());
    const [first, second] = [await signIn('1'), await signIn('2')];
    expect(await entry(second)).toMatchObject({ row: { id }, standing: 'GOOD' });
    expect(await ctx.store.transaction((trx) => claimRosterEntry(trx, { id }, first.userId, 1))).toBe(true);
    expect(await entry(first)).toMatchObject({ row: { id }, standing: 'GOOD' });
    expect(await entry(second)).toBeUndefined();
    expect(await ctx.store.transaction((trx) => claimRosterEntry(trx, { id }, second.userId, 1))).toBe(false);
  });

  it('let an account that they name take part without a link, and nobody else by it', async () => {
    const { ctx } = server.running.application;
    await ctx.store.db
      .updateTable('ceremony')
      .set({ eligibility: JSON.stringify({ who: 'INVITED' }) })
      .where('id', '=', ceremony)
      .execute();
    const named = await restPerson(server);
    const other = await restPerson(server);
    const { nickname } = (await named.get('/auth/me')).json.identities[0];
    const row = await invite({ identity: `eth|${nickname.toUpperCase().replace('0X', '0x')}` });
    expect(row.json.identity).toBe(`eth|${nickname}`);
    expect(outcome(await invite({ identity: `eth|${nickname}` }))).toEqual([409, 'CONFLICT']);
    const join = (person: RestPerson) =>
      person.post('/participants', { userId: person.userId, ceremonyId: ceremony, status: 'CREATED' });
    expect(outcome(await join(other))).toEqual([403, 'NOT_ELIGIBLE']);
    expect((await join(named)).status).toBe(201);
    // The same rule holds on the sequencer routes.
    const poll = (person: RestPerson) => person.post('/lobby/try_contribute');
    expect((await poll(other)).json.code).toBe('AuthErrorPayload::UserCreatedAfterDeadline');
    expect((await poll(named)).status).toBe(200);
    await ctx.store.db
      .updateTable('ceremony')
      .set({ eligibility: null })
      .where('id', '=', ceremony)
      .execute();
  });
});
