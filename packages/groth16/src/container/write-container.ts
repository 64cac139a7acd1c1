import type { Format } from '../file-error.ts';
import { integerBytes, u32Bytes } from '../little-endian.ts';
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

/** What a file begins with. */
export function fileHeader(format: Format, sections: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  header.set(new TextEncoder().encode(format));
  header.set(u32Bytes(1, sections), 4);
  return header;
}

/** What a section begins with. */
export function sectionHeader({ id, size }: Pick<NewSection, 'id' | 'size'>): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(SECTION_HEADER_BYTES);
  header.set(u32Bytes(id));
  header.set(integerBytes(BigInt(size), 8), 4);
  return header;
}

/**
 * The bytes of a file in iden3's container, in order, as they are asked for. Throws an Error when a section gives
 * more or fewer bytes than it said: what was written by then is to be thrown away.
 */
export async function* writeContainer(
  format: Format,
  sections: readonly NewSection[],
): AsyncGenerator<Uint8Array> {
  yield fileHeader(format, sections.length);
  for (const { id, size, content } of sections) {
    yield sectionHeader({ id, size });
    let left = size;
    for await (const bytes of content()) {
      left -= bytes.length;
      if (left < 0) break;
      yield bytes;
    }
    if (left !== 0) throw new Error(`section ${id} of the ${format} is not as long as it said`);
  }
}
