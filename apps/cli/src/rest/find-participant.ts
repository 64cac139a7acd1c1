import type { RestClient } from '@brebaje/client/rest/rest-client';
import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { CommandError, EXIT } from '../exit-codes.ts';

/** Finds somebody in a ceremony: by the number there, the public name, or `id:` and the number of the row. */
export async function findParticipant(
  client: RestClient,
  ceremonyId: number,
  named: string,
): Promise<ParticipantBody> {
  const row = /^id:(\d{1,15})$/.exec(named)?.[1];
  if (row !== undefined) {
    const { body } = await client.call<ParticipantBody>({ method: 'GET', path: `/participants/${row}` });
    if (body.ceremonyId === ceremonyId) return body;
  } else {
    const number = /^\d+$/.test(named) ? Number(named) : undefined;
    const fits = (person: ParticipantBody) =>
      number === undefined
        ? person.publicName.toLowerCase() === named.toLowerCase()
        : person.number === number;
    const found: ParticipantBody[] = [];
    for await (const person of client.all<ParticipantBody>(`/ceremonies/${ceremonyId}/participants`))
      if (fits(person)) found.push(person);
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw new CommandError(EXIT.usage, `several participants are called ${named}`, 'give the number');
  }
  throw new CommandError(
    EXIT.refused,
    `there is no participant ${named} in this ceremony`,
    'brebaje participant list shows who is there, with numbers and names',
  );
}
