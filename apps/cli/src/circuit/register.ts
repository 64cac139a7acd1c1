/** Registering a circuit over REST: its files go to the server, which makes or verifies the genesis. */
import { uploadCircuitFile } from '@brebaje/client/groth16/upload-circuit-file';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { type RestClient, RestRefusal } from '@brebaje/client/rest/rest-client';
import { type FileSource, openFile } from '@brebaje/groth16/files/file-source';
import type { FileCircuit } from '@brebaje/protocol/ceremony-file';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import type { circuitSchema } from '@brebaje/protocol/rest/circuits';
import type { DraftBody, GenesisPhase, ShownDraft } from '@brebaje/protocol/rest/drafts';
import { DRAFT_FILES, type DraftFile } from '@brebaje/protocol/rest/uploads';
import type { z } from 'zod';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { fileHashes } from './file-hashes.ts';

type Circuit = z.infer<typeof circuitSchema>;

/** A circuit as it is to be registered; paths from where the command runs. */
export type WantedCircuit = FileCircuit;

const PHASES: Record<GenesisPhase, string> = {
  READING: 'Reading the phase 1',
  PHASE1: 'Verifying the phase 1',
  COMPUTING: 'Making the genesis',
  CHECKING: 'Verifying the genesis',
  CHAIN: 'Verifying the chain',
  STORING: 'Storing the circuit',
};

/** Between two looks at how far the genesis is. */
const LOOK_MILLIS = 1_000;

/**
 * Registers a circuit and waits until it is there. Run again it goes on: files and parts that the server has are not
 * sent again. Throws CommandError when the server says that the files are unfit.
 */
export async function registerCircuit(
  client: RestClient,
  ceremony: Pick<CeremonyBody, 'id' | 'slug'>,
  { about, paths }: WantedCircuit,
  shell: Shell,
): Promise<Circuit> {
  const line = new ProgressLine(shell);
  const files = await openAll(paths);
  try {
    const hashes = await hashAll(files, line, shell.signal);
    const { ptauHash } = about;
    if (hashes.ptau && ptauHash !== undefined && !Object.values(hashes.ptau).includes(ptauHash))
      throw new CommandError(
        EXIT.file,
        `${paths.ptau} is another phase 1: its BLAKE2b-512 is ${hashes.ptau.blake2b}, its SHA-256 ${hashes.ptau.sha256}`,
      );
    let draft = await draftFor(client, ceremony, about);
    if (draft.state !== 'WORKING') {
      for (const kind of DRAFT_FILES) {
        const file = files[kind];
        const sha256 = hashes[kind]?.sha256;
        if (!file || sha256 === undefined) continue;
        if (draft.files.some((there) => there.kind === kind && there.sha256 === sha256)) continue;
        if (kind === 'ptau' && (await isThere(client, draft.id, sha256))) {
          line.line('The server has this phase 1: it is not sent again.');
          continue;
        }
        const sent = (bytes: number, total: number) => line.bar(`Uploading ${kind}`, bytes, total, 'bytes');
        await uploadCircuitFile(nodeSurroundings(), client, {
          draftId: draft.id,
          kind,
          source: file,
          sent,
          emit: ({ reason }) => line.line(`The upload fails for now (${reason}); again soon`),
          signal: shell.signal,
        });
      }
      const path = `/drafts/${draft.id}/start`;
      draft = (await client.call<ShownDraft>({ method: 'POST', path })).body;
    }
    return await circuitOf(client, draft, line, shell);
  } finally {
    line.clear();
    for (const file of Object.values(files)) await file?.close();
  }
}

type Files = { [K in DraftFile]?: FileSource };

async function openAll(paths: WantedCircuit['paths']): Promise<Files> {
  const files: Files = {};
  try {
    for (const kind of DRAFT_FILES) {
      const path = paths[kind];
      if (path !== undefined) files[kind] = await openFile(path);
    }
    return files;
  } catch (error) {
    for (const file of Object.values(files)) await file.close();
    throw error;
  }
}

async function hashAll(files: Files, line: ProgressLine, signal: AbortSignal) {
  const hashes: { [K in DraftFile]?: { sha256: string; blake2b: string } } = {};
  for (const kind of DRAFT_FILES) {
    const file = files[kind];
    const tell = (done: number, total: number) => line.bar(`Reading ${kind}`, done, total, 'bytes');
    if (file) hashes[kind] = await fileHashes(file, tell, signal);
  }
  return hashes;
}

/** The draft of this slug that is there already, with what is said of it now; else a new one. */
async function draftFor(
  client: RestClient,
  { id, slug: ceremony }: Pick<CeremonyBody, 'id' | 'slug'>,
  about: DraftBody,
): Promise<ShownDraft> {
  const { slug, ...said } = about;
  const { items } = (
    await client.call<{ items: ShownDraft[] }>({ method: 'GET', path: `/ceremonies/${id}/drafts` })
  ).body;
  const there = items.find((one) => one.slug === slug);
  if (!there) {
    const path = `/ceremonies/${id}/circuits`;
    return (await client.call<ShownDraft>({ method: 'POST', path, body: about })).body;
  }
  if (there.state === 'READY')
    throw new CommandError(
      EXIT.refused,
      `${ceremony} has a circuit ${slug} already`,
      `brebaje circuit remove ${ceremony} ${slug} takes it out before the ceremony opens`,
    );
  if (there.state === 'WORKING') return there;
  const path = `/drafts/${there.id}`;
  return (await client.call<ShownDraft>({ method: 'PATCH', path, body: said })).body;
}

/** Whether the server has this phase 1; then the draft names it. */
async function isThere(client: RestClient, draftId: number, ptau: string): Promise<boolean> {
  try {
    await client.call({ method: 'PATCH', path: `/drafts/${draftId}`, body: { ptau } });
    return true;
  } catch (error) {
    if (error instanceof RestRefusal && error.serverCode === 'NOT_FOUND') return false;
    throw error;
  }
}

/** Waits for the genesis, and tells how far it is. */
async function circuitOf(
  client: RestClient,
  begun: ShownDraft,
  line: ProgressLine,
  shell: Shell,
): Promise<Circuit> {
  const path = `/drafts/${begun.id}`;
  for (let draft = begun; ; draft = (await client.call<ShownDraft>({ method: 'GET', path })).body) {
    if (draft.circuitId !== undefined)
      return (await client.call<Circuit>({ method: 'GET', path: `/circuits/${draft.circuitId}` })).body;
    if (draft.state !== 'WORKING')
      throw new CommandError(
        EXIT.file,
        draft.problem ?? `the genesis of ${draft.slug} was stopped`,
        'correct that and run the same command again: what the server has is not sent again',
      );
    const { phase, progress = 0, queued } = draft.genesis ?? { queued: true };
    if (queued || phase === undefined) line.stage('Waiting for the server to begin');
    else line.bar(PHASES[phase], progress, 100);
    await nodeSurroundings()
      .sleep(LOOK_MILLIS, shell.signal)
      .catch(() => {
        throw new CommandError(
          EXIT.interrupted,
          `stopped waiting; the server goes on with ${draft.slug}`,
          'brebaje circuit list shows how far it is, and the same command waits again',
        );
      });
  }
}
