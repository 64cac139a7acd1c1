/** What a draft's row says, and who may change it when. */
import type { CircuitSource } from '@brebaje/protocol/rest/circuit-source';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import type { Acting } from '../ceremonies/acting.ts';
import { Problem } from '../rest/problem.ts';
import type { CeremonyRow, DraftRow } from '../store/schema.ts';

/** JSON of the column `about`. */
export interface DraftAbout {
  name?: string | undefined;
  description?: string | undefined;
  source?: CircuitSource | undefined;
  /** What the phase 1 must have, hex; without it all of it is verified. */
  ptauHash?: string | undefined;
  /** Whether the phase 1 stays on the server. */
  keepPtau: boolean;
  /** Who registers the circuit. */
  acting: Acting;
}

/** JSON of the column `files`. */
export type DraftFiles = Partial<Record<DraftFile, { sha256: string; size: number }>>;

export const aboutOf = ({ about }: DraftRow) => JSON.parse(about) as DraftAbout;
export const filesOf = ({ files }: DraftRow) => JSON.parse(files) as DraftFiles;

/** Refuses ceremonies whose circuits come with them, or are fixed. */
export function requireChangeable({ scheme, status }: Pick<CeremonyRow, 'scheme' | 'status'>): void {
  if (scheme !== 'GROTH16')
    throw new Problem('CIRCUITS_FIXED', `A ${scheme} ceremony has no circuits to add.`);
  if (status !== 'SCHEDULED')
    throw new Problem('CIRCUITS_FIXED', `The ceremony is ${status}: its circuits are fixed since it opened.`);
}

/** Refuses to touch what a job works on, or what has become a circuit. */
export function requireIdle({ state, slug }: Pick<DraftRow, 'state' | 'slug'>): void {
  if (state === 'WORKING')
    throw new Problem('CONFLICT', `The genesis of ${slug} is being made: cancel that first.`);
  if (state === 'READY') throw new Problem('CONFLICT', `${slug} is a circuit by now.`);
}
