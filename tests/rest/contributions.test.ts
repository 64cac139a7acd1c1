import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, newContributor } from '../support/contributor.ts';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

const HASH = /^[0-9a-f]{64}$/;

describe.each(backings())('circuits and contributions on $name', ({ start }) => {
  let server: TestServer;
  let contributors: Contributor[];
  let receipt: { receipt: string; signature: string };
  let first: RestPerson;
  let operator: RestPerson;
  let anybody: ReturnType<typeof stranger>;
  beforeAll(async () => {
    server = await start();
    contributors = [await newContributor(server), await newContributor(server), await newContributor(server)];
    receipt = (await contributors[0]!.takeTurn()).answer.json;
    await contributors[1]!.takeTurn();
    await contributors[2]!.start();
    first = await restPerson(server, { address: contributors[0]!.wallet!.address.toLowerCase() });
    operator = await restPerson(server, { role: 'operator' });
    anybody = stranger(server);
  });
  afterAll(() => server.close());

  const ceremonyId = () => server.running.ceremony.id;

  it('a circuit shows its chain, and whose turn it is, to everybody', async () => {
    const list = (await anybody.get(`/circuits?ceremonyId=${ceremonyId()}`)).json;
    expect(list).toMatchObject({ total: 1 });
    const { status, json, headers } = await anybody.get(`/circuits/${list.items[0].id}`);
    expect(status).toBe(200);
    expect(headers.get('etag')).toMatch(/^"\d+"$/);
    expect(json).toEqual(list.items[0]);
    expect(json).toMatchObject({
      ceremonyId: ceremonyId(),
      sequence: 1,
      scheme: 'KZG',
      metadata: { sizes: [{ g1: 4, g2: 3 }, { g1: 8 }, { g1: 16 }] },
      genesis: expect.stringMatching(HASH),
      head: expect.stringMatching(HASH),
      contributions: 2,
      waiting: 0,
      turn: { status: 'CONTRIBUTING', step: 'DOWNLOADING', position: 3, deadlineAt: expect.any(Number) },
      statistics: { turns: 2, meanSeconds: expect.any(Number) },
    });
    expect(json.halted).toBeUndefined();
    expect(outcome(await anybody.get('/circuits/999999'))).toEqual([404, 'NOT_FOUND']);
    expect((await anybody.get('/circuits?ceremonyId=999999')).json).toEqual({ items: [], total: 0 });
  });

  it('contributions are listed in order, filtered, without anybody’s identity', async () => {
    const all = await anybody.get('/contributions');
    expect(all.json.total).toBe(2);
    const [one, two] = all.json.items;
    expect(one).toMatchObject({ position: 1, publicName: expect.stringMatching(/^contributor-\d+$/) });
    expect(two).toMatchObject({ position: 2, base: one.head });
    for (const who of contributors)
      expect(all.text).not.toContain(who.wallet!.address.toLowerCase().slice(2));
    const of = async (query: string) =>
      (await anybody.get(`/contributions?${query}`)).json.items.map(({ id }: { id: number }) => id);
    expect(await of('sort=-id')).toEqual([two.id, one.id]);
    expect(await of(`circuitId=${one.circuitId}&ceremonyId=${ceremonyId()}`)).toEqual([one.id, two.id]);
    expect(await of(`circuitId=999999&ceremonyId=${ceremonyId()}`)).toEqual([]);
    expect(await of('ceremonyId=999999')).toEqual([]);
    expect(await of(`participantId=${two.participantId}`)).toEqual([two.id]);
  });

  it('one contribution has its checks and the hash of its receipt', async () => {
    const [one] = (await anybody.get('/contributions')).json.items;
    const { json } = await anybody.get(`/contributions/${one.id}`);
    expect(json).toEqual(one);
    expect(json.contributionHash).toBe(createHash('sha256').update(receipt.receipt).digest('hex'));
    expect(Object.keys(json.checks)).toEqual(['format', 'mathematical', 'consistency']);
    for (const check of Object.values(json.checks))
      expect(check).toMatchObject({ verdict: 'passed', seconds: expect.any(Number) });
    expect(json.acceptedAt).toBe(Math.floor(server.now() / 1000));
    expect(outcome(await anybody.get('/contributions/999999'))).toEqual([404, 'NOT_FOUND']);
  });

  it('a receipt, which names its contributor, goes to them and to those who run the ceremony', async () => {
    const [one, two] = (await anybody.get('/contributions')).json.items;
    const path = `/contributions/${one.id}/receipt`;
    expect((await first.get(path)).json).toEqual(receipt);
    expect((await operator.get(path)).json).toEqual(receipt);
    expect(outcome(await anybody.get(path))).toEqual([401, 'SIGN_IN_REQUIRED']);
    expect(outcome(await first.get(`/contributions/${two.id}/receipt`))).toEqual([403, 'NOT_PERMITTED']);
  });

  describe('what a contributor tells of a contribution', () => {
    const SAYS = 'proves inclusion, not honesty';
    const url = 'https://example.org/ada?a=1&b=%22';
    const note = 'A laptop bought for it.\nDice, and <b>the platform</b>.';
    const path = async (n = 0) =>
      `/contributions/${(await anybody.get('/contributions')).json.items[n].id}/attestation`;

    it('is shown with what it is worth, escaped on the page, changed and removed, and never in the record', async () => {
      const { db } = server.running.application.ctx.store;
      const events = async () => (await db.selectFrom('event').selectAll().execute()).length;
      const before = await events();
      const told = await first.put(await path(), { url, note });
      expect([told.status, told.json.attestation]).toEqual([200, { url, note, says: SAYS }]);
      const [one, two] = (await anybody.get('/contributions')).json.items;
      expect(one).toEqual(told.json);
      expect(two.attestation).toBeUndefined();
      const page = (await server.send('/plain')).text;
      expect(page).toContain(`An attestation ${SAYS}.`);
      expect(page).toContain(
        '<a href="https://example.org/ada?a=1&#38;b=%22" rel="nofollow noopener noreferrer">',
      );
      expect(page).toContain('Dice, and &#60;b&#62;the platform&#60;/b&#62;.');
      expect((await first.put(await path(), { note: 'Less' })).json.attestation).toEqual({
        note: 'Less',
        says: SAYS,
      });
      expect(await db.selectFrom('attestation').select(['url', 'note']).execute()).toEqual([
        { url: null, note: 'Less' },
      ]);
      expect((await first.put(await path(), {})).json.attestation).toBeUndefined();
      expect(await db.selectFrom('attestation').selectAll().execute()).toEqual([]);
      expect((await server.send('/plain')).text).not.toContain(SAYS);
      expect(await events()).toBe(before);
    });

    it('is the contributor’s alone to tell', async () => {
      for (const who of [operator, await restPerson(server, {})])
        expect(outcome(await who.put(await path(), { url }))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await first.put(await path(1), { url }))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await anybody.put(await path(), { url }))).toEqual([401, 'SIGN_IN_REQUIRED']);
      expect(outcome(await first.put('/contributions/999999/attestation', { url }))).toEqual([
        404,
        'NOT_FOUND',
      ]);
    });

    it.each([
      { url: 'http://example.org/' },
      { url: 'javascript:alert(1)' },
      { url: 'https://brebaje.example@evil.example/' },
      { url: 'https://example.org/a b' },
      { url: `https://example.org/${'a'.repeat(300)}` },
      { url: '' },
      { note: '' },
      { note: 'a'.repeat(1001) },
      { note: 'steers \u001b[2J' },
      { note: 'turns \u202e round' },
      { note: 'x', more: 1 },
    ])('is refused as %j', async (body) => {
      expect(outcome(await first.put(await path(), body))).toEqual([400, 'INVALID_REQUEST']);
      expect((await anybody.get('/contributions')).json.items[0].attestation).toBeUndefined();
    });
  });

  it('who contributed is somebody whom strangers see', async () => {
    const { items, total } = (await anybody.get('/users')).json;
    expect(total).toBe(2);
    expect(items[0]).toEqual({ id: first.userId });
    await first.patch(`/users/${first.userId}`, { publicName: 'Ada' });
    expect((await anybody.get(`/users/${first.userId}`)).json).toEqual({
      id: first.userId,
      publicName: 'Ada',
    });
  });

  it('an archived ceremony’s are shown to who asks for them only', async () => {
    const { db } = server.running.application.ctx.store;
    const archive = (archivedAt: number | null) =>
      db.updateTable('ceremony').set({ archivedAt }).where('id', '=', ceremonyId()).execute();
    await archive(1);
    const totals = await Promise.all(
      ['/contributions', '/circuits', `/contributions?ceremonyId=${ceremonyId()}`].map(
        async (path) => (await anybody.get(path)).json.total,
      ),
    );
    await archive(null);
    expect(totals).toEqual([0, 0, 2]);
  });
});
