/** How far a turn is, stage by stage, as far as a server can know. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import type { Snapshot } from '../../live/live-feed.ts';

export type StageName = 'DOWNLOADING' | 'WORKING' | 'COMPUTING' | 'UPLOADING' | 'VERIFYING';

export interface Stage {
  name: StageName;
  /** 0 to 1. */
  share: number;
}

/** Clients of the sequencer protocol do not tell when they begin to compute: the two are one stage there. */
const STAGES: Record<CeremonyBody['scheme'], readonly StageName[]> = {
  KZG: ['WORKING', 'UPLOADING', 'VERIFYING'],
  GROTH16: ['DOWNLOADING', 'COMPUTING', 'UPLOADING', 'VERIFYING'],
};

/** Every stage of a turn in its order. */
export function stagesOf(
  { phase, step, percent }: Snapshot['turns'][number],
  scheme: CeremonyBody['scheme'],
): Stage[] {
  const stages = STAGES[scheme];
  const under =
    phase === 'OFFERED'
      ? -1
      : phase === 'VERIFYING'
        ? stages.length - 1
        : step === 'COMPLETED'
          ? stages.length
          : stages.indexOf(
              scheme === 'KZG' && (step === 'DOWNLOADING' || step === 'COMPUTING') ? 'WORKING' : step,
            );
  const share = scheme === 'KZG' && step === 'COMPUTING' ? 50 + percent / 2 : percent;
  return stages.map((name, index) => ({
    name,
    share: index < under ? 1 : index === under ? Math.min(100, Math.max(0, share)) / 100 : 0,
  }));
}
