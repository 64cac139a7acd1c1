import { canBeRead } from './contribution.ts';
import type { SubSize } from './sizes.ts';

/** Something that is wrong with sizes: a code for programs, a sentence for people, and where in the list it is. */
export interface SizeFault {
  code: string;
  sentence: string;
  about: readonly string[];
}

/** What is wrong with the sizes of a ceremony that is being written: nobody could read them, or export a setup. */
export function sizeFaults(sizes: readonly SubSize[]): SizeFault[] {
  const faults: SizeFault[] = [];
  const about = (names: readonly (keyof SubSize)[], isWrong: (size: SubSize) => boolean) =>
    sizes.flatMap((size, index) => (isWrong(size) ? names.map((name) => `sizes.${index}.${name}`) : []));
  const unreadable = about(['g1', 'g2'], ({ g1, g2 }) => g2 < 2 || g1 < g2);
  if (unreadable.length > 0)
    faults.push({
      code: 'SIZES',
      sentence: 'Sizes need at least 2 powers in G2, and no fewer in G1.',
      about: unreadable,
    });
  else if (!canBeRead([...sizes]))
    faults.push({
      code: 'TOO_LARGE',
      sentence: 'A contribution of these sizes is larger than what can be received.',
      about: ['sizes'],
    });
  const uneven = about(['g1'], ({ g1 }) => !isPowerOfTwo(g1));
  if (uneven.length > 0)
    faults.push({
      code: 'NO_POWER_OF_TWO',
      sentence: 'The powers in G1 must be a power of two, or no setup can be exported.',
      about: uneven,
    });
  return faults;
}

/** Whether so many powers have a Lagrange form. */
export function isPowerOfTwo(count: number): boolean {
  return count >= 2 && (count & (count - 1)) === 0;
}
