import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import type { KernelInstance } from '@brebaje/curves/kernel/instance';
import { KnownPoints } from './known-points.ts';
import type { Library } from './libraries.ts';
import type { Disagreement, Ground, Operation } from './operation.ts';
import { CURVE_OPERATIONS, GROUP_OPERATIONS } from './operations.ts';
import { Pool } from './pool.ts';
import { Random } from './random.ts';

/** An operation on a ground, and what it came to so far. */
export interface Target {
  readonly name: string;
  readonly operation: Operation;
  readonly ground: Ground;
  readonly kernels: readonly KernelInstance[];
  rounds: number;
  /** Points, terms, pairs or values, on every kernel. */
  items: number;
  /** Rounds by how they ended, and those in which a library was asked by its name. */
  readonly outcomes: Map<string, number>;
  readonly confirmed: Map<string, number>;
  milliseconds: number;
}

/** All that is to be tested on a curve. A wider window makes noble faster and its start slower. */
export function targetsOf(
  name: CurveName,
  kernels: readonly KernelInstance[],
  { libraries = [], window = 8 }: { libraries?: readonly Library[]; window?: number } = {},
): Target[] {
  const curve = CURVES[name];
  const groups = (['G1', 'G2'] as const).map((group) => {
    const known = new KnownPoints(curve, group, window);
    return { known, pool: new Pool(known, new Random(`${name} ${group}`)) };
  });
  const second = groups[1]!;
  return groups.flatMap(({ known, pool }) => {
    const { group } = known;
    const ground = { curve, group, known, pool, second, libraries };
    const make = (operation: Operation, where: string): Target => {
      const counts = { rounds: 0, items: 0, milliseconds: 0 };
      const tallies = { outcomes: new Map<string, number>(), confirmed: new Map<string, number>() };
      return { name: `${name} ${where}${operation.name}`, operation, ground, kernels, ...counts, ...tallies };
    };
    const alone = GROUP_OPERATIONS.map((operation) => make(operation, `${group} `));
    return group === 'G1' ? [...alone, ...CURVE_OPERATIONS.map((operation) => make(operation, ''))] : alone;
  });
}

/** Goes on with whatever had the least time, as long as `more` says so. */
export async function fuzz(
  targets: readonly Target[],
  seed: number,
  more: () => boolean,
): Promise<Disagreement[]> {
  const disagreements: Disagreement[] = [];
  while (more() && disagreements.length < 20) {
    const target = targets.reduce((least, other) => (spent(other) < spent(least) ? other : least));
    disagreements.push(...(await runRound(target, seed, target.rounds)));
  }
  return disagreements;
}

const spent = ({ milliseconds, operation }: Target) => milliseconds / operation.weight;

/** The case of a number: the same for the same seed. */
export async function runRound(target: Target, seed: number, number: number): Promise<Disagreement[]> {
  const begin = performance.now();
  const { operation, ground, kernels, outcomes, confirmed } = target;
  const result = await operation.round(ground, kernels, `${seed} ${target.name} ${number}`);
  target.rounds++;
  target.items += result.items;
  count(outcomes, [result.outcome]);
  count(confirmed, result.confirmed);
  target.milliseconds += performance.now() - begin;
  return [...result.disagreements];
}

function count(tally: Map<string, number>, names: readonly string[]): void {
  for (const name of names) tally.set(name, (tally.get(name) ?? 0) + 1);
}

const show = (tally: ReadonlyMap<string, number>) =>
  [...tally].map(([name, times]) => `${name} ${times}`).join(', ') || 'none';

/** One line for every operation. */
export function showCounts(targets: readonly Target[]): string {
  return targets
    .map(({ name, kernels, rounds, items, outcomes, confirmed, milliseconds }) => {
      const on = kernels.map((kernel) => kernel.name).join(', ');
      const seconds = Math.round(milliseconds / 1000);
      return `${name}: ${rounds} calls, ${items} items, on each of ${on}; ${show(outcomes)}; confirmed: ${show(confirmed)}; ${seconds} s`;
    })
    .join('\n');
}
