/** Many who want the same thing at the same moment, again and again: one has it, the others are told so. */
import { afterEach, describe, expect, it } from 'vitest';
import { newContributors } from '../support/contributor.ts';
import type { Answer } from '../support/http.ts';
import { enrolled, must } from '../support/participants.ts';
import { type QueuePerson, queueStage } from '../support/queue-stage.ts';
import { backings, type TestServer } from '../support/server.ts';

const PEOPLE = 20;
const BUSY = 'TryContributeError::AnotherContributionInProgress';

/** A lobby in which check-ins count whenever they come, and a turn that is given back costs nothing. */
const OPEN_LOBBY = {
  checkInInterval: 3_600_000,
  checkInTolerance: 3_600_000,
  multiContribution: true,
  ceremonySizes: '4,3',
};

/** Rounds in an hour: nobody may let offers go much more often. */
const OFTEN = 25;

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();
const oneOf = (won: number, lost: number) => [won, ...Array(PEOPLE - 1).fill(lost)].sort();

/** Each round: nobody is there, then everybody asks for the free slot at once; then everybody starts at once. */
async function queueRounds(server: TestServer, rounds: number): Promise<void> {
  const stage = await queueStage(server, { policy: { lostTurn: 'NOTHING', attempts: 1_000_000 } });
  const { db } = server.running.application.ctx.store;
  const people: QueuePerson[] = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await stage.person());
  const all = (changes: object) =>
    Promise.all(people.map((person) => person.patch(`/participants/${person.id}`, changes)));
  const open = () =>
    db
      .selectFrom('turn')
      .select(['participantId', 'phase'])
      .where('circuitId', '=', stage.circuits[0]!)
      .where('phase', '<>', 'CLOSED')
      .execute();
  // Whoever came first was offered the slot, and nobody else is there.
  await db.updateTable('participant').set({ presentUntil: null }).execute();
  await people[0]!.decline();
  for (let round = 0; round < rounds; round++) {
    const asked = await all({ status: 'READY' });
    expect(statuses(asked)).toEqual(oneOf(200, 409));
    const winner = people[asked.findIndex(({ status }) => status === 200)]!;
    expect(await open()).toEqual([{ participantId: winner.id, phase: 'OFFERED' }]);
    const started = await all({ status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' });
    expect(statuses(started)).toEqual(oneOf(200, 409));
    expect(started.findIndex(({ status }) => status === 200)).toBe(people.indexOf(winner));
    expect(await open()).toEqual([{ participantId: winner.id, phase: 'WORKING' }]);
    await db.updateTable('participant').set({ presentUntil: null }).execute();
    must(await stage.coordinator.post(`/participants/${winner.id}/timeout`, { reason: 'next round' }));
    await server.tick();
    expect((await winner.row()).status).toBe('WAITING');
  }
}

/** Each round: everybody in the lobby checks in at once, and one is handed the state and gives it back. */
async function lobbyRounds(server: TestServer, rounds: number): Promise<void> {
  const people = await newContributors(server, PEOPLE);
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all(people.map((person) => person.poll()));
    expect(statuses(answers)).toEqual(Array(PEOPLE).fill(200));
    const winners = people.filter((_, index) => answers[index]!.json.contributions);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ json }) => json.code === BUSY)).toHaveLength(PEOPLE - 1);
    expect((await winners[0]!.abort()).status).toBe(200);
    await server.tick();
  }
}

/** Each round: two changes to one participant at once, with If-Match and without. */
async function changeRounds(server: TestServer, rounds: number): Promise<void> {
  const stage = await queueStage(server, { policy: { lostTurn: 'NOTHING', attempts: 1_000_000 } });
  const named = await enrolled(server, stage.ceremonyId);
  const anna = await stage.person({ waits: false });
  for (let round = 0; round < rounds; round++) {
    const path = `/participants/${named.id}`;
    const etag = (await named.get(path)).headers.get('etag') ?? '';
    const names = ['one', 'two'].map((name) => ({ publicName: `${name} ${round}` }));
    const two = await Promise.all(names.map((name) => named.patch(path, name, { 'if-match': etag })));
    expect(statuses(two)).toEqual([200, 412]);
    const { json } = await named.get(path);
    expect(json.publicName).toBe(two.find(({ status }) => status === 200)!.json.publicName);

    if (round % OFTEN === 0) server.step(3_600_000);
    if (round === 0) await anna.join();
    else must(await anna.patch(`/participants/${anna.id}`, { status: 'READY' }));
    const moves = ['CONTRIBUTING', 'WAITING'].map((status) =>
      anna.patch(`/participants/${anna.id}`, { status }),
    );
    const [started, declined] = await Promise.all(moves);
    expect(statuses([started!, declined!])).toEqual([200, 409]);
    const { status } = await anna.row();
    expect(status).toBe(started!.status === 200 ? 'CONTRIBUTING' : 'WAITING');
    if (status === 'WAITING') continue;
    must(await stage.coordinator.post(`/participants/${anna.id}/timeout`, { reason: 'next round' }));
    await server.tick();
  }
}

/** The tests of all of it, so many rounds each. */
export function races(rounds: number): void {
  describe.each(backings())('at the same moment on $name', ({ start }) => {
    let server: TestServer;
    afterEach(() => server.close());

    it('twenty who ask for a slot and start: one has it', async () => {
      server = await start();
      await queueRounds(server, rounds);
    });

    it('twenty who check in: one is handed the state', async () => {
      server = await start(OPEN_LOBBY);
      await lobbyRounds(server, rounds);
    });

    it('two who change one participant: one does, the other is told', async () => {
      server = await start();
      await changeRounds(server, rounds);
    });
  });
}
