import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { type Found, findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { type GivenBeaconOptions, givenBeacon } from './given-beacon.ts';
import { type Artifact, tellArtifacts } from './show.ts';

export interface FinalizeOptions extends RestOptions, GivenBeaconOptions {
  reason?: string;
  wait?: boolean;
}

const PHASES: Record<string, string> = {
  BEACON: 'Asking for the beacon',
  APPLYING: 'Adding the beacon',
  TRANSCRIPT: 'Putting the transcript together',
  VERIFYING: 'Verifying the whole chain',
  EXPORTING: 'Exporting the result',
  WRITING: 'Writing the files',
};

/** `brebaje ceremony finalize <ceremony>`: begins it, and with --wait shows how far it is until it is done. */
export async function finalizeCeremony(named: string, options: FinalizeOptions, shell: Shell): Promise<void> {
  const beacon = await givenBeacon(options, shell);
  const found = await findCeremony(named, options, shell);
  const { client, ceremony } = found;
  if (options.wait) await untilPublished(await untilDrained(found, shell), shell);
  const begun = await client.call<CeremonyBody>({
    method: 'POST',
    path: `/ceremonies/${ceremony.id}/finalize`,
    body: { reason: options.reason, beacon },
  });
  const body = options.wait ? await untilDone(found, begun.body, shell) : begun.body;
  const path = `/ceremonies/${ceremony.id}/artifacts`;
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

async function untilDone({ client }: Found, begun: CeremonyBody, shell: Shell): Promise<CeremonyBody> {
  const world = nodeSurroundings();
  const progress = new ProgressLine(shell);
  let body = begun;
  try {
    while (body.status !== 'FINALIZED') {
      const { state, phase, progress: percent, problem } = body.finalization ?? {};
      if (state === 'FAILED')
        throw new CommandError(
          EXIT.notReady,
          `the result could not be made: ${line(problem ?? 'nobody knows why')}`,
          'the same command tries again; a beacon that the server cannot ask for is handed in by --round-file',
          { findings: { finalization: body.finalization } },
        );
      progress.bar(PHASES[phase ?? ''] ?? 'Waiting for the server to begin', percent ?? 0, 100);
      await world.sleep(1_000, shell.signal);
      const path = `/ceremonies/${begun.id}`;
      body = (await client.call<CeremonyBody>({ method: 'GET', path, patience: {} })).body;
    }
    return body;
  } catch (error) {
    if (!shell.signal.aborted) throw error;
    throw new CommandError(
      EXIT.interrupted,
      'interrupted; the server goes on with it',
      'the same command shows it',
    );
  } finally {
    progress.clear();
  }
}
