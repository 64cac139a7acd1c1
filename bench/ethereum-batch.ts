/**
 * A contribution to Ethereum's four sub-ceremonies as a whole, from JSON to JSON, on one core: ours, other
 * clients and other libraries. Those in other languages are built where their compilers are.
 *
 * Flags: --full (61,440 G1 and 260 G2 points; else --g1=N in each sub-ceremony, 1024), --rounds=N,
 * --rivals=name,… (of bench/batch/rivals.ts).
 */
import { runPinned } from './run-alone.ts';

export async function run(): Promise<void> {
  await runPinned(new URL('batch/measure-here.ts', import.meta.url));
}
