/** People with first-party sessions, as programs that speak REST. */
import { randomBytes, randomUUID } from 'node:crypto';
import { hashId } from '@brebaje/server/auth/secret-id';
import { createSession } from '@brebaje/server/store/sessions';
import { findOrCreateUser } from '@brebaje/server/store/users';
import { type Answer, send } from './http.ts';
import type { TestServer } from './server.ts';

export interface RestPerson {
  userId: number;
  sessionId: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

export interface NewPerson {
  role?: 'operator' | 'coordinator' | null;
  /** `0x…`; a fresh one unless given. */
  address?: string;
  /** The session is for the sequencer routes of this ceremony only. */
  sequencerOf?: number;
}

/** Signs somebody in behind the server's back: sign-in itself is tested elsewhere. */
export async function restPerson(server: TestServer, wanted: NewPerson = {}): Promise<RestPerson> {
  const { ctx } = server.running.application;
  const sessionId = randomUUID();
  const subject = wanted.address ?? `0x${randomBytes(20).toString('hex')}`;
  const userId = await ctx.store.transaction(async (trx) => {
    const now = ctx.clock.now();
    const account = { provider: 'Ethereum', subject, handle: subject } as const;
    const { user, identity } = await findOrCreateUser(trx, account, now);
    if (wanted.role)
      await trx.updateTable('user').set({ role: wanted.role }).where('id', '=', user.id).execute();
    await createSession(trx, {
      idHash: hashId(sessionId),
      userId: user.id,
      identityId: identity.id,
      ceremonyId: wanted.sequencerOf ?? null,
      publicId: randomUUID(),
      enteredAt: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + 10 * 86_400_000,
    });
    return user.id;
  });
  return { userId, sessionId, ...caller(server, { authorization: `Bearer ${sessionId}` }) };
}

/** Somebody without a session. */
export function stranger(server: TestServer): Omit<RestPerson, 'userId' | 'sessionId'> {
  return caller(server, {});
}

function caller(server: TestServer, own: Record<string, string>): Omit<RestPerson, 'userId' | 'sessionId'> {
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(server.url + path, {
      method,
      headers: { ...own, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    remove: (path) => call('DELETE', path),
  };
}
