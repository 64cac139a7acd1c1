import { streamOf } from '@brebaje/groth16/files/source';
import type { Hashing } from '../archive/archive-folder.ts';
import type { GivenFile } from './check-genesis.ts';

/** SHA-256 and BLAKE2b-512 of a file, hex: what manifests and ceremonies of phase 1 name it by. */
export async function hashesOf(
  hashing: Hashing,
  file: GivenFile,
  progress: (done: number, total: number) => void,
): Promise<{ sha256: string; blake2b: string }> {
  const [sha256, blake2b] = [hashing.sha256(), hashing.blake2b()];
  const source = await file.open();
  try {
    let done = 0;
    for await (const piece of streamOf(source)) {
      sha256.update(piece);
      blake2b.update(piece);
      done += piece.length;
      progress(done, source.size);
    }
    return { sha256: sha256.hex(), blake2b: blake2b.hex() };
  } finally {
    await source.close();
  }
}
