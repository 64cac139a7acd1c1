/** The same work for Node and for a page's worker: a contribution from the state that came to what goes out. */
import { baseOf, compute } from '@brebaje/client/compute';
import { createEngine } from '@brebaje/client/engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { memorySource } from '@brebaje/groth16/files/source';
import { personStream } from '@brebaje/groth16/random/generators';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { parseContribution } from '@brebaje/kzg/contribution';

type Engine = Awaited<ReturnType<typeof createEngine>>;
let engines: { kzg: Engine; circuit: Engine } | undefined;

/** Does it once; milliseconds on the wall. `bytes`: contribution.json, or a zkey. */
export async function speedWork(kind: 'kzg' | 'circuit', bytes: Uint8Array): Promise<number> {
  engines ??= { kzg: await createEngine(), circuit: await createEngine(undefined, 'bn254') };
  const start = performance.now();
  if (kind === 'kzg') await compute(engines.kzg, baseOf(parseContribution(bytes)), { identity: 'eth|0x' });
  else {
    const zkey = await openZkey(memorySource(bytes));
    const { output } = await contribute(engines.circuit, zkey, personStream(), { output: 'slim' });
    for await (const _ of output) {
      // As it would go to a file.
    }
  }
  return performance.now() - start;
}

export async function endSpeedWork(): Promise<void> {
  await engines?.kzg.close();
  await engines?.circuit.close();
}
