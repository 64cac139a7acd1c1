import { createHash } from 'node:crypto';
import type { FileSource } from '@brebaje/groth16/files/file-source';
import { streamOf } from '@brebaje/groth16/files/source';

/** SHA-256 and BLAKE2b-512 of a file, hex, in one pass. */
export async function fileHashes(
  file: FileSource,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<{ sha256: string; blake2b: string }> {
  const [sha256, blake2b] = [createHash('sha256'), createHash('blake2b512')];
  let done = 0;
  for await (const bytes of streamOf(file)) {
    signal.throwIfAborted();
    sha256.update(bytes);
    blake2b.update(bytes);
    done += bytes.length;
    progress(done, file.size);
  }
  return { sha256: sha256.digest('hex'), blake2b: blake2b.digest('hex') };
}
