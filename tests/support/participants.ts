/** People who take part over REST, and the coordinators of a server's own ceremony. */
import type { Answer } from './http.ts';
import { type RestPerson, restPerson } from './rest-person.ts';
import type { TestServer } from './server.ts';

/** The body that registers somebody. */
export function enrolment(person: Pick<RestPerson, 'userId'>, ceremonyId: number, more: object = {}) {
  return { userId: person.userId, ceremonyId, status: 'CREATED', ...more };
}

/** Somebody new in a ceremony who has accepted the terms. `id`: the participant's. */
export async function enrolled(
  server: TestServer,
  ceremonyId = server.running.ceremony.id,
  more: object = {},
): Promise<RestPerson & { id: number }> {
  const person = await restPerson(server);
  const body = enrolment(person, ceremonyId, { acceptTerms: 1, ...more });
  return { ...person, id: must(await person.post('/participants', body), 201).json.id };
}

/** Somebody who coordinates the project of a ceremony: the server's own unless said. */
export async function coordinatorOf(
  server: TestServer,
  ceremonyId = server.running.ceremony.id,
): Promise<RestPerson> {
  const person = await restPerson(server);
  const { store, clock } = server.running.application.ctx;
  const { projectId } = await store.db
    .selectFrom('ceremony')
    .select('projectId')
    .where('id', '=', ceremonyId)
    .executeTakeFirstOrThrow();
  await store.db
    .insertInto('coordinator')
    .values({ projectId, userId: person.userId, addedAt: clock.now() })
    .execute();
  return person;
}

/** Passes an answer of that status; throws what came instead. */
export function must(answer: Answer, status = 200): Answer {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}
