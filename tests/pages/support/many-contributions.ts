/** A chain with thousands of contributions, without anybody having computed them. */
import { createHash } from 'node:crypto';
import { restPerson } from '../../support/rest-person.ts';
import type { TestServer } from '../../support/server.ts';

const CHECK = { verdict: 'passed', milliseconds: 12, software: 'test 1', message: 'fits' };

/** Puts contributions of one person into the circuit of the server's own ceremony. */
export async function manyContributions(server: TestServer, count: number): Promise<void> {
  const { ctx } = server.running.application;
  const { ceremony } = server.running;
  const person = await restPerson(server);
  const at = ctx.clock.now();
  await ctx.store.transaction(async (trx) => {
    const circuit = await trx
      .selectFrom('circuit')
      .selectAll()
      .where('ceremonyId', '=', ceremony.id)
      .executeTakeFirstOrThrow();
    const identity = await trx
      .selectFrom('identity')
      .select('id')
      .where('userId', '=', person.userId)
      .executeTakeFirstOrThrow();
    const participant = await trx
      .insertInto('participant')
      .values({
        userId: person.userId,
        ceremonyId: ceremony.id,
        identityId: identity.id,
        status: 'DONE',
        contributionStep: 'COMPLETED',
        publicName: 'Ada <b>Lovelace</b>',
        createdAt: at,
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    for (let from = 1; from <= count; from += 100) {
      const positions = Array.from({ length: Math.min(100, count - from + 1) }, (_, index) => from + index);
      const turns = await trx
        .insertInto('turn')
        .values(
          positions.map((position) => ({
            circuitId: circuit.id,
            participantId: participant.id,
            phase: 'CLOSED',
            baseBlob: circuit.headBlob,
            basePosition: position - 1,
            openedAt: at,
            closedAt: at,
            outcome: 'accepted',
          })) as never,
        )
        .returning('id')
        .execute();
      await trx
        .insertInto('contribution')
        .values(
          positions.map((position, index) => ({
            circuitId: circuit.id,
            position,
            participantId: participant.id,
            turnId: turns[index]!.id,
            baseBlob: circuit.headBlob,
            headBlob: createHash('sha256').update(`${position}`).digest('hex'),
            record: '{}',
            checks: JSON.stringify({ format: CHECK, mathematical: CHECK, consistency: CHECK }),
            receipt: `receipt ${position}`,
            signature: '00',
            acceptedAt: at - (count - position) * 60_000,
          })) as never,
        )
        .execute();
    }
    await trx.updateTable('circuit').set({ position: count }).where('id', '=', circuit.id).execute();
  });
}
