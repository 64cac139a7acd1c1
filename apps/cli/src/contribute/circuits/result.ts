import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PinnedCeremony } from '@brebaje/client/groth16/manifest';
import type { AcceptedCircuit } from '@brebaje/client/groth16/outcome';
import { circuitResult } from '@brebaje/client/result';
import { writeWhole } from '../../write-file.ts';

/** What a folder of results belongs to. */
export interface ResultPlace {
  /** The ceremony's page. */
  page: string;
  ceremony: PinnedCeremony;
  /** As the person said; undefined: a new folder here. */
  output: string | undefined;
}

/** Writes the receipt and the attestation of one circuit, and answers the folder. */
export async function writeCircuitResult(place: ResultPlace, accepted: AcceptedCircuit): Promise<string> {
  const { page, ceremony } = place;
  const { content, receipt } = accepted;
  const root = rootOf(place);
  const hash8 = content.contributionHash.slice(0, 8);
  const named = join(root, content.circuit);
  const folder = (await holdsAnother(named, receipt.receipt))
    ? join(root, `${content.circuit}-${hash8}`)
    : named;
  await mkdir(folder, { recursive: true });
  const result = circuitResult(accepted, ceremony, page);
  await writeWhole(join(folder, 'receipt.json'), result.receipt);
  await writeWhole(join(folder, 'attestation.md'), result.attestation);
  return folder;
}

function rootOf({ ceremony, output }: ResultPlace): string {
  return output ?? `brebaje-${ceremony.slug}`;
}

/** The folder of results, where it has a receipt of this ceremony for every circuit; undefined: it is another. */
export async function resultsIn(place: ResultPlace): Promise<string | undefined> {
  const root = rootOf(place);
  const { circuits, manifest } = place.ceremony;
  try {
    for (const { slug } of circuits) {
      const { receipt } = JSON.parse(await readFile(join(root, slug, 'receipt.json'), 'utf8'));
      if (JSON.parse(receipt).manifest !== manifest) return undefined;
    }
    return root;
  } catch {
    return undefined;
  }
}

/** Whether a folder has the receipt of another contribution: one that cannot be had again. */
async function holdsAnother(folder: string, receipt: string): Promise<boolean> {
  try {
    return JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8')).receipt !== receipt;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
