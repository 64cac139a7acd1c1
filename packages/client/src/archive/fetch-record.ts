/** A ceremony's record from its server into a folder: what was said and decided, and the files, each by its hash. */
import {
  ARCHIVE_FILES,
  type Archive,
  type ArchivedArtifact,
  type ArchivedAttestations,
  type ArchivedCircuit,
  archivedArtifactSchema,
  archivedAttestationsSchema,
  archivedCeremonySchema,
  archivedCircuitSchema,
  type KeptStates,
} from '@brebaje/protocol/archive';
import { manifestSchema } from '@brebaje/protocol/rest/ceremonies';
import { type TranscriptBody, transcriptSchema } from '@brebaje/protocol/rest/transcripts';
import { ClientError } from '../client-error.ts';
import { isObject, printable } from '../plain.ts';
import { type RestClient, RestRefusal } from '../rest/rest-client.ts';
import type { ArchiveFolder } from './archive-folder.ts';

export interface FetchOptions {
  states: KeptStates;
  /** For an archive. */
  whole: boolean;
  /** What is being fetched, and how far it is. */
  progress?: (what: string, done: number, total: number | undefined, unit: 'bytes' | 'share') => void;
  signal?: AbortSignal | undefined;
}

/** More than any ceremony has; a server that sends more is none. */
const MOST_CONTRIBUTIONS = 1_000_000;
const MOST_EVENTS = 5_000_000;
/** Bytes of an event, and of all of them. */
const MOST_LINE = 1 << 20;
const MOST_LOG = 4 * 2 ** 30;
/** How often a ceremony that goes on meanwhile is read again. */
const ATTEMPTS = 5;

/** Reads everything but files, and writes it. Throws RECORD_INVALID for what is none, and what REST throws. */
export async function fetchRecord(
  client: RestClient,
  ceremonyId: number,
  folder: ArchiveFolder,
  options: FetchOptions,
): Promise<Archive> {
  for (let attempt = 1; ; attempt++) {
    const archive = await describeCeremony(client, ceremonyId, options);
    const { circuits, ceremony } = archive;
    if (ceremony.scheme === 'GROTH16')
      for (const circuit of circuits) await fetchTranscripts(client, circuit, folder, options);
    else if (options.whole) await fetchAttestations(client, ceremonyId, folder, options);
    await fetchManifest(client, archive, folder);
    await fetchEvents(client, ceremonyId, folder, options);
    const after = await circuitsOf(client, ceremonyId, options);
    const same = after.every(({ head }, i) => head === circuits[i]?.head);
    if (same && after.length === circuits.length) {
      await folder.writeNote(ARCHIVE_FILES.ceremony, `${JSON.stringify(archive, null, 2)}\n`);
      return archive;
    }
    // Contributions arrived while it was read.
    if (attempt === ATTEMPTS)
      throw new ClientError('SERVER_FAULT', 'the ceremony goes on faster than its record can be read', {
        next: 'run the same command again when less happens',
      });
  }
}

/** What a server says of a ceremony, in a few requests. Throws RECORD_INVALID, and what REST throws. */
export async function describeCeremony(
  client: RestClient,
  id: number,
  options: FetchOptions,
): Promise<Archive> {
  const path = `/ceremonies/${id}`;
  const said = await client.call({ method: 'GET', path, ...signalOf(options) });
  const ceremony = parsed(archivedCeremonySchema, said.body, path);
  const circuits = await circuitsOf(client, id, options);
  const listed = await client.call<{ items?: unknown }>({ method: 'GET', path: `${path}/artifacts` });
  const items = Array.isArray(listed.body.items) ? listed.body.items : [];
  const artifacts = items.map((item): ArchivedArtifact => parsed(archivedArtifactSchema, item, 'artifacts'));
  const { server } = client;
  const { states, whole } = options;
  return { type: 'brebaje/archive/v1', server, states, whole, ceremony, circuits, artifacts };
}

async function circuitsOf(
  client: RestClient,
  ceremonyId: number,
  options: FetchOptions,
): Promise<ArchivedCircuit[]> {
  const circuits: ArchivedCircuit[] = [];
  const path = `/circuits?ceremonyId=${ceremonyId}`;
  for await (const item of client.all<unknown>(path, { most: 1001, ...signalOf(options) }))
    circuits.push(parsed(archivedCircuitSchema, item, path));
  return circuits.sort((a, b) => a.sequence - b.sequence);
}

async function fetchManifest(
  client: RestClient,
  { ceremony }: Archive,
  folder: ArchiveFolder,
): Promise<void> {
  const path = `/ceremonies/${ceremony.id}/manifest`;
  try {
    const { body } = await client.call({ method: 'GET', path });
    await folder.writeNote(ARCHIVE_FILES.manifest, parsed(manifestSchema, body, path).text);
  } catch (error) {
    // There is none before the opening.
    if (!(error instanceof RestRefusal) || error.status !== 404) throw error;
  }
}

async function fetchTranscripts(
  client: RestClient,
  circuit: ArchivedCircuit,
  folder: ArchiveFolder,
  options: FetchOptions,
): Promise<void> {
  const path = `/circuits/${circuit.id}/transcripts`;
  let done = 0;
  const most = circuit.contributions;
  for await (const item of client.all<unknown>(path, { most, ...signalOf(options) })) {
    const transcript: TranscriptBody = parsed(transcriptSchema, item, path);
    if (transcript.position > most) break;
    const name = ARCHIVE_FILES.contribution(circuit.slug, transcript.position);
    await folder.writeNote(name, `${JSON.stringify(transcript, null, 2)}\n`);
    options.progress?.(`Reading the contributions to ${circuit.slug}`, ++done, most, 'share');
  }
}

/** What was told when the archive was made; what was taken back since an earlier run goes. */
async function fetchAttestations(
  client: RestClient,
  ceremonyId: number,
  folder: ArchiveFolder,
  options: FetchOptions,
): Promise<void> {
  const path = `/contributions?ceremonyId=${ceremonyId}`;
  const told: ArchivedAttestations = [];
  for await (const item of client.all<unknown>(path, { most: MOST_CONTRIBUTIONS, ...signalOf(options) }))
    if (isObject(item) && item.attestation !== undefined)
      told.push(...parsed(archivedAttestationsSchema, [item], path));
  const name = ARCHIVE_FILES.attestations;
  if (told.length === 0) await folder.remove(name);
  else await folder.writeNote(name, `${JSON.stringify(told, null, 2)}\n`);
}

async function fetchEvents(
  client: RestClient,
  ceremonyId: number,
  folder: ArchiveFolder,
  options: FetchOptions,
): Promise<void> {
  const name = ARCHIVE_FILES.events;
  const writer = await folder.write(`${name}.part`, 0);
  let done = 0;
  let written = 0;
  try {
    const path = `/ceremonies/${ceremonyId}/events`;
    for await (const item of client.all<unknown>(path, { most: MOST_EVENTS, ...signalOf(options) })) {
      if (!isObject(item)) throw invalid('its log has what is no event');
      const { seq, type, at, hash, previous, body } = item;
      const line = JSON.stringify({ seq, type, at, hash, previous, body });
      const bytes = new TextEncoder().encode(`${line}\n`);
      written += bytes.length;
      if (bytes.length > MOST_LINE || written > MOST_LOG) throw invalid('its log is longer than any');
      await writer.write(bytes);
      if (++done % 100 === 0) options.progress?.('Reading the log', done, undefined, 'share');
    }
  } finally {
    await writer.close();
  }
  await folder.rename(`${name}.part`, name);
}

const signalOf = ({ signal }: FetchOptions) => (signal ? { signal } : {});

type Schema<T> = {
  safeParse(value: unknown): { data?: T; error?: { issues: { path: PropertyKey[]; message: string }[] } };
};

function parsed<T>(schema: Schema<T>, value: unknown, what: string): T {
  const { data, error } = schema.safeParse(value);
  const issue = error?.issues[0];
  if (issue) throw invalid(`${what}: ${issue.path.map(String).join('.')}: ${issue.message}`);
  return data as T;
}

function invalid(what: string): ClientError {
  return new ClientError('RECORD_INVALID', `the server’s record is none: ${printable(what)}`, {
    next: 'check the address; a record that is damaged is for the ceremony’s people to mend',
  });
}
