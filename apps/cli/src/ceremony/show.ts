import type { artifactSchema, CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import type { z } from 'zod';
import { findCeremony, pageOf } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { bytes, document, facts, line, maybeWhen } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** A file of the result. */
export type Artifact = z.infer<typeof artifactSchema>;

/** `brebaje ceremony show <ceremony>` */
export async function showCeremony(named: string, options: RestOptions, shell: Shell): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const path = `/ceremonies/${ceremony.id}/artifacts`;
  const artifacts =
    ceremony.status === 'FINALIZED'
      ? (await client.call<{ items: Artifact[] }>({ method: 'GET', path })).body.items
      : [];
  if (options.json) return document(shell, { ...ceremony, ...(artifacts.length === 0 ? {} : { artifacts }) });
  tellCeremony(client.server, ceremony, shell);
  tellArtifacts(client.server, artifacts, shell);
}

function tellCeremony(server: string, ceremony: CeremonyBody, shell: Shell): void {
  const { about, expected, policy, participants, circuits, drained, draining } = ceremony;
  const test = ceremony.test ? ` ${shell.style('yellow', 'TEST')}` : '';
  shell.out(`${shell.style('bold', line(ceremony.title))}${test}\n`);
  const over = drained || ceremony.status === 'FINALIZED' || ceremony.status === 'CANCELED';
  const state = drained ? ', drained' : draining ? ', draining: whoever is inside finishes' : '';
  facts(shell, [
    ['Status', `${ceremony.status}${ceremony.status === 'CLOSED' ? state : ''}`],
    ['Page', pageOf(server, ceremony)],
    ['Number, slug', `${ceremony.id}, ${ceremony.slug}`],
    ['Scheme', schemeOf(ceremony)],
    [ceremony.openedAt === undefined ? 'Opens' : 'Opened', maybeWhen(ceremony.openedAt ?? ceremony.opensAt)],
    [
      ceremony.closedAt === undefined ? 'Closes' : 'Closed',
      maybeWhen(ceremony.closedAt ?? ceremony.closesAt),
    ],
    ['Ends with', ceremony.beacon?.words],
    ['Finalized', maybeWhen(ceremony.finalizedAt)],
    ['Contributions', ceremony.contributions],
    ['Waiting', `${ceremony.waiting} (${policy.discipline.toLowerCase()})`],
    ['Participants', countsOf(participants)],
    ['Circuits', circuits.length < 2 ? undefined : circuits.map(({ slug }) => slug).join(', ')],
    ['Who may join', ceremony.eligibility.words],
    ['A turn takes', over ? undefined : expected.turn.words],
    ['Waiting takes', over ? undefined : expected.wait.words],
    ['Data', over ? undefined : `${bytes(expected.download)} to receive, ${bytes(expected.upload)} to send`],
    ['For', about.purpose],
    ['Needed', about.capability],
    ['When', about.timeline],
    ['Help', about.support],
    ['Terms', `version ${about.terms.version}`],
    ['Receipts signed by', ceremony.receiptAddress],
    ['Manifest', ceremony.manifestHash],
  ]);
}

function schemeOf({ scheme, circuits }: CeremonyBody): string {
  const sizes = circuits[0]?.sizes?.map(({ g1, g2 }) => `${g1},${g2}`).join(':');
  return sizes === undefined ? scheme : `${scheme} ${sizes}`;
}

function countsOf(counts: CeremonyBody['participants']): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([status, count]) => `${count} ${status}`).join(', ');
}

/** The files of a result. */
export function tellArtifacts(server: string, artifacts: readonly Artifact[], shell: Shell): void {
  if (artifacts.length > 0) shell.out('');
  for (const { name, size, sha256, url } of artifacts)
    shell.out(`${line(name)} (${bytes(size)})\n  ${server}${line(url)}\n  SHA-256 ${line(sha256)}`);
}
