/** One operation's measurements as lines of text. */
import { median } from '../measure.ts';

export interface Row {
  name: string;
  baseline: boolean;
  /** Processor time in the table's unit, round by round. */
  rounds: number[];
  /** Points it was given, where they are fewer than the operation's. */
  fewer?: number | undefined;
}

/** How many times as long `theirs` takes as `ours`: the median over the rounds. */
function ratio(ours: Row, theirs: Row): number {
  return median(theirs.rounds.map((time, round) => time / ours.rounds[round]!));
}

/** A row per peer: its time, the spread of the rounds, and how many times each baseline takes it. */
export function tableOf(rows: Row[], unit = 'µs/point'): string[] {
  const baselines = rows.filter(({ baseline }) => baseline);
  const cells = rows.map((row) => [
    row.name + (row.fewer === undefined ? '' : ` (n=${row.fewer})`),
    median(row.rounds).toFixed(2),
    `±${(50 * spread(row.rounds)).toFixed(0)}%`,
    ...baselines.map((theirs) => (theirs === row ? '·' : `${ratio(row, theirs).toFixed(2)}x`)),
  ]);
  const head = ['', unit, '', ...baselines.map(({ name }) => `${name} /`)];
  const lines = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}

/** From the fastest round to the slowest, over the median. */
function spread(rounds: number[]): number {
  return (Math.max(...rounds) - Math.min(...rounds)) / median(rounds);
}
