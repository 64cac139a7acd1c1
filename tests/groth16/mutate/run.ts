/** Changed files before their judges. */
import type { Engine } from '@brebaje/curves/engine';
import fc from 'fast-check';
import { ACCEPTED } from '../outcome.ts';
import { changed, changes } from './random.ts';
import { systematic } from './systematic.ts';
import type { Target } from './target.ts';

/** What became of the changed versions of a file. */
export interface Tally {
  readonly target: string;
  mutants: number;
  /** How many were refused, by what was said. */
  readonly refused: Map<string, number>;
  /** How many were accepted, by what had another spelling and the same meaning. */
  readonly same: Map<string, number>;
  /** What must not be: accepted, with another meaning; or thrown. */
  readonly wrong: string[];
}

export const tallyOf = ({ name }: Target): Tally => ({
  target: name,
  mutants: 0,
  refused: new Map(),
  same: new Map(),
  wrong: [],
});

/** Judges one, and says what is wrong about the judgement. */
async function judge(
  target: Target,
  what: string,
  bytes: Uint8Array,
  tally: Tally,
): Promise<string | undefined> {
  // A splice may be the other sound file.
  if ([target.bytes, target.other].some((sound) => Buffer.compare(bytes, sound) === 0)) return undefined;
  tally.mutants++;
  try {
    const outcome = await target.judge(bytes);
    if (outcome !== ACCEPTED) {
      // Without the index, of which there are as many as points, nor the number of a section that there is not.
      const said = outcome
        .split(' ')
        .slice(0, 3)
        .join(' ')
        .replace(/ \d{3,}$/, '');
      tally.refused.set(said, (tally.refused.get(said) ?? 0) + 1);
      return undefined;
    }
    const meaning = await target.same(bytes);
    if (meaning === undefined) return `accepted: ${what}`;
    if (!target.meanings.includes(meaning))
      return `accepted, with the same meaning but for ${meaning}: ${what}`;
    tally.same.set(meaning, (tally.same.get(meaning) ?? 0) + 1);
    return undefined;
  } catch (error) {
    return `thrown: ${what}: ${(error as Error).stack}`;
  }
}

/** How sparse the changes are, of points and of all else: 1 for all of them. */
export interface Sparse {
  readonly points: number;
  readonly rest: number;
}

/** Systematic changes, fewer of them where judging takes long. */
export async function runSystematic(
  engine: Engine,
  target: Target,
  tally: Tally,
  sparse: Sparse,
): Promise<void> {
  const each = (one: number) => Math.max(1, Math.round(one / target.share));
  const steps = { points: each(sparse.points), rest: each(sparse.rest) };
  for await (const [what, bytes] of systematic(engine, target, steps)) {
    const wrong = await judge(target, what, bytes, tally);
    if (wrong) tally.wrong.push(wrong);
  }
}

/** So many random changes. What is wrong is made as small as it can be. */
export async function runRandom(target: Target, tally: Tally, runs: number, seed: number): Promise<void> {
  const numRuns = Math.ceil(runs * target.share);
  const property = fc.asyncProperty(changes(target), async (list) => {
    const wrong = await judge(target, JSON.stringify(list), changed(target, list), tally);
    if (wrong) throw new Error(wrong);
  });
  const result = await fc.check(property, { numRuns, seed });
  if (result.failed)
    tally.wrong.push(`${result.errorInstance} (seed ${seed}, path ${result.counterexamplePath})`);
}

const show = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ') || 'none';

export function showTally({ target, mutants, refused, same, wrong }: Tally): string {
  return `${target}: ${mutants} changed, refused: ${show(refused)}; the same: ${show(same)}; wrong: ${wrong.length}`;
}
