import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document, facts, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** The answer of `GET /auth/me`, as far as it is shown. */
interface Me {
  user: { id: number; publicName?: string; role?: string };
  identities: { nickname: string; provider: string; current: boolean }[];
  session: { label?: string; expiresAt: number };
  projects: { slug: string; name: string; owner: boolean }[];
  participants: { ceremony: string; status: string; number?: number; publicName?: string }[];
}

/** `brebaje whoami` */
export async function whoami(options: RestOptions, shell: Shell): Promise<void> {
  const client = await restHere(options, shell);
  const { body } = await client.call<Me>({ method: 'GET', path: '/auth/me', signal: shell.signal });
  if (options.json) return document(shell, { server: client.server, ...body });
  const { user, identities, session, projects, participants } = body;
  const listed = <T>(items: T[], text: (item: T) => string) => items.map(text).map(line).join('\n');
  facts(shell, [
    ['Server', client.server],
    ['User', `${user.id}${user.publicName === undefined ? '' : ` ${line(user.publicName)}`}`],
    ['Role', user.role],
    ['Accounts', listed(identities, ({ nickname, provider }) => `${nickname} (${provider})`)],
    ['Session', `${line(session.label ?? 'this one')}, until ${when(session.expiresAt)}`],
    ['Projects', listed(projects, ({ slug, owner }) => `${slug}${owner ? '' : ' (coordinator)'}`)],
    [
      'Takes part in',
      listed(
        participants,
        ({ ceremony, status, number }) =>
          `${ceremony}${number === undefined ? '' : ` as number ${number}`}: ${status}`,
      ),
    ],
  ]);
  if (projects.length + participants.length === 0 && user.role === undefined)
    shell.err('You take part in no ceremony here yet\n');
}
