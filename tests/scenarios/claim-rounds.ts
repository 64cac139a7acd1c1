/** Many people who want one free slot at the same moment, again and again. */
import { expect } from 'vitest';
import { type QueuePerson, queueStage } from '../support/queue-stage.ts';
import type { TestServer } from '../support/server.ts';

const PEOPLE = 20;

/** Each round: everybody claims at once, exactly one has the slot, and gives it up again. */
export async function claimRounds(server: TestServer, rounds: number): Promise<void> {
  const stage = await queueStage(server);
  const { db } = server.running.application.ctx.store;
  const people: QueuePerson[] = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await stage.person());
  const holder = () =>
    db
      .selectFrom('participant')
      .select('id')
      .where('ceremonyId', '=', stage.ceremonyId)
      .where('status', '=', 'READY')
      .execute();
  const openTurns = () =>
    db
      .selectFrom('turn')
      .select('participantId as id')
      .where('phase', '<>', 'CLOSED')
      .where('circuitId', 'in', stage.circuits)
      .execute();
  /** Nobody is there any more, and whoever had the slot gives it back. */
  const freeSlot = async () => {
    await db
      .updateTable('participant')
      .set({ presentUntil: null })
      .where('ceremonyId', '=', stage.ceremonyId)
      .execute();
    for (const { id } of await holder()) await people.find((person) => person.id === id)?.decline();
    expect(await openTurns()).toEqual([]);
  };
  for (let round = 0; round < rounds; round++) {
    await freeSlot();
    const answers = await Promise.all(
      people.map((person) => person.post(`/participants/${person.id}/presence`, { sign: 'ACTION' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ json }) => json.state === 'OFFERED')).toHaveLength(1);
    const held = await holder();
    expect(held).toHaveLength(1);
    expect(await openTurns()).toEqual(held);
  }
  const [{ id }] = (await holder()) as [{ id: number }];
  const winner = people.find((person) => person.id === id)!;
  const starts = await Promise.allSettled(Array.from({ length: PEOPLE }, () => winner.start()));
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
}
