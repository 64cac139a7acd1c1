/** Many people with a session, without the work of signing in a thousand times. */
import { randomBytes, randomUUID } from 'node:crypto';
import { hashId } from '@brebaje/server/auth/secret-id';
import { Contributor } from '../support/contributor.ts';
import type { TestServer } from '../support/server.ts';

/** Writes what that many sign-ins leave behind. */
export async function seat(server: TestServer, count: number): Promise<Contributor[]> {
  const { ctx } = server.running.application;
  const people = Array.from({ length: count }, () => ({
    sessionId: randomUUID(),
    address: `0x${randomBytes(20).toString('hex')}`,
  }));
  const now = ctx.clock.now();
  await ctx.store.transaction(async (trx) => {
    const users = await trx
      .insertInto('user')
      .values(people.map(() => ({ publicName: null, createdAt: now })))
      .returning('id')
      .execute();
    const identities = await trx
      .insertInto('identity')
      .values(
        people.map(({ address }, index) => ({
          userId: users[index]!.id,
          provider: 'Ethereum' as const,
          subject: address,
          handle: address,
          createdAt: now,
        })),
      )
      .returning(['id', 'userId'])
      .execute();
    const sessions = people.map(({ sessionId }, index) => ({
      idHash: hashId(sessionId),
      userId: identities[index]!.userId,
      identityId: identities[index]!.id,
      ceremonyId: null,
      enteredAt: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + 86_400_000,
    }));
    await trx.insertInto('session').values(sessions).execute();
  });
  return people.map(({ sessionId, address }) => {
    const session = { sessionId, sub: `eth|${address}`, nickname: address, provider: 'Ethereum' };
    return new Contributor(server, session);
  });
}

/** What each of them is answered to a check-in, counted; a few connections at a time. */
export async function rollCall(
  people: Contributor[],
  headers: Record<string, string> = {},
): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  const waiting = [...people];
  const clerk = async () => {
    for (let person = waiting.pop(); person; person = waiting.pop()) {
      const { status, json } = await person.poll(headers);
      const answer = `${status} ${json.code ?? 'handed out'}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, clerk));
  return answers;
}
