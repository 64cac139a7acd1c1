import { stat } from 'node:fs/promises';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { restClient } from '@brebaje/client/rest/rest-client';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { PAGES } from '@brebaje/protocol/routes';
import { type WellKnown, wellKnownSchema } from '@brebaje/protocol/wire';
import { CommandError, EXIT } from '../exit-codes.ts';
import { useProxies } from '../proxy.ts';
import type { Shell } from '../shell.ts';

/** What somebody wants verified. */
export type What =
  /** A KZG transcript, in a file or of a sequencer; `place`: of which ceremony, where the server tells. */
  | { kind: 'transcript'; place?: { server: string; slug: string } }
  | { kind: 'folder'; path: string }
  | { kind: 'circuits'; server: string; slug: string };

/** Tells an archive from a transcript, and a ceremony of circuits from one of powers. Throws CommandError. */
export async function whatIs(named: string, shell: Shell): Promise<What> {
  const found = await stat(named).catch(() => undefined);
  if (found?.isDirectory()) return { kind: 'folder', path: named };
  if (found || !isAddress(named)) return { kind: 'transcript' };
  const { server, slug } = sequencerUrl(named);
  const said = await wellKnownOf(server, shell);
  // Sequencers of others say nothing of themselves.
  const ceremonies = said?.ceremonies ?? [];
  if (slug !== undefined) {
    const scheme = ceremonies.find((one) => one.slug === slug)?.scheme;
    if (scheme === undefined) return { kind: 'transcript' };
    return scheme === 'GROTH16'
      ? { kind: 'circuits', server, slug }
      : { kind: 'transcript', place: { server, slug } };
  }
  const powers = ceremonies.filter(({ scheme }) => scheme === 'KZG');
  const [one] = powers;
  if (one && powers.length === 1) return { kind: 'transcript', place: { server, slug: one.slug } };
  if (ceremonies.length === 0 || one) return { kind: 'transcript' };
  const [only, second] = ceremonies;
  if (only && !second) return { kind: 'circuits', server, slug: only.slug };
  throw new CommandError(
    EXIT.usage,
    `which ceremony of ${server}?`,
    'give the address of its page: brebaje ceremony list names them',
  );
}

/** Whether a word is an address, and no name of a file. */
export function isAddress(what: string): boolean {
  return /^https?:\/\//i.test(what) || /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(what);
}

/** What a server says of itself; undefined for those of others. */
export async function wellKnownOf(server: string, shell: Shell): Promise<WellKnown | undefined> {
  useProxies(shell);
  try {
    const client = restClient(nodeSurroundings(), server, undefined);
    const { body } = await client.call({ method: 'GET', path: PAGES.wellKnown, signal: shell.signal });
    return wellKnownSchema.safeParse(body).data;
  } catch (error) {
    if (shell.signal.aborted) throw error;
    return undefined;
  }
}
