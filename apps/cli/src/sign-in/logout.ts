import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { restClient } from '@brebaje/client/rest/rest-client';
import { useProxies } from '../proxy.ts';
import { ServerSessions } from '../rest/server-sessions.ts';
import { serverOf } from '../rest/session-here.ts';
import { document } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** Ends the session at a server, there and here; `everywhere` ends the person's other sessions as well. */
export async function logout(
  server: string | undefined,
  options: { everywhere?: boolean; json?: boolean },
  shell: Shell,
): Promise<void> {
  useProxies(shell);
  const where = await serverOf(server === undefined ? {} : { server }, shell);
  const keeper = new ServerSessions(shell.env);
  const session = await keeper.find(where);
  let others = 0;
  if (session) {
    const client = restClient(nodeSurroundings(), where, session.sessionId);
    try {
      if (options.everywhere)
        others = (await client.call<{ ended: number }>({ method: 'DELETE', path: '/sessions' })).body.ended;
      await client.call({ method: 'POST', path: '/auth/sign-out' });
    } catch (error) {
      // One that ended there already is forgotten here.
      if ((error as { code?: string }).code !== 'SESSION_UNKNOWN') throw error;
    }
    await keeper.forget(where);
  }
  if (options.json) return document(shell, { server: where, signedOut: session !== undefined, others });
  if (!session) return shell.out(`Nobody was signed in at ${where}`);
  shell.out(`Signed out of ${where}${others === 0 ? '' : `, and ${others} other sessions ended`}`);
}
