import type { Format } from '../file-error.ts';
import { FILE_HEADER_BYTES, SECTION_HEADER_BYTES } from './read-container.ts';

/** A section to be written; `content` gives exactly `size` bytes. */
export interface NewSection {
  readonly id: number;
  readonly size: number;
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A section whose content is in memory. */
export function sectionOfBytes(id: number, bytes: Uint8Array): NewSection {
  return { id, size: bytes.length, content: () => [bytes] };
}

/** Bytes of the file that {@link writeContainer} writes. */
export function containerSize(sections: readonly { size: number }[]): number {
  return sections.reduce((sum, { size }) => sum + SECTION_HEADER_BYTES + size, FILE_HEADER_BYTES);
}

/**
 * The bytes of a file in iden3's container, in order, as they are asked for. Throws an Error when a section gives
 * more or fewer bytes than it said: what was written by then is to be thrown away.
 */
export async function* writeContainer(
  format: Format,
  sections: readonly NewSection[],
): AsyncGenerator<Uint8Array> {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  const view = new DataView(header.buffer);
  for (let i = 0; i < 4; i++) header[i] = format.charCodeAt(i);
  view.setUint32(4, 1, true);
  view.setUint32(8, sections.length, true);
  yield header;
  for (const { id, size, content } of sections) {
    const start = new Uint8Array(SECTION_HEADER_BYTES);
    const fields = new DataView(start.buffer);
    fields.setUint32(0, id, true);
    fields.setBigUint64(4, BigInt(size), true);
    yield start;
    let left = size;
    for await (const bytes of content()) {
      left -= bytes.length;
      if (left < 0) break;
      yield bytes;
    }
    if (left !== 0) throw new Error(`section ${id} of the ${format} is not as long as it said`);
  }
}
