/** A container taken apart and put together again, also in ways in which no program writes one. */
import { joinBytes } from '@brebaje/curves/bytes';
import { fileHeader, sectionHeader } from '@brebaje/groth16/container/write-container';
import type { Format } from '@brebaje/groth16/file-error';

export interface Chunk {
  readonly id: number;
  readonly content: Uint8Array;
}

/** The sections of a sound file. */
export function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const chunks: Chunk[] = [];
  for (let at = 12; at < bytes.length; ) {
    const size = Number(view.getBigUint64(at + 4, true));
    chunks.push({ id: view.getUint32(at, true), content: bytes.slice(at + 12, at + 12 + size) });
    at += 12 + size;
  }
  return chunks;
}

export function joined(format: Format, chunks: readonly Chunk[]): Uint8Array {
  return joinBytes([
    fileHeader(format, chunks.length),
    ...chunks.flatMap(({ id, content }) => [sectionHeader({ id, size: content.length }), content]),
  ]);
}
