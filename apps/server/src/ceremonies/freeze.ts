import type { ServerContext } from '../sequencer/context.ts';
import type { CeremonyRow } from '../store/schema.ts';
import type { Frozen } from './artifacts.ts';
import type { Phase } from './finalization-state.ts';
import { freezeKzg } from './freeze-kzg.ts';

/** A result: the whole chain has been verified and its files are stored. */
export interface Result {
  /** Verified heads by circuit. */
  heads: Map<number, string>;
  files: Frozen[];
  /** How long the verification took, and by what. */
  milliseconds: number;
  software: string;
}

/** The chain does not verify, or is not the one that the rows tell of. */
export class NotFinal extends Error {
  override readonly name = 'NotFinal';
}

/** Tells how far the work is: percent of a phase. */
export type Tell = (phase: Phase, percent: number) => void;

/** Verifies a ceremony whole and stores its result. Throws NotFinal; anything else is a fault of ours. */
export type Freeze = (ctx: ServerContext, ceremony: CeremonyRow, tell: Tell) => Promise<Result>;

const FREEZE: Partial<Record<CeremonyRow['scheme'], Freeze>> = { KZG: freezeKzg };

export function freezes(scheme: CeremonyRow['scheme']): boolean {
  return FREEZE[scheme] !== undefined;
}

export function freeze(ctx: ServerContext, ceremony: CeremonyRow, tell: Tell): Promise<Result> {
  const work = FREEZE[ceremony.scheme];
  if (!work) throw new NotFinal(`this server cannot finalize ${ceremony.scheme} ceremonies`);
  return work(ctx, ceremony, tell);
}
