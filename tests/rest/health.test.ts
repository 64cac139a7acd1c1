/** What coordinators are told of the server that their ceremony runs on. */
import { describe, expect, it } from 'vitest';
import { queueStage } from '../support/queue-stage.ts';
import { restPerson } from '../support/rest-person.ts';
import { backings } from '../support/server.ts';

describe.each(backings())('the health of a server on $name', ({ name, start }) => {
  it('is told to coordinators of the ceremony alone, without a word about where anything is', async () => {
    const server = await start({ minFreeDisk: 1_000 });
    try {
      const stage = await queueStage(server);
      const path = `/ceremonies/${stage.ceremonyId}/health`;
      server.freeDisk = 999;
      // It is measured at most every ten seconds.
      await server.pass(12_000);
      const { status, json, text } = await stage.coordinator.get(path);
      expect(status).toBe(200);
      expect(json).toMatchObject({
        at: Math.floor(server.now() / 1000),
        database: name === 'SQLite' ? 'SQLITE' : 'POSTGRES',
        files: 'DISK',
        disk: { free: 999, needed: 1_000, short: true },
        email: false,
        jobs: ['VERIFICATION', 'FINALIZATION', 'GENESIS'].map((kind) => ({ kind, waiting: 0, running: 0 })),
      });
      expect(text).not.toContain(server.config.data);
      expect((await (await restPerson(server)).get(path)).status).toBe(403);
      expect((await stage.coordinator.get('/ceremonies/999/health')).status).toBe(404);
    } finally {
      await server.close();
    }
  });

  it('counts what is being checked', async () => {
    const server = await start();
    try {
      const stage = await queueStage(server);
      const { db } = server.running.application.ctx.store;
      const job = { kind: 'verify', subject: 'turn/0/0', createdAt: server.now() };
      await db
        .insertInto('job')
        .values([
          { ...job, state: 'RUNNING' },
          { ...job, subject: 'turn/0/1', state: 'QUEUED' },
          { ...job, subject: 'turn/0/2', state: 'DONE' },
        ])
        .execute();
      const { json } = await stage.coordinator.get(`/ceremonies/${stage.ceremonyId}/health`);
      const since = Math.floor(server.now() / 1000);
      expect(json.jobs[0]).toEqual({ kind: 'VERIFICATION', waiting: 1, running: 1, since });
    } finally {
      await server.close();
    }
  });
});
