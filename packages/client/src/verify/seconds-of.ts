import type { GradeCost } from './grades.ts';

/** Seconds of computing that a grade takes where so many points of G1 a second are verified, about. */
export function secondsOf({ points }: Pick<GradeCost, 'points'>, speed: number): number {
  return points / speed;
}
