import type { Group } from '@brebaje/curves/engine';
import type { PointPlace } from './target.ts';

/** Collects where points lie in a file; a row of them follow one another from a place on. */
export function pointPlaces(sizes: Readonly<Record<Group, number>>) {
  const found: PointPlace[] = [];
  const row = (names: readonly (readonly [name: string, Group])[], from: number): void => {
    let at = from;
    for (const [name, group] of names) {
      found.push({ name, group, at });
      at += sizes[group];
    }
  };
  return { found, row };
}
