import { opfsWorkStore } from '@brebaje/client/groth16/opfs-work-store';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { personStream } from '@brebaje/groth16/random/generators';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey } from '@brebaje/groth16/zkey/zkey';

/** The work of page.ts where the pages do theirs: in a worker, on the origin's own files. */

export interface Asked {
  readonly work: 'contribute' | 'verify';
  /** Of the genesis. */
  readonly url: string;
}

export interface Outcome {
  /** Bytes that a contribution has. */
  readonly size?: number;
  readonly error?: string;
}

const GENESIS = 'genesis.zkey';
const CONTRIBUTION = 'contribution.zkey';

type Store = Awaited<ReturnType<typeof opfsWorkStore>>;

async function fetchGenesis(store: Store, url: string): Promise<void> {
  const { body } = await fetch(url, { cache: 'no-store' });
  const writer = await store.write(GENESIS, 0);
  const reader = body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) await writer.write(next.value);
  await writer.close();
}

async function contributeTo(store: Store, url: string): Promise<number> {
  await fetchGenesis(store, url);
  const engine = await createWasmEngine({ curve: 'bn254' });
  const base = await store.open(GENESIS);
  const made = await contribute(engine, await openZkey(base), personStream());
  const writer = await store.write(CONTRIBUTION, 0);
  for await (const bytes of made.output) await writer.write(bytes);
  await writer.close();
  await base.close();
  await engine.close();
  return (await store.size(CONTRIBUTION))!;
}

/** Throws unless the file that {@link contributeTo} wrote is sound from the genesis that it fetched. */
async function verify(store: Store): Promise<void> {
  const engine = await createWasmEngine({ curve: 'bn254' });
  const [genesisFile, made] = [await store.open(GENESIS), await store.open(CONTRIBUTION)];
  const genesis = await openZkey(genesisFile);
  const start = { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) };
  const verdict = await verifyZkey(engine, start, await openZkey(made));
  await engine.close();
  if (!verdict.ok) throw new Error(verdict.text);
}

async function answer({ work, url }: Asked): Promise<Outcome> {
  const store = await opfsWorkStore(await navigator.storage.getDirectory());
  try {
    if (work === 'contribute') return { size: await contributeTo(store, url) };
    await verify(store);
    return {};
  } catch (error) {
    return { error: String(error) };
  } finally {
    await store.close();
  }
}

self.addEventListener('message', async (event: MessageEvent<Asked>) => {
  self.postMessage(await answer(event.data));
});
