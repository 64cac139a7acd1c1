import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { askForCode, awaitApproval } from '@brebaje/client/rest/device-flow';
import { isInvitationLink } from '@brebaje/client/rest/invitation-link';
import { restClient } from '@brebaje/client/rest/rest-client';
import { keyOf, signIn } from '@brebaje/client/sign-in';
import { notingClock } from '../clock-note.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { invocation } from '../invocation.ts';
import { useProxies } from '../proxy.ts';
import { ServerSessions } from '../rest/server-sessions.ts';
import { serverOf } from '../rest/session-here.ts';
import { document, line } from '../rest/tell.ts';
import { readSecret, secretFault } from '../secret-input.ts';
import type { Shell } from '../shell.ts';
import type { JoinOptions } from './ask-to-join.ts';
import { sessionLabel } from './label.ts';
import { useLink } from './use-link.ts';

/** Options of `brebaje login`. */
export interface LoginOptions extends JoinOptions {
  keyFile?: string;
  json?: boolean;
}

interface SignedInHere {
  server: string;
  sessionId: string;
  name: string;
  identity: string | undefined;
  role?: string;
  ceremony?: { id: number; slug: string };
}

/** `brebaje login`: by a link, by a key, or by a code that is approved in a browser. */
export async function login(address: string | undefined, options: LoginOptions, shell: Shell): Promise<void> {
  useProxies(shell);
  const who = await signInHere(address, options, shell);
  const { server, sessionId, name, identity, role, ceremony } = who;
  await new ServerSessions(shell.env).keep(server, { sessionId, name });
  if (options.json) return document(shell, { server, name, identity, role, ceremony });
  const as = role === 'operator' || role === 'coordinator' ? ` (${role})` : '';
  shell.out(`${shell.style('green', 'Signed in')} at ${server} as ${line(name)}${as}`);
  const command = invocation(process.argv[1], process.cwd());
  if (ceremony !== undefined)
    shell.err(`You have joined ${ceremony.slug}: ${command} contribute with the same link takes part\n`);
  else if (as !== '') shell.err(`Next: ${command} ceremony init\n`);
}

async function signInHere(
  address: string | undefined,
  options: LoginOptions,
  shell: Shell,
): Promise<SignedInHere> {
  if (address !== undefined && isInvitationLink(address)) {
    if (options.keyFile !== undefined)
      throw new CommandError(EXIT.usage, 'a link signs in by itself: give the link or a key, not both');
    return useLink(address, options, shell);
  }
  const server = await serverOf(address === undefined ? {} : { server: address }, shell);
  return options.keyFile === undefined
    ? byCode(server, shell)
    : byKey(server, await readSecret(options.keyFile, shell), shell);
}

async function byKey(server: string, secret: string, shell: Shell): Promise<SignedInHere> {
  const key = ownKey(secret);
  const where = { server, base: server, slug: undefined };
  const { sessionId, identity } = await signIn(worldOf(shell), where, key, shell.signal);
  return { server, sessionId, identity, name: key.address };
}

const worldOf = (shell: Shell) =>
  notingClock(nodeSurroundings(), (text) => shell.err(`${shell.style('yellow', 'Note:')} ${text}\n`));

function ownKey(secret: string) {
  try {
    return keyOf(secret);
  } catch (error) {
    return secretFault(error);
  }
}

async function byCode(server: string, shell: Shell): Promise<SignedInHere> {
  const world = worldOf(shell);
  const client = restClient(world, server, undefined);
  const code = await askForCode(world, client, sessionLabel(), shell.signal);
  shell.err(`Open this in a browser, on any device, sign in there and approve:\n\n`);
  shell.err(`  ${shell.style('bold', line(code.link))}\n\n`);
  shell.err(`The code is ${shell.style('bold', line(code.userCode))}: compare it before you approve.\n`);
  const { sessionId, identity, nickname } = await awaitApproval(world, client, code, shell.signal);
  return { server, sessionId, identity, name: nickname };
}
