import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('people and projects on $name', ({ start }) => {
  let server: TestServer;
  let operator: RestPerson;
  let coordinator: RestPerson;
  let person: RestPerson;
  let anybody: ReturnType<typeof stranger>;
  beforeAll(async () => {
    server = await start();
    operator = await restPerson(server, { role: 'operator' });
    coordinator = await restPerson(server, { role: 'coordinator' });
    person = await restPerson(server);
    anybody = stranger(server);
  });
  afterAll(() => server.close());

  const newProject = async (slug: string, by = coordinator) => {
    const made = await by.post('/projects', { slug, name: `Project ${slug}` });
    expect(made.status).toBe(201);
    return made.json.id as number;
  };

  describe('people', () => {
    it('strangers see nobody who has not contributed', async () => {
      expect((await anybody.get('/users')).json).toEqual({ items: [], total: 0 });
      expect(outcome(await anybody.get(`/users/${person.userId}`))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await coordinator.get(`/users/${person.userId}`))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await anybody.get('/users?role=operator'))).toEqual([403, 'NOT_PERMITTED']);
    });

    it('operators see everybody, and everybody sees themselves', async () => {
      const all = (await operator.get('/users?limit=1')).json;
      expect(all.total).toBeGreaterThanOrEqual(3);
      expect(all.next).toBeDefined();
      const operators = (await operator.get('/users?role=operator')).json;
      expect(operators.items.map(({ id }: { id: number }) => id)).toEqual([operator.userId]);
      const own = await person.get(`/users/${person.userId}`);
      expect(own.json).toEqual({ id: person.userId, createdAt: Math.floor(server.now() / 1000) });
      expect(own.headers.get('etag')).toMatch(/^"\d+"$/);
    });

    it('a public name is the person’s own, kept, changed and taken away', async () => {
      const path = `/users/${person.userId}`;
      expect((await person.patch(path, { publicName: '  Ada ' })).json.publicName).toBe('Ada');
      expect((await person.get(path)).json.publicName).toBe('Ada');
      expect(outcome(await operator.patch(path, { publicName: 'Bob' }))).toEqual([403, 'NOT_PERMITTED']);
      expect((await person.patch(path, {})).json.publicName).toBe('Ada');
      expect((await person.patch(path, { publicName: null })).json.publicName).toBeUndefined();
      for (const publicName of ['', '<b>', 'a\u202eb', 'x'.repeat(65), 7])
        expect(outcome(await person.patch(path, { publicName }))).toEqual([400, 'INVALID_REQUEST']);
    });

    it('roles are given and taken by operators alone, and one operator is left', async () => {
      const other = await restPerson(server);
      const path = `/users/${other.userId}`;
      expect(outcome(await other.patch(path, { role: 'operator' }))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await person.patch(path, { role: 'operator' }))).toEqual([404, 'NOT_FOUND']);
      expect((await operator.patch(path, { role: 'operator' })).json.role).toBe('operator');
      expect((await other.patch(path, { role: null })).json.role).toBeUndefined();
      const last = await operator.patch(`/users/${operator.userId}`, { role: null });
      expect(outcome(last)).toEqual([409, 'CONFLICT']);
    });

    it('two operators who demote each other at once leave one', async () => {
      const other = await restPerson(server, { role: 'operator' });
      const answers = await Promise.all([
        operator.patch(`/users/${other.userId}`, { role: null }),
        other.patch(`/users/${operator.userId}`, { role: null }),
      ]);
      const done = answers.filter(({ status }) => status === 200).length;
      expect(done).toBeLessThan(2);
      const { ctx } = server.running.application;
      await ctx.store.db.updateTable('user').set({ role: null }).where('id', '=', other.userId).execute();
      await ctx.store.db
        .updateTable('user')
        .set({ role: 'operator' })
        .where('id', '=', operator.userId)
        .execute();
    });

    it('If-Match has a change refused when the row is another by now', async () => {
      const path = `/users/${person.userId}`;
      const etag = (await person.get(path)).headers.get('etag')!;
      const first = await person.patch(path, { publicName: 'Eve' }, { 'if-match': etag });
      expect(first.status).toBe(200);
      expect(first.headers.get('etag')).not.toBe(etag);
      const second = await person.patch(path, { publicName: 'Mallory' }, { 'if-match': etag });
      expect(outcome(second)).toEqual([412, 'VERSION_MISMATCH']);
      expect((await person.get(path)).json.publicName).toBe('Eve');
    });
  });

  describe('projects', () => {
    it('are made by coordinators and operators', async () => {
      expect(outcome(await anybody.post('/projects', { slug: 'no', name: 'No' }))).toEqual([
        401,
        'SIGN_IN_REQUIRED',
      ]);
      expect(outcome(await person.post('/projects', { slug: 'no', name: 'No' }))).toEqual([
        403,
        'NOT_PERMITTED',
      ]);
      const made = await coordinator.post('/projects', { slug: 'made', name: 'Made', support: 'help@x.org' });
      expect(made.location).toBe(`/projects/${made.json.id}`);
      expect(made.json).toEqual({
        id: made.json.id,
        slug: 'made',
        name: 'Made',
        support: 'help@x.org',
        ownerUserId: coordinator.userId,
        createdAt: Math.floor(server.now() / 1000),
      });
      expect(outcome(await operator.post('/projects', { slug: 'made', name: 'Again' }))).toEqual([
        409,
        'CONFLICT',
      ]);
    });

    it('are public, but for who owns them', async () => {
      const id = await newProject('public');
      const { ownerUserId } = (await anybody.get(`/projects/${id}`)).json;
      expect(ownerUserId).toBeUndefined();
      expect((await anybody.get('/projects?slug=public')).json).toMatchObject({ total: 1, items: [{ id }] });
      expect(outcome(await anybody.get(`/projects/${id}/coordinators`))).toEqual([401, 'SIGN_IN_REQUIRED']);
      expect(outcome(await person.get(`/projects/${id}/coordinators`))).toEqual([403, 'NOT_PERMITTED']);
    });

    it('change by their coordinators, a field at a time', async () => {
      const id = await newProject('change');
      const path = `/projects/${id}`;
      expect(outcome(await person.patch(path, { name: 'Mine' }))).toEqual([403, 'NOT_PERMITTED']);
      expect((await coordinator.patch(path, { description: 'Why' })).json).toMatchObject({
        name: 'Project change',
        description: 'Why',
      });
      expect((await coordinator.patch(path, { description: null })).json.description).toBeUndefined();
      expect(outcome(await coordinator.patch(path, { slug: 'other' }))).toEqual([400, 'INVALID_REQUEST']);
      const etag = (await coordinator.get(path)).headers.get('etag')!;
      await coordinator.patch(path, { name: 'New' }, { 'if-match': etag });
      expect(outcome(await coordinator.patch(path, { name: 'Old' }, { 'if-match': etag }))).toEqual([
        412,
        'VERSION_MISMATCH',
      ]);
    });

    it('are archived and come back; lists show archived ones on request only', async () => {
      const id = await newProject('archive');
      const listed = async (query: string) =>
        (await anybody.get(`/projects?slug=archive${query}`)).json.items.map((one: { id: number }) => one.id);
      expect(await listed('')).toEqual([id]);
      expect((await coordinator.patch(`/projects/${id}`, { archived: true })).json.archivedAt).toBeDefined();
      expect([await listed(''), await listed('&archived=true')]).toEqual([[], [id]]);
      expect((await anybody.get(`/projects/${id}`)).status).toBe(200);
      await coordinator.patch(`/projects/${id}`, { archived: false });
      expect(await listed('')).toEqual([id]);
    });

    it('have further coordinators, whom the owner adds and removes and who may leave', async () => {
      const id = await newProject('team');
      const helper = await restPerson(server);
      const at = (userId: number) => `/projects/${id}/coordinators/${userId}`;
      expect(outcome(await helper.put(at(helper.userId)))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await coordinator.put(at(999_999)))).toEqual([404, 'NOT_FOUND']);
      expect((await coordinator.put(at(helper.userId))).status).toBe(204);
      expect((await coordinator.put(at(helper.userId))).status).toBe(204);
      expect((await helper.patch(`/projects/${id}`, { name: 'Ours' })).status).toBe(200);
      expect((await helper.get('/projects?mine=true')).json.total).toBe(1);
      expect((await helper.get(`/projects/${id}/coordinators`)).json.items).toMatchObject([
        { userId: coordinator.userId, owner: true },
        { userId: helper.userId, owner: false },
      ]);
      expect(outcome(await helper.put(at(person.userId)))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await helper.remove(at(coordinator.userId)))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await coordinator.remove(at(coordinator.userId)))).toEqual([409, 'CONFLICT']);
      expect((await helper.remove(at(helper.userId))).status).toBe(204);
      expect(outcome(await coordinator.remove(at(helper.userId)))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await helper.patch(`/projects/${id}`, { name: 'Mine' }))).toEqual([
        403,
        'NOT_PERMITTED',
      ]);
    });

    it('are handed over by the owner, who stays a coordinator', async () => {
      const id = await newProject('hand-over');
      const heir = await restPerson(server);
      const path = `/projects/${id}`;
      await coordinator.put(`${path}/coordinators/${heir.userId}`);
      expect(outcome(await heir.patch(path, { ownerUserId: heir.userId }))).toEqual([403, 'NOT_PERMITTED']);
      expect(outcome(await coordinator.patch(path, { ownerUserId: 999_999 }))).toEqual([409, 'CONFLICT']);
      expect((await coordinator.patch(path, { ownerUserId: heir.userId })).json.ownerUserId).toBe(
        heir.userId,
      );
      expect((await heir.get(`${path}/coordinators`)).json.items).toMatchObject([
        { userId: heir.userId, owner: true },
        { userId: coordinator.userId, owner: false },
      ]);
      expect((await heir.remove(`${path}/coordinators/${coordinator.userId}`)).status).toBe(204);
    });

    it('go when they have no ceremony, else history is kept', async () => {
      const id = await newProject('gone');
      await coordinator.put(`/projects/${id}/coordinators/${person.userId}`);
      expect(outcome(await person.remove(`/projects/${id}`))).toEqual([403, 'NOT_PERMITTED']);
      expect((await coordinator.remove(`/projects/${id}`)).status).toBe(204);
      expect(outcome(await anybody.get(`/projects/${id}`))).toEqual([404, 'NOT_FOUND']);
      const { projectId } = server.running.ceremony;
      expect(outcome(await operator.remove(`/projects/${projectId}`))).toEqual([409, 'HISTORY_IS_KEPT']);
    });

    it('are mine to list when I own or coordinate them', async () => {
      expect(outcome(await anybody.get('/projects?mine=true'))).toEqual([401, 'SIGN_IN_REQUIRED']);
      expect((await person.get('/projects?mine=true')).json.total).toBe(0);
      expect((await coordinator.get('/projects?mine=true&sort=-createdAt')).json.total).toBeGreaterThan(2);
    });
  });
});
