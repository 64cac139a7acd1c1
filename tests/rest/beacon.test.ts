/** Naming the beacon of a ceremony over REST: before the opening, by the closing, and by amendments. */
import { DEFAULT_BEACON } from '@brebaje/ceremony/beacon';
import { QUICKNET, roundFrom } from '@brebaje/groth16/beacon/drand';
import { slotSeconds } from '@brebaje/groth16/beacon/ethereum';
import { eventsAfter } from '@brebaje/server/store/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeManifest } from '../support/groth16-stage.ts';
import { outcome } from '../support/http.ts';
import { type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { contribute } from '../support/test-scheme.ts';

const DAY = 86_400;

describe.each(backings())('the beacon on $name', ({ start }) => {
  let server: TestServer;
  let operator: RestPerson;
  beforeEach(async () => {
    server = await start();
    operator = await restPerson(server, { role: 'operator' });
  });
  afterEach(() => server.close());

  const now = () => server.now() / 1000;
  const firstAfter = (seconds: number) => roundFrom(QUICKNET, seconds + DAY);
  const read = async (id: number) => (await stranger(server).get(`/ceremonies/${id}`)).json;
  const patch = (id: number, body: object) =>
    operator.patch(`/ceremonies/${id}`, { reason: 'why not', ...body });
  const amendments = async (id: number) => {
    const events = await eventsAfter(server.running.application.ctx.store.db, id, 0, 1000);
    return events.map(({ type, body }) => ({ type, ...JSON.parse(body).data }));
  };
  const draft = (changes: object) =>
    operator.post('/ceremonies', { projectId: server.running.ceremony.projectId, title: 'T', ...changes });

  it('is drand’s a day after the closing unless the draft says otherwise', async () => {
    const usual = await draft({ slug: 'usual', scheme: 'GROTH16' });
    expect(usual.json.policy.beacon).toEqual({ source: 'drand-quicknet', notBefore: DAY, exponent: 10 });
    expect(usual.json.beacon).toEqual({
      source: 'drand-quicknet',
      words: 'The first round of drand’s quicknet that is published 24h after the closing',
    });
    const beacon = { source: 'drand-quicknet', notBefore: 7_200 } as const;
    const own = await draft({ slug: 'own', scheme: 'GROTH16', policy: { beacon } });
    expect(own.json.policy.beacon).toMatchObject({ notBefore: 7_200 });
    const slot = await patch(own.json.id, {
      policy: { beacon: { source: 'ethereum-slot', slot: 12_000_000 } },
    });
    expect(slot.json.beacon).toMatchObject({ slot: 12_000_000, publishedAt: slotSeconds(12_000_000) });
    for (const wrong of [
      { source: 'drand-quicknet', notBefore: 1 },
      { source: 'drand-quicknet', exponent: 20 },
      { source: 'drand-quicknet', slot: 5 },
      { source: 'ethereum-slot' },
      { source: 'bitcoin', block: 5 },
    ])
      expect(outcome(await draft({ slug: 'wrong', scheme: 'GROTH16', policy: { beacon: wrong } }))).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
    const kzg = await draft({ slug: 'kzg-2', scheme: 'KZG', policy: { beacon } });
    const { findings } = (await stranger(server).get(`/ceremonies/${kzg.json.id}/check`)).json;
    expect(findings).toContainEqual(expect.objectContaining({ level: 'FAULT', code: 'BEACON' }));
    expect((await read(server.running.ceremony.id)).beacon).toBeUndefined();
  });

  it('of a slot before the closing keeps a ceremony from opening', async () => {
    const slot = Math.floor((now() + DAY - slotSeconds(0)) / 12);
    const policy = { beacon: { source: 'ethereum-slot', slot } };
    const { json } = await draft({ slug: 'slots', scheme: 'GROTH16', closesAt: now() + 2 * DAY, policy });
    const { findings } = (await stranger(server).get(`/ceremonies/${json.id}/check`)).json;
    expect(findings).toContainEqual(expect.objectContaining({ level: 'FAULT', code: 'BEACON_TOO_EARLY' }));
  });

  describe('of an open ceremony', () => {
    let stage: QueueStage;
    let id: number;
    const begin = async (policy = {}) => {
      stage = await queueStage(server, { policy });
      id = stage.ceremonyId;
      await writeManifest(server, id);
    };

    it('is named by the closing date, and with it a later one, never an earlier one', async () => {
      await begin();
      expect((await read(id)).beacon.round).toBeUndefined();
      const closesAt = now() + 10 * DAY;
      const named = (await patch(id, { closesAt })).json.beacon;
      expect(named).toMatchObject({ source: 'drand-quicknet', round: firstAfter(closesAt) });
      expect(named.publishedAt).toBeGreaterThanOrEqual(closesAt + DAY);
      expect(named.words).toMatch(/^Round \d+ of drand’s quicknet \(2026-01-12 00:00 UTC\)$/);
      const later = (await patch(id, { closesAt: closesAt + DAY, reason: 'people asked' })).json.beacon;
      expect(later.round).toBe(firstAfter(closesAt + DAY));
      const told = (await amendments(id)).at(-1);
      expect(told).toMatchObject({
        type: 'ceremony.amended',
        who: 'operator',
        why: 'people asked',
        changes: [
          { field: 'closesAt', old: closesAt * 1000, new: (closesAt + DAY) * 1000 },
          { field: 'beacon', old: { ...DEFAULT_BEACON, round: named.round }, new: { round: later.round } },
        ],
      });
      expect((await patch(id, { closesAt: closesAt - DAY })).json.beacon.round).toBe(later.round);
      const round = (value: number) =>
        patch(id, { policy: { beacon: { source: 'drand-quicknet', round: value } } });
      const earlier = await round(later.round - 1);
      expect(outcome(earlier)).toEqual([409, 'NOT_AMENDABLE']);
      expect(earlier.json.detail).toContain('earlier');
      expect((await round(later.round + 5)).json.beacon.round).toBe(later.round + 5);
      for (const beacon of [
        { source: 'ethereum-slot', slot: 90_000_000 },
        { source: 'drand-quicknet', notBefore: 2 * DAY },
      ])
        expect(outcome(await patch(id, { policy: { beacon } }))).toEqual([409, 'NOT_AMENDABLE']);
    });

    it('is fixed by the closing itself when no date was planned, or it comes late', async () => {
      await begin();
      await patch(id, { status: 'CLOSED' });
      const { beacon } = await read(id);
      expect(beacon.round).toBe(firstAfter(now()));
      expect((await amendments(id)).at(-1)).toMatchObject({
        type: 'ceremony.closed',
        beacon: { source: 'drand-quicknet', round: beacon.round, at: beacon.publishedAt * 1000 },
      });
      expect(outcome(await patch(id, { policy: { attempts: 9 } }))).toEqual([409, 'NOT_AMENDABLE']);
    });

    it('stays when it is closed before its date', async () => {
      await begin();
      const { round } = (await patch(id, { closesAt: now() + 5 * DAY })).json.beacon;
      await patch(id, { status: 'CLOSED' });
      expect((await read(id)).beacon.round).toBe(round);
    });

    it('is a later one when the last contribution came after it', async () => {
      await begin({ checkInInterval: 30 * DAY * 1000, drainPatience: 30 * DAY * 1000 });
      const person = await stage.person();
      await person.start();
      await patch(id, { status: 'CLOSED' });
      const { round, publishedAt } = (await read(id)).beacon;
      server.step((publishedAt - now()) * 1000 + 5_000);
      await server.tick();
      expect((await read(id)).drained).toBe(false);
      await person.upload(contribute(await person.base(), 'late'));
      await verdicts(server);
      await server.tick();
      const after = await read(id);
      expect(after).toMatchObject({ drained: true, beacon: { round: firstAfter(now()) } });
      expect(after.beacon.round).toBeGreaterThan(round);
      expect((await amendments(id)).at(-1)).toMatchObject({
        type: 'ceremony.drained',
        beacon: { round: after.beacon.round },
      });
    });

    it('stands once it is published', async () => {
      await begin();
      await patch(id, { status: 'CLOSED' });
      await server.tick();
      const { round, publishedAt } = (await read(id)).beacon;
      const name = (value: number) =>
        patch(id, { policy: { beacon: { source: 'drand-quicknet', round: value } } });
      expect((await name(round + 1)).json.beacon.round).toBe(round + 1);
      server.step((publishedAt - now()) * 1000 + 3_000);
      await server.tick();
      const stands = await name(round + 100_000);
      expect(outcome(stands)).toEqual([409, 'NOT_AMENDABLE']);
      expect(stands.json.detail).toContain('it stands');
    });

    it('of a slot has to be a later one when the closing is', async () => {
      const slot = Math.ceil((now() + 3 * DAY - slotSeconds(0)) / 12);
      await begin({ beacon: { source: 'ethereum-slot', slot, exponent: 10 } });
      const closesAt = now() + 4 * DAY;
      const refused = await patch(id, { closesAt });
      expect(outcome(refused)).toEqual([409, 'NOT_AMENDABLE']);
      expect(refused.json.detail).toContain('name a later one');
      const policy = { beacon: { source: 'ethereum-slot', slot: slot + 20_000 } };
      expect((await patch(id, { closesAt, policy })).json.beacon.slot).toBe(slot + 20_000);
      const earlier = { beacon: { source: 'ethereum-slot', slot } };
      expect(outcome(await patch(id, { policy: earlier }))).toEqual([409, 'NOT_AMENDABLE']);
    });
  });
});
