import { isDeepStrictEqual } from 'node:util';
import type { CeremonyBody, CeremonyDraft } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { readCeremonyFile } from './file.ts';
import { changesOf, settingsOf } from './settings.ts';

export interface EditOptions extends RestOptions {
  set?: string[];
  reason?: string;
}

/** `brebaje ceremony edit <ceremony> [file]`: changes what the file or --set says, and nothing else. */
export async function editCeremony(
  named: string,
  path: string | undefined,
  options: EditOptions,
  shell: Shell,
): Promise<void> {
  const { set = [], reason } = options;
  if ((path === undefined) === (set.length === 0))
    throw new CommandError(EXIT.usage, 'what is to be changed?', 'give a file, or --set key=value');
  const draft = path === undefined ? undefined : await readCeremonyFile(path);
  const { client, ceremony, etag } = await findCeremony(named, options, shell);
  const { id, slug, title, openedAt } = ceremony;
  if (draft !== undefined && draft.slug !== slug)
    throw new CommandError(
      EXIT.usage,
      `${path} is about ${draft.slug}, not about ${slug}`,
      'slugs are permanent',
    );
  if (draft !== undefined) refuseFixed(draft, ceremony);
  const changes = draft === undefined ? settingsOf(set, { slug, title }) : changesOf(draft);
  // What the manifest fixes need not be repeated: unchanged, it is no change.
  if (openedAt !== undefined)
    for (const name of ['title', 'test', 'opensAt'] as const)
      if (changes[name] === ceremony[name]) delete changes[name];
  const { body } = await client.call<CeremonyBody>({
    method: 'PATCH',
    path: `/ceremonies/${id}`,
    body: { ...changes, reason },
    ...(etag === undefined ? {} : { ifMatch: etag }),
  });
  if (options.json) return document(shell, body);
  const public_ =
    openedAt === undefined ? '' : ' Old and new are public; who waits keeps the rules of before.';
  shell.out(`Changed ${slug}.${public_}`);
}

/** Refuses what no change takes: leaving it out silently would look like a change. */
function refuseFixed({ scheme, sizes }: CeremonyDraft, { scheme: fixed, circuits }: CeremonyBody): void {
  const now = circuits[0]?.sizes;
  const wrong =
    scheme !== undefined && scheme !== fixed
      ? 'the scheme'
      : sizes !== undefined && now !== undefined && !isDeepStrictEqual(sizes, now)
        ? 'its sizes'
        : undefined;
  if (wrong !== undefined)
    throw new CommandError(
      EXIT.usage,
      `${wrong} cannot change once a ceremony is created`,
      'create another ceremony with a slug of its own, and cancel this one',
    );
}
