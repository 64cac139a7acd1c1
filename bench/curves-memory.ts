/**
 * The memory and time of a stream of BN254 G1 points that are multiplied by one scalar, as in phase 2: in a
 * process of its own, so that nothing else counts.
 *
 * Flags: --full (2^22 points), --points=N, --threads=N (as many as the machine has).
 */
import { runAlone } from './run-alone.ts';

export async function run(): Promise<void> {
  await runAlone(new URL('curves/rescale-memory.ts', import.meta.url));
}
