import type { ByteSink } from '@brebaje/groth16/files/sink';

/** Writes a stream's bytes in their order. */
export async function writeAll(bytes: AsyncIterable<Uint8Array>, sink: ByteSink): Promise<void> {
  for await (const piece of bytes) await sink.write(piece);
}
