/**
 * The arithmetic of the curves per point: every operation by every engine, in turns in one process on one core,
 * by processor time, with outputs that must be equal and equal to the oracle's.
 *
 * Flags: --full (the sizes of real ceremonies), --points=N, --rounds=N, --only=part,… (of an operation's name),
 * --peers=name,…, --native (build and measure native libraries too; also by BREBAJE_BENCH_NATIVE=1).
 */
import { runPinned } from './run-alone.ts';

export async function run(): Promise<void> {
  await runPinned(new URL('curves/measure-here.ts', import.meta.url));
}
