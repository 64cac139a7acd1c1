import { browserSurroundings } from '@brebaje/client/browser-surroundings';
import { fetchFile } from '@brebaje/client/groth16/fetch-file';
import { opfsWorkStore } from '@brebaje/client/groth16/opfs-work-store';
import type { SteadyClient } from '@brebaje/client/groth16/steady';
import { handWorkIn } from '@brebaje/client/groth16/upload';
import { type Work, writeAll } from '@brebaje/client/groth16/work';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { personStream } from '@brebaje/groth16/random/generators';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { PART_BYTES } from '@brebaje/protocol/rest/uploads';

/** The work of page.ts where the pages do theirs: in a worker, on the origin's own files. */

export interface Asked {
  readonly work: 'contribute' | 'verify';
  /** Of the genesis; parts of what came of it are put below. */
  readonly url: string;
  /** Of the genesis. */
  readonly sha256: string;
  readonly size: number;
}

export interface Outcome {
  /** Bytes that a contribution has. */
  readonly size?: number;
  readonly error?: string;
}

const GENESIS = 'genesis.zkey';
const CONTRIBUTION = 'contribution.zkey';

type Store = Awaited<ReturnType<typeof opfsWorkStore>>;

/** A whole turn: downloads the genesis, contributes to it, and sends what came of it. */
async function contributeTo(store: Store, { url, sha256, size }: Asked): Promise<number> {
  const world = browserSurroundings();
  await fetchFile(world, store, { url, sha256, size, most: size }, GENESIS);
  const engine = await createWasmEngine({ curve: 'bn254' });
  const base = await store.open(GENESIS);
  const genesis = await sumGenesis(engine, await openZkey(base));
  const made = await contribute(engine, await openZkey(base), personStream(), { genesis });
  const file = { sha256: await writeAll(store, CONTRIBUTION, made.output), size: made.size };
  await base.close();
  await engine.close();
  const work = { turnId: 1, file } as Work;
  const options = { participantId: 1, keep: async () => {} };
  await handWorkIn(world, uploading(url, made.size), store, CONTRIBUTION, work, options);
  return made.size;
}

/** A server whose one upload takes everything. */
function uploading(url: string, size: number): SteadyClient {
  const upload = { id: 1, turnId: 1, size, partSize: PART_BYTES, state: 'OPEN', parts: [] };
  return {
    server: new URL(url).origin,
    ask: async () => undefined,
    tell: async () => true,
    async call<T>({ path, body }: { path: string; body?: unknown }) {
      const { numbers } = (body ?? {}) as { numbers?: number[] };
      const parts = numbers?.map((number) => ({ number, url: `${url}${number}` }));
      const answer = path.endsWith('/complete') ? {} : parts ? { parts } : upload;
      return { status: 200, body: answer as T, etag: undefined };
    },
  };
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

async function answer(asked: Asked): Promise<Outcome> {
  const store = await opfsWorkStore(await navigator.storage.getDirectory());
  try {
    if (asked.work === 'contribute') return { size: await contributeTo(store, asked) };
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
