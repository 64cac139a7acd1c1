import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { invitationLink } from '@brebaje/client/rest/invitation-link';
import { type RestClient, restClient } from '@brebaje/client/rest/rest-client';
import { lookAtInvitation, useInvitation } from '@brebaje/client/rest/use-invitation';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ServerSessions, type UsedLink } from '../rest/server-sessions.ts';
import { line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { askToJoin, type JoinOptions } from './ask-to-join.ts';
import { sessionLabel } from './label.ts';
import { usedElsewhere } from './used-elsewhere.ts';

/** What a link leads to, and whether it was used here before. */
export interface LinkUse extends UsedLink {
  again: boolean;
}

/**
 * Uses an invitation's link, or goes on with what it gave when this person used it before. Whoever it invites
 * to a ceremony has joined then. Throws RestRefusal, CommandError.
 */
export async function useLink(address: string, options: JoinOptions, shell: Shell): Promise<LinkUse> {
  const { server, token } = invitationLink(address);
  const keeper = new ServerSessions(shell.env);
  const stranger = restClient(nodeSurroundings(), server, undefined);
  const earlier = await keeper.findLink(token);
  if (earlier) {
    const known = await joinAgain(stranger, token, earlier, options, shell);
    await keeper.keepLink(token, known);
    return { ...known, again: true };
  }
  const look = await lookAtInvitation(stranger, token);
  // A script has nobody who could approve: it is refused, in words.
  if (look.state === 'USED' && look.ceremony && shell.interactive) {
    const known = await usedElsewhere(stranger, look.ceremony, shell);
    await keeper.keepLink(token, known);
    return { ...known, again: true };
  }
  // What is no good is refused by its use, in words; nothing need be asked before.
  const joining = look.state === 'OPEN' ? await askToJoin(look.ceremony, options, shell) : {};
  const used = await useInvitation(stranger, { token, label: sessionLabel(), ...joining });
  const { sessionId, userId, identity, nickname, role, ceremony, participantId, notJoined } = used;
  const link: UsedLink = {
    server,
    sessionId,
    userId,
    identity,
    name: joining.publicName ?? nickname,
    role,
    ...(ceremony === undefined ? {} : { ceremony }),
    ...(participantId === undefined ? {} : { participantId }),
  };
  await keeper.keepLink(token, link);
  if (notJoined !== undefined)
    throw new CommandError(
      EXIT.notAdmitted,
      `signed in, but not joined: ${line(notJoined)}`,
      'the same command tries again; the link stays good on this machine',
    );
  return { ...link, again: false };
}

/** Somebody who was signed in by the link and could not join tries once more. */
async function joinAgain(
  stranger: RestClient,
  token: string,
  link: UsedLink,
  options: JoinOptions,
  shell: Shell,
): Promise<UsedLink> {
  const { ceremony, participantId, server, sessionId, userId } = link;
  if (ceremony === undefined || participantId !== undefined) return link;
  const look = await lookAtInvitation(stranger, token);
  const joining = await askToJoin(look.ceremony, options, shell);
  const { body } = await restClient(nodeSurroundings(), server, sessionId).call<{ id: number }>({
    method: 'POST',
    path: '/participants',
    body: { userId, ceremonyId: ceremony.id, status: 'CREATED', ...joining },
  });
  return { ...link, participantId: body.id };
}
