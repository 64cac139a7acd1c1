import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { askForCode, awaitApproval } from '@brebaje/client/rest/device-flow';
import { type RestClient, restClient } from '@brebaje/client/rest/rest-client';
import type { InvitationLook } from '@brebaje/protocol/rest/invitation';
import type { Me } from '@brebaje/protocol/rest/sessions';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { UsedLink } from '../rest/server-sessions.ts';
import { line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { sessionLabel } from './label.ts';

/**
 * Goes on with a link that the person used in a browser: they approve this terminal there. Throws CommandError
 * when whoever approves does not take part in that ceremony, and what waiting for the approval throws.
 */
export async function usedElsewhere(
  stranger: RestClient,
  ceremony: NonNullable<InvitationLook['ceremony']>,
  shell: Shell,
): Promise<UsedLink> {
  const world = nodeSurroundings();
  const { server } = stranger;
  const code = await askForCode(world, stranger, sessionLabel(), shell.signal);
  shell.err(
    'This link was used already. Was it you? Open this in the browser where you used it, and approve:\n\n',
  );
  shell.err(`  ${shell.style('bold', line(code.link))}\n\n`);
  shell.err(`The code is ${shell.style('bold', line(code.userCode))}: compare it before you approve.\n`);
  const { sessionId, identity, nickname } = await awaitApproval(world, stranger, code, shell.signal);
  const { body } = await restClient(world, server, sessionId).call<Me>({
    method: 'GET',
    path: '/auth/me',
    signal: shell.signal,
  });
  const place = body.participants.find(({ ceremonyId }) => ceremonyId === ceremony.id);
  if (place === undefined)
    throw new CommandError(
      EXIT.notAdmitted,
      `whoever approved has not joined ${line(ceremony.title)}`,
      'approve in the browser where the link was used, or ask whoever invited you for a new link',
    );
  return {
    server,
    sessionId,
    userId: body.user.id,
    identity,
    name: place.publicName ?? nickname,
    role: 'participant',
    ceremony: { id: ceremony.id, slug: ceremony.slug },
    participantId: place.id,
  };
}
