import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { ProgressLine } from '../progress-line.ts';
import { type Found, findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { awaitResult } from './await-result.ts';
import { type GivenBeaconOptions, givenBeacon } from './given-beacon.ts';
import { type Artifact, tellArtifacts } from './show.ts';

export interface FinalizeOptions extends RestOptions, GivenBeaconOptions {
  reason?: string;
  wait?: boolean;
}

/** `brebaje ceremony finalize <ceremony>`: begins it, and with --wait shows how far it is until it is done. */
export async function finalizeCeremony(named: string, options: FinalizeOptions, shell: Shell): Promise<void> {
  const beacon = await givenBeacon(options, shell);
  const found = await findCeremony(named, options, shell);
  const { client, ceremony } = found;
  if (options.wait) await untilPublished(await untilDrained(found, shell), shell);
  const own = `/ceremonies/${ceremony.id}`;
  const said = { reason: options.reason, beacon };
  const again = async () =>
    (await client.call<CeremonyBody>({ method: 'POST', path: `${own}/finalize`, body: said })).body;
  const read = async () => (await client.call<CeremonyBody>({ method: 'GET', path: own, patience: {} })).body;
  const begun = await again();
  const body = options.wait ? await awaitResult({ read, again }, begun, nodeSurroundings(), shell) : begun;
  const path = `${own}/artifacts`;
  const done = body.status === 'FINALIZED';
  const artifacts = done
    ? (await client.call<{ items: Artifact[] }>({ method: 'GET', path })).body.items
    : [];
  if (options.json) return document(shell, { ...body, artifacts });
  if (!done) return shell.out(`The result of ${body.slug} is being made; --wait shows how far it is.`);
  shell.out(shell.style('green', `${body.slug} is finalized: verified whole, its result stands.`));
  tellArtifacts(client.server, artifacts, shell);
}

/** Whoever is inside a closed ceremony may finish first. */
async function untilDrained({ client, ceremony }: Found, shell: Shell): Promise<CeremonyBody> {
  const progress = new ProgressLine(shell);
  const path = `/ceremonies/${ceremony.id}`;
  let body = ceremony;
  while (body.status === 'CLOSED' && !body.drained) {
    progress.stage('Waiting for those inside to finish');
    await nodeSurroundings().sleep(1_000, shell.signal);
    body = (await client.call<CeremonyBody>({ method: 'GET', path, patience: {} })).body;
  }
  progress.clear();
  return body;
}

/** A machine that sleeps meanwhile goes on where it is. */
const LONGEST_NAP_MILLIS = 30_000;

/** The beacon of a ceremony that has closed is published by and by. */
async function untilPublished({ status, beacon }: CeremonyBody, shell: Shell): Promise<void> {
  if (status !== 'CLOSED' || beacon?.publishedAt === undefined) return;
  const world = nodeSurroundings();
  const progress = new ProgressLine(shell);
  const publishedAt = beacon.publishedAt * 1000;
  for (let left = publishedAt - world.now(); left > 0; left = publishedAt - world.now()) {
    progress.stage(`Waiting for the beacon, until ${when(beacon.publishedAt)}`);
    await world.sleep(Math.min(left, LONGEST_NAP_MILLIS), shell.signal);
  }
  progress.clear();
}
