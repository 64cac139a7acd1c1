/**
 * The arithmetic of the curves per point: every operation by every engine, in turns in one process on one core,
 * by processor time, with outputs that must be equal and equal to the oracle's.
 *
 * Flags: --full (the sizes of real ceremonies), --points=N, --rounds=N, --only=part,… (of an operation's name),
 * --peers=name,…, --native (build and measure native libraries too; also by BREBAJE_BENCH_NATIVE=1).
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { coreToPin } from './curves/pin.ts';

export async function run(): Promise<void> {
  const program = fileURLToPath(new URL('curves/measure-here.ts', import.meta.url));
  const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
  const core = coreToPin();
  if (core === undefined) console.log('  not pinned to a core: there is no taskset here');
  const pin = core === undefined ? [] : ['taskset', '-c', core];
  const [command, ...args] = [...pin, process.execPath, program, ...flags];
  const child = spawn(command!, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => child.kill(signal));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error('the measurement of the curves failed');
}
