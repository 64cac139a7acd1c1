import type { ShownDraft } from '@brebaje/protocol/rest/drafts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findCircuit } from '../rest/find-circuit.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** `brebaje circuit remove <ceremony> <circuit>`: a circuit, or one that is being registered. */
export async function removeCircuit(
  ceremonyNamed: string,
  named: string,
  options: RestOptions,
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const { items } = (
    await client.call<{ items: ShownDraft[] }>({ method: 'GET', path: `/ceremonies/${ceremony.id}/drafts` })
  ).body;
  const draft = items.find(({ slug, state }) => slug === named && state !== 'READY');
  const { slug } = draft ?? findCircuit(ceremony, named);
  const path = draft ? `/drafts/${draft.id}` : `/circuits/${findCircuit(ceremony, named).id}`;
  await client.call({ method: 'DELETE', path });
  if (options.json) return document(shell, { removed: slug });
  shell.out(`${line(slug)} is no longer part of ${line(ceremony.slug)}.`);
}
