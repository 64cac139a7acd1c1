/** Who is signed in, as a worker asks the server. */
import type { SteadyClient } from '@brebaje/client/groth16/steady';
import type { AnswerBody } from '@brebaje/client/rest/bodies';

/** Who begins is not who was here when it was looked at what is here. */
export class SomebodyElse extends Error {
  readonly id: number;
  constructor(id: number) {
    super('somebody else is signed in');
    this.id = id;
  }
}

/** The person's number; null: nobody is signed in, undefined: the server cannot be asked now. */
export async function whoIsHere(client: SteadyClient): Promise<number | null | undefined> {
  const answer = await client.ask<AnswerBody<'readSession'>>({ method: 'GET', path: '/auth/session' });
  return answer && (answer.body.me?.user.id ?? null);
}
