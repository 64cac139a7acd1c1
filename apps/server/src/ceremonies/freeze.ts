import type { ServerContext } from '../sequencer/context.ts';
import type { CeremonyRow } from '../store/schema.ts';
import type { Frozen } from './artifacts.ts';
import type { BeaconValue } from './beacon-value.ts';
import type { FinalizationNote, Phase } from './finalization-state.ts';
import { freezeGroth16 } from './freeze-groth16.ts';
import { freezeKzg } from './freeze-kzg.ts';

/** A result: the whole chain has been verified and its files are stored. */
export interface Result {
  /** Verified heads by circuit. */
  heads: Map<number, string>;
  files: Frozen[];
  /** The states that a beacon made of the heads, by circuit; and the beacon. */
  ended?: { blobs: Map<number, string>; beacon: BeaconValue };
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

type Kept = Pick<FinalizationNote, 'beacon' | 'circuits'>;

/** The job that does the work. */
export interface Work {
  tell: Tell;
  /** What an attempt before this one has done. */
  kept: Kept;
  /** Keeps what is done, so that the next attempt need not do it again. */
  keep(done: Kept): Promise<void>;
}

/** Verifies a ceremony whole and stores its result. Throws NotFinal; anything else is a fault of ours. */
export type Freeze = (ctx: ServerContext, ceremony: CeremonyRow, work: Work) => Promise<Result>;

const FREEZE: Partial<Record<CeremonyRow['scheme'], Freeze>> = {
  KZG: (ctx, ceremony, { tell }) => freezeKzg(ctx, ceremony, tell),
  GROTH16: freezeGroth16,
};

export function freezes(scheme: CeremonyRow['scheme']): boolean {
  return FREEZE[scheme] !== undefined;
}

export function freeze(ctx: ServerContext, ceremony: CeremonyRow, work: Work): Promise<Result> {
  const freezing = FREEZE[ceremony.scheme];
  if (!freezing) throw new NotFinal(`this server cannot finalize ${ceremony.scheme} ceremonies`);
  return freezing(ctx, ceremony, work);
}
