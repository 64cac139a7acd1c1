import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { type ByteSource, blobSource } from '@brebaje/groth16/files/source';
import { personStream } from '@brebaje/groth16/random/generators';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey } from '@brebaje/groth16/zkey/zkey';

/** What page-memory.ts runs in a page: a zkey behind range requests, the contribution in the origin's own files. */

declare global {
  /** Bytes that were written. */
  var contributeTo: (url: string) => Promise<number>;
  /** Throws unless the file that {@link contributeTo} wrote is sound from the genesis at the URL. */
  var verifyFrom: (url: string) => Promise<void>;
}

const FILE = 'contribution.zkey';

async function remoteSource(url: string): Promise<ByteSource> {
  const head = await fetch(url, { method: 'HEAD' });
  return {
    size: Number(head.headers.get('content-length')),
    async read(from, to) {
      const response = await fetch(url, { headers: { range: `bytes=${from}-${to - 1}` }, cache: 'no-store' });
      if (response.status !== 206) throw new Error(`HTTP status ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

globalThis.contributeTo = async (url) => {
  const engine = await createWasmEngine({ curve: 'bn254' });
  const base = await openZkey(await remoteSource(url));
  const made = await contribute(engine, base, personStream());
  const file = await (await navigator.storage.getDirectory()).getFileHandle(FILE, { create: true });
  const writable = await file.createWritable();
  for await (const bytes of made.output) await writable.write(bytes as Uint8Array<ArrayBuffer>);
  await writable.close();
  await engine.close();
  return (await file.getFile()).size;
};

globalThis.verifyFrom = async (url) => {
  const engine = await createWasmEngine({ curve: 'bn254' });
  const genesis = await openZkey(await remoteSource(url));
  const start = { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) };
  const file = await (await navigator.storage.getDirectory()).getFileHandle(FILE);
  const verdict = await verifyZkey(engine, start, await openZkey(blobSource(await file.getFile())));
  await engine.close();
  if (!verdict.ok) throw new Error(verdict.text);
};
