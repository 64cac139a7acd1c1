import { clockFault } from '@brebaje/client/clock-skew';
import type { Surroundings } from '@brebaje/client/surroundings';

/** A world that tells once when an answer shows that this machine's clock is wrong: every time it prints is, too. */
export function notingClock(world: Surroundings, tell: (text: string) => void): Surroundings {
  let told = false;
  return {
    ...world,
    async fetch(...call) {
      const answer = await world.fetch(...call);
      const fault = told ? undefined : clockFault(answer.headers, world.now());
      if (fault !== undefined) {
        told = true;
        tell(`${fault}: set it right; until then the times told here are not those of the ceremony`);
      }
      return answer;
    },
  };
}
