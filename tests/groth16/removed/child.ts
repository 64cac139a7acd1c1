/**
 * Runs in the copy: `child.ts <curve> <id …>`. Of each switch it prints the row of the table that notices that it is
 * off, as lines of JSON; and ends itself when a row takes too long, which is noticed, too.
 */
import { switches } from './switches.ts';

const { ROWS } = await import('../items.ts');
const { stageOf } = await import('../stage.ts');
const { ACCEPTED, chainOutcome, clientOutcome, genesisOutcome, phase1Outcome, uploadOutcome } = await import(
  '../outcome.ts'
);

const [curve, ...ids] = process.argv.slice(2) as ['bn254' | 'bls12-381', ...string[]];
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Longer than any row takes on a machine that does something else, too. */
const PATIENCE_MILLIS = 60_000;

const stage = await stageOf(curve);
const honest = [
  () => uploadOutcome(stage, () => stage.slim(stage.states[2])),
  () => chainOutcome(stage, () => stage.slim(stage.states[3]), { beacon: null }),
  () => genesisOutcome(stage, stage.genesis),
  () => phase1Outcome(stage, stage.phase1),
  () => clientOutcome(stage, stage.states[2]),
].map((run, i) => ({ name: `honest ${i}`, expected: ACCEPTED, run }));
const rows = ROWS.filter(({ only }) => only === undefined || only === curve).map((row) => ({
  name: `§${row.item} ${row.what}`,
  expected: row.expected,
  run: () => row.attack(stage),
}));

/** Which switches each row asks. */
const asked = new Map<string, Set<number>>();
const all = [...rows, ...honest];
for (const { name, run } of all) {
  switches.asked = new Set();
  await run();
  asked.set(name, switches.asked);
}
switches.asked = undefined;

for (const text of ids) {
  const id = Number(text);
  const reached = all.filter(({ name }) => asked.get(name)!.has(id));
  // What is said of a row of the same kind is mostly the same: those that few rows share come first.
  let noticed: string | undefined;
  for (const { name, expected, run } of reached.toReversed()) {
    switches.off = id;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('late'), PATIENCE_MILLIS);
    });
    const said = await Promise.race([run().catch((error: unknown) => `thrown: ${error}`), late]);
    clearTimeout(timer);
    switches.off = -1;
    if (said === expected) continue;
    noticed = `${name}: ${said.slice(0, 120)}`;
    if (said !== 'late') break;
    print({ id, rows: reached.length, noticed });
    process.exit(0);
  }
  print({ id, rows: reached.length, noticed });
}
process.exit(0);
