/** People who take part by REST alone, from the link that they were sent. */
import { type Answer, send } from '../../support/http.ts';

/** Somebody with a place in a ceremony. */
export interface Guest {
  participantId: number;
  sessionId: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Waits for a turn and begins it. Answers what the turn hands out. */
  begin(): Promise<Turn>;
  /** Hands a file in; answers what completing it was answered. */
  handIn(kind: 'slim' | 'whole', bytes: Uint8Array): Promise<Answer>;
  /** The participant's row. */
  read(): Promise<Answer['json']>;
}

export interface Turn {
  state: string;
  circuit: { slug: string };
  base: { url: string; whole: { url: string } };
}

/** Uses an invitation's link. */
export async function comeAsGuest(url: string, link: string, publicName: string): Promise<Guest> {
  const token = link.split('#')[1]!;
  const joining = { token, publicName, acceptTerms: 1, separate: true };
  const { session_id: sessionId, participantId } = (await call(url, 'POST', '/auth/invitation', joining))
    .json;
  const own: Guest['call'] = (method, path, body, headers) =>
    call(url, method, path, body, { authorization: `Bearer ${sessionId}`, ...headers });
  const path = `/participants/${participantId}`;
  return {
    participantId,
    sessionId,
    call: own,
    async begin() {
      const { status } = (await own('GET', path)).json;
      if (status === 'CREATED') await own('PATCH', path, { status: 'WAITING' });
      for (;;) {
        const { json } = await own('GET', `${path}/turn`, undefined, { prefer: 'wait=1' });
        if (json.state === 'WORKING') return json;
        if (json.state === 'OFFERED')
          await own('PATCH', path, { status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' });
      }
    },
    async handIn(kind, bytes) {
      const { id, partSize } = (await own('POST', `${path}/uploads`, { kind, size: bytes.length })).json;
      const parts: { number: number; etag: string }[] = [];
      for (let number = 1; (number - 1) * partSize < bytes.length; number++) {
        const signed = (await own('POST', `/uploads/${id}/parts`, { numbers: [number] })).json.parts[0];
        const body = bytes.slice((number - 1) * partSize, number * partSize);
        const { headers } = await send(new URL(signed.url, url).href, { method: 'PUT', body });
        parts.push({ number, etag: (headers.get('etag') ?? '').replaceAll('"', '') });
      }
      return own('POST', `/uploads/${id}/complete`, { parts });
    },
    read: async () => (await own('GET', path)).json,
  };
}

function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
