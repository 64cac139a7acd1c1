/**
 * Measures a whole contribution by every rival in turns, by processor time. Started by bench/ethereum-batch.ts,
 * pinned to one core where that can be had. Exits with 1 when an output is wrong.
 */
import { ETHEREUM_SIZES } from '@brebaje/kzg/sizes';
import { type Row, tableOf } from '../curves/table.ts';
import { flag, option } from '../flags.ts';
import { ownMicros } from '../process-time.ts';
import { checkContribution, hashOf, makeState } from './oracle.ts';
import type { Rival } from './rival.ts';
import { RIVALS } from './rivals.ts';

const rounds = Number(option('rounds') ?? 5);
const wanted = option('rivals')?.split(',');
const few = Number(option('g1') ?? 1024);
const sizes = flag('full')
  ? ETHEREUM_SIZES
  : ETHEREUM_SIZES.map(({ g2 }) => ({ g1: few, g2: Math.min(few, g2) }));

async function spend({ contribute, cpuMicros = ownMicros }: Rival, json: Uint8Array): Promise<number> {
  const start = cpuMicros();
  await contribute(json);
  return (cpuMicros() - start) / 1000;
}

const rivals: Rival[] = [];
for (const [name, load] of Object.entries(RIVALS)) {
  if (wanted && !wanted.includes(name)) continue;
  const rival = await load();
  if ('missing' in rival) console.log(`  without ${name}: ${rival.missing}`);
  else rivals.push(rival);
}

const given = await makeState(sizes);
let hash: string | undefined;
for (const rival of rivals) {
  const output = await rival.contribute(given.json);
  await checkContribution(rival, given, output);
  if (rival.random) continue;
  const own = hashOf(output);
  if (hash !== undefined && own !== hash) throw new Error(`${rival.name} gives another contribution`);
  hash = own;
}

const rows: Row[] = rivals.map(({ name }) => ({ name, baseline: !name.startsWith('ours'), rounds: [] }));
for (let round = 0; round < rounds; round++) {
  for (let k = 0; k < rivals.length; k++) {
    const turn = (round + k) % rivals.length;
    rows[turn]!.rounds.push(await spend(rivals[turn]!, given.json));
  }
}

const [g1, g2] = (['g1', 'g2'] as const).map((group) => sizes.reduce((sum, size) => sum + size[group], 0));
console.log(
  `  ${g1} G1 and ${g2} G2 points from JSON (${given.json.length} bytes) to JSON, output ${hash ?? '–'}, equal to noble's`,
);
console.log(`  processor time, median of ${rounds} rounds in turns`);
for (const line of tableOf(rows, 'ms')) console.log(`    ${line}`);
for (const { name, note } of rivals) console.log(`    ${name}: ${note}`);
for (const rival of rivals) await rival.close?.();
process.exit(0);
