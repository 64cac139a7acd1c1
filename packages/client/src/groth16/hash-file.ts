import { giveBack } from '@brebaje/curves/spare-memory';
import { streamOf } from '@brebaje/groth16/files/source';
import type { FileHash, WorkStore } from './work-store.ts';

type Hashing = Pick<WorkStore, 'open' | 'sha256'>;

/** SHA-256 of a file in the store, hex. */
export async function hashOfFile(store: Hashing, name: string): Promise<string> {
  const hash = store.sha256();
  await hashInto(store, name, hash);
  return hash.hex();
}

/** Takes a file in the store into a hash, and answers its bytes. */
export async function hashInto(store: Hashing, name: string, hash: FileHash): Promise<number> {
  const source = await store.open(name);
  try {
    for await (const bytes of streamOf(source)) {
      hash.update(bytes);
      giveBack(bytes);
    }
    return source.size;
  } finally {
    await source.close();
  }
}
