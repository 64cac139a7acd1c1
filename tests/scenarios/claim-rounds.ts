/** Many people who want one free slot at the same moment, again and again. */
import { expect } from 'vitest';
import { type QueuePerson, queueStage } from '../support/queue-stage.ts';
import type { TestServer } from '../support/server.ts';

const PEOPLE = 20;

/** Each round: everybody claims at once, exactly one has the slot, starts it once, and gives it up again. */
export async function claimRounds(server: TestServer, rounds: number): Promise<void> {
  const stage = await queueStage(server, { policy: { lostTurn: 'NOTHING', attempts: 1_000_000 } });
  const { ctx } = server.running.application;
  const people: QueuePerson[] = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await stage.person());
  const say = (person: QueuePerson, sign: string) =>
    person.post(`/participants/${person.id}/presence`, { sign });
  const freeSlot = async () => {
    for (const person of people) if ((await person.row()).presentUntil !== null) await say(person, 'LEAVING');
    for (const person of people) if ((await person.row()).status === 'READY') await person.decline();
  };
  for (let round = 0; round < rounds; round++) {
    await freeSlot();
    const answers = await Promise.all(people.map((person) => say(person, 'ACTION')));
    const winners = answers.filter(({ json }) => json.state === 'OFFERED');
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(winners).toHaveLength(1);
    const open = await ctx.store.db
      .selectFrom('turn')
      .select(['participantId', 'phase'])
      .where('phase', '<>', 'CLOSED')
      .where('circuitId', '=', stage.circuits[0]!)
      .execute();
    expect(open).toHaveLength(1);
    const ready = (await stage.statuses()).filter((status) => status === 'READY');
    expect(ready).toHaveLength(1);
    expect((await people.find(({ id }) => id === open[0]!.participantId)!.row()).status).toBe('READY');
  }
  await freeSlot();
  const [first] = people as [QueuePerson];
  await say(first, 'ACTION');
  const starts = await Promise.allSettled(Array.from({ length: PEOPLE }, () => first.start()));
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
}
