/** Those whom the pages tell of and who do their part between two commands. */
import { encodeContribution } from '@brebaje/kzg/contribution';
import { compute } from '../support/compute.ts';
import { type Answer, type Request, send } from '../support/http.ts';

/** Somebody who came by a link to a KZG ceremony. */
export interface Invited {
  sessionId: string;
  participantId: number;
  /** Checks in and is handed the state. */
  begin(): Promise<void>;
  /** Computes on what was handed out and sends it. */
  finish(): Promise<void>;
}

/** Uses an invitation's link. `slug` is the ceremony that it leads to. */
export async function comeByLink(
  url: string,
  slug: string,
  { token, publicName }: { token: string; publicName: string },
): Promise<Invited> {
  const used = await post(url, '/auth/invitation', {
    body: JSON.stringify({ token, publicName, acceptTerms: 1 }),
  });
  const { session_id: sessionId, participantId } = used.json;
  return { participantId, ...contributor(url, slug, sessionId) };
}

/** Somebody with a session, in one ceremony. */
export function contributor(url: string, slug: string, sessionId: string): Omit<Invited, 'participantId'> {
  const headers = { authorization: `Bearer ${sessionId}` };
  let handedOut = '';
  return {
    sessionId,
    async begin() {
      handedOut = (await post(url, `/sequencer/${slug}/lobby/try_contribute`, { headers })).text;
    },
    async finish() {
      const body = encodeContribution(await compute(handedOut), { signatures: 'omit' });
      await post(url, `/sequencer/${slug}/contribute`, { headers, body });
    },
  };
}

async function post(url: string, path: string, request: Request): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...request.headers };
  const answer = await send(url + path, { method: 'POST', ...request, headers });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer;
}
