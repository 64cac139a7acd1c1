/**
 * Measures every operation of every peer in this process, in turns, by processor time. Started by bench/curves.ts,
 * pinned to one core where that can be had. Exits with 1 when an output is wrong.
 */
import { createHash } from 'node:crypto';
import { flag, option } from '../flags.ts';
import { ownMicros } from '../process-time.ts';
import { type Ffjavascript, loadFfjavascript } from './ffjavascript.ts';
import { cutInput, type KnownInput, makeInput, spoilInput } from './inputs.ts';
import { checkOutput } from './oracle.ts';
import { OPERATION_NAMES, OPERATIONS, type OperationName, type Peer, type Run } from './peer.ts';
import { peersOf } from './peers.ts';
import { type Row, tableOf } from './table.ts';

/** Most points of the input that must be refused: it is not measured. */
const SPOILED = 16;

interface Entrant {
  peer: Peer;
  run: Run;
  input: KnownInput;
  rounds: number[];
}

const full = flag('full');
const native = flag('native') || process.env.BREBAJE_BENCH_NATIVE === '1';
const rounds = Number(option('rounds') ?? 5);
const only = option('only')?.split(',');
const wanted = option('peers')?.split(',');

async function spend({ peer, run, input }: Entrant): Promise<number> {
  const clock = peer.cpuMicros ?? ownMicros;
  const start = clock();
  await run(input);
  return (clock() - start) / input.count;
}

/** Whether the peer lets nothing through that must be refused: a point outside the subgroup, a false product. */
async function requireRefusal(inputs: Ffjavascript, { peer, run, input }: Entrant): Promise<void> {
  const spoiled = await spoilInput(inputs, cutInput(input, SPOILED));
  if (!spoiled) return;
  const answer = await Promise.resolve(spoiled)
    .then(run)
    .catch(() => undefined);
  const said = OPERATIONS[input.name].kind === 'pairing' ? answer?.[0] === 0 : answer === undefined;
  if (!said) throw new Error(`${peer.name} lets a bad input of ${input.name} through`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

async function measure(inputs: Ffjavascript, peers: Peer[], name: OperationName): Promise<void> {
  const { kind, points, full: many } = OPERATIONS[name];
  const input = await makeInput(inputs, name, Number(option('points') ?? (full ? many : points)));
  const entrants: Entrant[] = [];
  let hash: string | undefined;
  let compared = '';
  for (const peer of peers) {
    const run = peer.operations[name];
    if (!run) continue;
    const entrant = { peer, run, input: cutInput(input, peer.most?.[kind] ?? input.count), rounds: [] };
    const output = await run(entrant.input);
    const checked = checkOutput(entrant.input, output);
    if (entrant.input.count === input.count) {
      const own = sha256(output);
      if (hash !== undefined && own !== hash) throw new Error(`${name}: ${peer.name} gives another output`);
      hash = own;
      compared = checked;
    }
    await requireRefusal(inputs, entrant);
    entrants.push(entrant);
  }
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < entrants.length; k++) {
      const entrant = entrants[(round + k) % entrants.length]!;
      entrant.rounds.push(await spend(entrant));
    }
  }
  const rows: Row[] = entrants.map((entrant) => ({
    name: entrant.peer.name,
    baseline: entrant.peer.baseline,
    rounds: entrant.rounds,
    fewer: entrant.input.count < input.count ? entrant.input.count : undefined,
  }));
  console.log(`\n  ${name}, n=${input.count}, output ${hash ?? '–'}, equal to noble's (${compared})`);
  for (const line of tableOf(rows)) console.log(`    ${line}`);
}

const inputs = await loadFfjavascript();
const unknown = only?.filter((part) => !Object.keys(OPERATIONS).some((name) => name.includes(part))) ?? [];
if (unknown.length > 0) {
  console.error(`No operation with ${unknown.join(', ')} in its name. ${Object.keys(OPERATIONS).join(', ')}`);
  process.exit(2);
}
const peers: Peer[] = [];
const all = peersOf(inputs, native);
const strangers = wanted?.filter((name) => !(name in all)) ?? [];
if (strangers.length > 0) {
  console.error(`No peer named ${strangers.join(', ')}. One of: ${Object.keys(all).join(', ')}`);
  process.exit(2);
}
for (const [name, load] of Object.entries(all)) {
  if (wanted && !wanted.includes(name)) continue;
  const peer = await load();
  if ('missing' in peer) console.log(`  without ${name}: ${peer.missing}`);
  else peers.push(peer);
}
console.log(
  `  processor time, median of ${rounds} rounds in turns; the columns of ratios: how many times as long that takes`,
);
for (const name of OPERATION_NAMES) {
  if (!only || only.some((part) => name.includes(part))) await measure(inputs, peers, name);
}
for (const peer of peers) await peer.close?.();
process.exit(0);
