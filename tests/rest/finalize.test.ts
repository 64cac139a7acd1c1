import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { endless } from '@brebaje/server/sequencer/test-endless';
import { checkEventLog, eventsAfter } from '@brebaje/server/store/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { oneBacking, type TestServer } from '../support/server.ts';

describe.each(oneBacking())('finalizing on $name', ({ start }) => {
  let server: TestServer;
  let operator: RestPerson;
  let id: number;
  beforeEach(async () => {
    server = await start();
    operator = await restPerson(server, { role: 'operator' });
    id = server.running.ceremony.id;
  });
  afterEach(() => server.close());

  const anybody = () => stranger(server);
  const ctx = () => server.running.application.ctx;
  const read = async () => (await anybody().get(`/ceremonies/${id}`)).json;
  const finalize = (reason?: string) =>
    operator.post(`/ceremonies/${id}/finalize`, reason === undefined ? {} : { reason });
  const close = async () => {
    const closed = await operator.patch(`/ceremonies/${id}`, { status: 'CLOSED', reason: 'enough' });
    expect(closed.status, closed.text).toBe(200);
    await server.tick();
  };
  const contribute = async (people: number) => {
    for (let person = 0; person < people; person++) await (await newContributor(server)).takeTurn();
  };
  /** Until nothing is finalized in this process any more. */
  const work = async () => {
    await server.tick();
    await Promise.all([...ctx().finalizations.values()].map(({ done }) => done));
  };

  it('verifies the whole chain, freezes the result, and makes everybody final at once', async () => {
    await contribute(2);
    await close();
    const begun = await finalize('the day has come');
    expect(begun.status, begun.text).toBe(202);
    expect(begun.json).toMatchObject({
      status: 'CLOSED',
      finalization: { state: 'QUEUED' },
      participants: { FINALIZING: 2 },
    });
    expect((await finalize()).json.finalization.state).toBe('QUEUED');
    await work();
    const done = await read();
    expect(done).toMatchObject({
      status: 'FINALIZED',
      finalizedAt: Math.floor(server.now() / 1000),
      finalization: { state: 'DONE', progress: 100 },
      participants: { FINALIZED: 2 },
    });
    expect((await finalize()).json.status).toBe('FINALIZED');

    const { items } = (await anybody().get(`/ceremonies/${id}/artifacts`)).json;
    expect(items.map(({ name }: { name: string }) => name)).toEqual([
      'TEST-transcript.json',
      'TEST-trusted_setup_4.txt',
      'TEST-trusted_setup_4.json',
      'TEST-trusted_setup_8.txt',
      'TEST-trusted_setup_8.json',
      'TEST-trusted_setup_16.txt',
      'TEST-trusted_setup_16.json',
      'TEST-manifest.json',
    ]);
    for (const { url, sha256, size } of items) {
      const file = await anybody().get(url);
      expect(file.status).toBe(200);
      expect(createHash('sha256').update(file.text).digest('hex')).toBe(sha256);
      expect(Buffer.byteLength(file.text)).toBe(size);
    }
    expect((await anybody().get(items[0].url)).text).toBe((await server.send('/info/current_state')).text);
    expect(items.at(-1).sha256).toBe(done.manifestHash);
    expect((await anybody().get('/plain')).text).toMatch(/brebaje verify http\S+\/c\//);

    const contributions = await ctx().store.db.selectFrom('contribution').select('checks').execute();
    for (const { checks } of contributions)
      expect(JSON.parse(checks)).toMatchObject({
        format: { verdict: 'passed' },
        final: { verdict: 'passed', milliseconds: expect.any(Number), message: '' },
      });
    const log = await eventsAfter(ctx().store.db, id, 0, 1000);
    const last = log.slice(-3).map(({ type, body }) => ({ type, ...JSON.parse(body).data }));
    expect(last).toMatchObject([
      {
        type: 'ceremony.finalizing',
        from: 'DONE',
        to: 'FINALIZING',
        participants: 2,
        by: operator.userId,
        reason: 'the day has come',
      },
      { type: 'participant.finalized', from: 'FINALIZING', to: 'FINALIZED', participants: 2 },
      { type: 'ceremony.finalized', from: 'CLOSED', to: 'FINALIZED', contributions: 2, by: operator.userId },
    ]);
    expect(last[2]!.artifacts).toHaveLength(8);
    await checkEventLog(ctx().store.db, id);
    const canceled = await operator.patch(`/ceremonies/${id}`, { status: 'CANCELED', reason: 'no' });
    expect(outcome(canceled)).toEqual([409, 'ILLEGAL_TRANSITION']);
  });

  it('is refused while it is open, while somebody is inside, with too few people, and for strangers', async () => {
    const person = await restPerson(server);
    expect(outcome(await person.post(`/ceremonies/${id}/finalize`, {}))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await finalize())).toEqual([409, 'ILLEGAL_TRANSITION']);
    const inside = await newContributor(server);
    await inside.start();
    await operator.patch(`/ceremonies/${id}`, { status: 'CLOSED', reason: 'enough' });
    await server.tick();
    expect(outcome(await finalize())).toEqual([409, 'NOT_DRAINED']);
    await inside.abort();
    await server.tick();
    const few = await finalize();
    expect(outcome(few)).toEqual([409, 'TOO_FEW_CONTRIBUTIONS']);
    expect(few.json.errors.map(({ path }: { path: string }) => path)).toContain('NOBODY_CONTRIBUTED');
    expect((await read()).finalization).toBeUndefined();
  });

  it('is refused with a beacon, which its result does not have', async () => {
    await contribute(1);
    await close();
    const given = { beacon: { value: 'a5'.repeat(32) } };
    const refused = await operator.post(`/ceremonies/${id}/finalize`, given);
    expect(outcome(refused)).toEqual([422, 'BEACON_REFUSED']);
  });

  it('is refused below the minimum of contributions', async () => {
    const raised = await operator.patch(`/ceremonies/${id}`, {
      policy: { minimumContributions: 2 },
      reason: 'more',
    });
    expect(raised.status, raised.text).toBe(200);
    await contribute(1);
    await close();
    expect(outcome(await finalize())).toEqual([409, 'TOO_FEW_CONTRIBUTIONS']);
  });

  it('is refused for a head that no contribution left', async () => {
    await contribute(1);
    await close();
    const { genesisBlob } = await ctx()
      .store.db.selectFrom('circuit')
      .select('genesisBlob')
      .executeTakeFirstOrThrow();
    await ctx().store.db.updateTable('circuit').set({ headBlob: genesisBlob }).execute();
    expect(outcome(await finalize())).toEqual([409, 'HEAD_UNVERIFIED']);
  });

  it('fails when the chain does not verify, and begins anew when it is told to', async () => {
    await contribute(2);
    await close();
    const { db } = ctx().store;
    const latest = await db
      .selectFrom('contribution')
      .selectAll()
      .where('position', '=', 2)
      .executeTakeFirstOrThrow();
    const write = (record: string) =>
      db.updateTable('contribution').set({ record }).where('id', '=', latest.id).execute();
    const { subs, ...rest } = JSON.parse(latest.record);
    await write(
      JSON.stringify({ ...rest, subs: [{ ...subs[0], product: subs[1].product }, ...subs.slice(1)] }),
    );
    await finalize();
    await work();
    const failed = await read();
    expect(failed).toMatchObject({ status: 'CLOSED', finalization: { state: 'FAILED' } });
    expect(failed.finalization.problem).toMatch(/does not verify/);
    expect((await anybody().get(`/ceremonies/${id}/artifacts`)).json.items).toEqual([]);
    await write(latest.record);
    expect((await finalize()).json.finalization.state).toBe('QUEUED');
    await work();
    expect((await read()).status).toBe('FINALIZED');
    const events = await eventsAfter(db, id, 0, 1000);
    expect(events.filter(({ type }) => type === 'ceremony.finalizing')).toHaveLength(1);
  });

  it('goes on after a restart in the middle of it', async () => {
    await contribute(1);
    await close();
    await finalize();
    const { blobs, stopping } = ctx();
    blobs.put = () => endless(stopping);
    await server.tick();
    expect(ctx().finalizations.size).toBe(1);
    await server.restart({}, 40_000);
    await work();
    const job = await ctx()
      .store.db.selectFrom('job')
      .select('attempts')
      .where('kind', '=', 'finalize')
      .execute();
    expect(job).toEqual([{ attempts: 2 }]);
    expect((await read()).status).toBe('FINALIZED');
    const events = await eventsAfter(ctx().store.db, id, 0, 1000);
    expect(events.filter(({ type }) => type === 'ceremony.finalized')).toHaveLength(1);
  });

  it('does not finalize what was canceled meanwhile', async () => {
    await contribute(1);
    await close();
    await finalize();
    const canceled = await operator.patch(`/ceremonies/${id}`, { status: 'CANCELED', reason: 'no' });
    expect(canceled.status, canceled.text).toBe(200);
    await work();
    expect(await read()).toMatchObject({
      status: 'CANCELED',
      finalization: { state: 'FAILED', problem: expect.stringMatching(/CANCELED/) },
    });
  });

  it('serves files in whole and in part, for ever the same', async () => {
    await contribute(1);
    await close();
    await finalize();
    await work();
    const { items } = (await anybody().get(`/ceremonies/${id}/artifacts`)).json;
    const { url, sha256, size, name } = items[1];
    const whole = await anybody().get(url);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      etag: `"${sha256}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(size),
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`,
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    });
    const part = async (range: string, more: Record<string, string> = {}) => {
      const { status, text, headers } = await anybody().get(url, { range, ...more });
      return [status, text, headers.get('content-range')];
    };
    expect(await part('bytes=2-5')).toEqual([206, whole.text.slice(2, 6), `bytes 2-5/${size}`]);
    expect(await part(`bytes=${size - 3}-`)).toEqual([
      206,
      whole.text.slice(-3),
      `bytes ${size - 3}-${size - 1}/${size}`,
    ]);
    expect(await part('bytes=-4')).toEqual([
      206,
      whole.text.slice(-4),
      `bytes ${size - 4}-${size - 1}/${size}`,
    ]);
    expect(await part(`bytes=0-${size + 100}`)).toEqual([206, whole.text, `bytes 0-${size - 1}/${size}`]);
    expect(await part(`bytes=${size}-`)).toEqual([416, '', `bytes */${size}`]);
    expect(await part('bytes=-0')).toEqual([416, '', `bytes */${size}`]);
    for (const range of ['bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=0-1,4-5'])
      expect(await part(range)).toEqual([200, whole.text, null]);
    expect((await part('bytes=2-5', { 'if-range': `"${sha256}"` }))[0]).toBe(206);
    expect((await part('bytes=2-5', { 'if-range': '"another"' }))[0]).toBe(200);
    expect((await anybody().get(url, { 'if-none-match': `W/"${sha256}"` })).status).toBe(304);
    const head = await server.send(url, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', String(size)]);
    for (const wrong of [
      `/files/${sha256}/other-name.txt`,
      `/files/${'0'.repeat(64)}/${name}`,
      `/files/${sha256.toUpperCase()}/${name}`,
      `/files/..%2f..%2fkeys/${name}`,
    ])
      expect((await anybody().get(wrong)).status).toBe(404);
    const { headBlob } = await ctx()
      .store.db.selectFrom('circuit')
      .select('headBlob')
      .executeTakeFirstOrThrow();
    expect((await anybody().get(`/files/${headBlob}/head.bin`)).status).toBe(200);
    rmSync(join(server.config.data, 'blobs', sha256));
    expect((await anybody().get(url)).status).toBe(404);
  });
});
