import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { restClient } from '@brebaje/client/rest/rest-client';
import type { Credential } from '@brebaje/client/sign-in';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { ProgressLine } from '../progress-line.ts';
import { line as plain } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import type { JoinOptions } from '../sign-in/ask-to-join.ts';
import { useLink } from '../sign-in/use-link.ts';

/** Where somebody contributes who came by an invitation, and as whom. */
export interface Invited {
  /** The ceremony's page. */
  url: string;
  /** Its server, and what it is. */
  server: string;
  ceremony: CeremonyBody;
  session: Credential;
  /** As they were greeted. */
  name: string;
  /** Whether the server has a contribution of theirs; false where it does not say. */
  hasContributed(): Promise<boolean>;
}

/**
 * Signs in by an invitation's link, once; the same link goes on later on the same machine. Throws CommandError
 * where it leads to no ceremony.
 */
export async function comeByLink(
  address: string,
  options: JoinOptions,
  shell: Shell,
  line: ProgressLine,
): Promise<Invited> {
  const link = await useLink(address, options, shell);
  const { server, ceremony, sessionId, identity, name } = link;
  if (ceremony === undefined)
    throw new CommandError(
      EXIT.usage,
      `this link makes you ${link.role} at ${server}; it leads to no ceremony`,
      'use it with brebaje login',
    );
  const world = nodeSurroundings();
  const client = restClient(world, server, sessionId);
  const { body } = await client.call<CeremonyBody>({
    method: 'GET',
    path: `/ceremonies/${ceremony.id}`,
    signal: shell.signal,
  });
  line.line(`${link.again ? 'Going on' : 'Joined'} as ${plain(name)}, ${identity}`);
  const hasContributed = async (): Promise<boolean> => {
    if (link.participantId === undefined) return false;
    const path = `/participants/${link.participantId}`;
    const place = await client.call<ParticipantBody>({ method: 'GET', path }).catch(() => undefined);
    return place?.body.contributionStep === 'COMPLETED';
  };
  return {
    url: `${server}/c/${ceremony.slug}`,
    server,
    ceremony: body,
    session: { sessionId, identity },
    name,
    hasContributed,
  };
}
