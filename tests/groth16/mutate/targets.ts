import type { Stage } from '../stage.ts';
import { phase1Targets } from './phase1-targets.ts';
import { r1csTarget } from './r1cs-target.ts';
import type { Target } from './target.ts';
import { zkeyTargets } from './zkey-targets.ts';

/** Every kind of file. */
export async function targetsOf(stage: Stage): Promise<Target[]> {
  return [...(await zkeyTargets(stage)), await r1csTarget(stage), ...(await phase1Targets(stage))];
}
