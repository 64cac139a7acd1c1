/** Interleaved measurement: rivals take turns in one process, so that a busy machine is busy for both. */

export interface Sample {
  name: string;
  /** Milliseconds of each round. */
  rounds: number[];
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Value below which the share `p` (0…1) of the values lies. */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}

/** Milliseconds that one call takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs the rivals one after another, `rounds` times over, the order turned each round. */
export async function interleave(
  rivals: Record<string, () => unknown>,
  rounds: number,
): Promise<Record<string, Sample>> {
  const names = Object.keys(rivals);
  const samples = Object.fromEntries(names.map((name) => [name, { name, rounds: [] as number[] }]));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + k) % names.length]!;
      samples[name]!.rounds.push(await timed(rivals[name]!));
    }
  }
  return samples;
}

/** `a` takes this many times as long as `b`, round by round, and the median of that. */
export function ratio(a: Sample, b: Sample): number {
  return median(a.rounds.map((time, round) => time / b.rounds[round]!));
}

export function line(label: string, value: string): void {
  console.log(`  ${label.padEnd(62)} ${value.padStart(14)}`);
}
