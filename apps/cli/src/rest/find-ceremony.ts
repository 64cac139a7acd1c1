import { type RestClient, RestRefusal } from '@brebaje/client/rest/rest-client';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import type { RestOptions } from './rest-options.ts';
import { restHere } from './session-here.ts';

/** A ceremony that somebody named, and the server it is on. */
export interface Found {
  client: RestClient;
  ceremony: CeremonyBody;
  etag: string | undefined;
}

/** Finds a ceremony by what people have at hand: its slug, its number, or the address of its page. */
export async function findCeremony(named: string, options: RestOptions, shell: Shell): Promise<Found> {
  // No slug has these signs.
  const address = /[/:.]/.test(named) ? sequencerUrl(named) : undefined;
  const client = await restHere(address ? { ...options, server: address.server } : options, shell);
  const name = address ? (address.slug ?? (await onlyCeremony(client))) : named;
  const path = /^\d+$/.test(name) ? `/ceremonies/${name}` : `/ceremonies/by-slug/${encodeURIComponent(name)}`;
  const { body, etag } = await client
    .call<CeremonyBody>({ method: 'GET', path, signal: shell.signal })
    .catch((error: unknown) => {
      if (!(error instanceof RestRefusal) || error.serverCode !== 'NOT_FOUND') throw error;
      throw new RestRefusal(error.status ?? 404, {
        ...error.problem,
        detail: `there is no ceremony ${name} at ${client.server}`,
        next: 'brebaje ceremony list names them; is it on another server? --server names one',
      });
    });
  return { client, ceremony: body, etag };
}

/** The address of a ceremony's page, for people. */
export function pageOf(server: string, { links }: Pick<CeremonyBody, 'links'>): string {
  return /^https?:/.test(links.page) ? links.page : server + links.page;
}

/** A server's own address stands for its ceremony while it has one. */
async function onlyCeremony(client: RestClient): Promise<string> {
  const { body } = await client.call<{ items: { slug: string }[] }>({
    method: 'GET',
    path: '/ceremonies?limit=2',
  });
  const [only, second] = body.items;
  if (only && !second) return only.slug;
  throw new CommandError(
    EXIT.usage,
    `which ceremony of ${client.server}?`,
    'brebaje ceremony list names them; give the slug, the number or the page’s address',
  );
}
