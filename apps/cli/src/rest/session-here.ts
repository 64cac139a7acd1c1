import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { type RestClient, restClient } from '@brebaje/client/rest/rest-client';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { credentialOf } from '@brebaje/client/sign-in';
import { CommandError, EXIT } from '../exit-codes.ts';
import { useProxies } from '../proxy.ts';
import { readSecret, secretFault } from '../secret-input.ts';
import type { Shell } from '../shell.ts';
import type { RestOptions } from './rest-options.ts';
import { ServerSessions } from './server-sessions.ts';

/** The server that is meant: named, from the environment, or the one signed in to last. */
export async function serverOf(options: RestOptions, shell: Shell): Promise<string> {
  const named = options.server ?? shell.env.BREBAJE_SERVER;
  const server =
    named === undefined ? await new ServerSessions(shell.env).current() : sequencerUrl(named).server;
  if (server === undefined)
    throw new CommandError(
      EXIT.usage,
      'no server is named and nobody is signed in',
      'sign in with brebaje login <url>, or name it with --server',
    );
  return server;
}

/** The REST interface as the person who is signed in; without a session as a stranger. */
export async function restHere(options: RestOptions, shell: Shell): Promise<RestClient> {
  useProxies(shell);
  const server = await serverOf(options, shell);
  const given = await givenSession(options, shell);
  const session = given ?? (await new ServerSessions(shell.env).find(server))?.sessionId;
  return restClient(nodeSurroundings(), server, session);
}

async function givenSession(options: RestOptions, shell: Shell): Promise<string | undefined> {
  const text =
    options.sessionFile === undefined
      ? shell.env.BREBAJE_SESSION
      : await readSecret(options.sessionFile, shell);
  if (text === undefined) return undefined;
  try {
    return credentialOf(text).sessionId;
  } catch (error) {
    return secretFault(error);
  }
}
