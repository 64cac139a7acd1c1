/**
 * `npm run bench [-- name …] [--full]`: prints every figure as a ratio, or as a slope, measured in one run.
 * Without --full the sizes are cut so that everything ends within minutes.
 */
import { availableParallelism, cpus } from 'node:os';

/** Name → the module that measures it; each exports `run({ full })`. */
const BENCHES: Record<string, () => Promise<{ run(options: BenchOptions): Promise<void> }>> = {
  contribute: () => import('./contribute.ts'),
  verify: () => import('./verify.ts'),
  curves: () => import('./curves.ts'),
  'ethereum-batch': () => import('./ethereum-batch.ts'),
  'curves-workers': () => import('./curves/worker-scaling.ts'),
  'curves-chromium': () => import('./curves/chromium.ts'),
  'curves-memory': () => import('./curves-memory.ts'),
  groth16: () => import('./groth16.ts'),
  'groth16-memory': () => import('./groth16-memory.ts'),
  accept: () => import('./accept.ts'),
  'check-in': () => import('./check-in.ts'),
  handover: () => import('./handover.ts'),
  rest: () => import('./rest.ts'),
  sse: () => import('./sse.ts'),
};

export interface BenchOptions {
  full: boolean;
}

const words = process.argv.slice(2);
if (words.includes('--help')) {
  console.log(`npm run bench [-- name …] [--full]\nNames: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(0);
}
const full = words.includes('--full');
const chosen = words.filter((word) => !word.startsWith('--'));
const unknown = chosen.filter((word) => !(word in BENCHES));
if (unknown.length > 0) {
  console.error(`No bench named ${unknown.join(', ')}. One of: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
console.log(
  `node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}`,
);
for (const name of chosen.length > 0 ? chosen : Object.keys(BENCHES)) {
  console.log(`\n${name}`);
  await (await BENCHES[name]!()).run({ full });
}
process.exit(0);
