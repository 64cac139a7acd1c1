import { FileError, type Format } from '../file-error.ts';
import type { ByteSource } from '../files/source.ts';

/** Where a section's content lies in its file. */
export interface Section {
  readonly id: number;
  readonly from: number;
  readonly size: number;
}

export interface Container {
  readonly format: Format;
  readonly source: ByteSource;
  /** In the order of the file. */
  readonly sections: readonly Section[];
}

/** Magic, version, count; and of each section its number and length. */
export const FILE_HEADER_BYTES = 12;
export const SECTION_HEADER_BYTES = 12;

/** No format has more, and a header that promises millions is not followed. */
const MOST_SECTIONS = 64;

/**
 * Finds the sections of a file in iden3's container: four letters, u32 version 1, u32 count, then per section
 * u32 number, u64 length, content; little-endian. Every section stands once and nothing follows the last one.
 * Throws a {@link FileError}; reads only the headers.
 */
export async function readContainer(source: ByteSource, format: Format): Promise<Container> {
  const fail = (fault: FileError['fault'], text: string, section?: number) =>
    new FileError(format, fault, text, section);
  if (source.size < FILE_HEADER_BYTES) throw fail('truncated', 'the file is shorter than any');
  const header = await source.read(0, FILE_HEADER_BYTES);
  const magic = String.fromCharCode(...header.subarray(0, 4));
  if (magic !== format) throw fail('not-this-format', `the file does not begin with "${format}"`);
  const view = new DataView(header.buffer);
  const version = view.getUint32(4, true);
  if (version !== 1) throw fail('not-this-format', `version ${version} is unknown, only 1 is`);
  const count = view.getUint32(8, true);
  if (count > MOST_SECTIONS) throw fail('sections', `${count} sections are more than any file has`);

  const sections: Section[] = [];
  let at = FILE_HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + SECTION_HEADER_BYTES > source.size)
      throw fail('truncated', `section ${i + 1} of ${count} is missing`);
    const start = new DataView((await source.read(at, at + SECTION_HEADER_BYTES)).buffer);
    const id = start.getUint32(0, true);
    const size = start.getBigUint64(4, true);
    const from = at + SECTION_HEADER_BYTES;
    // Compared as integers of any size: a length near 2^64 must not become a small number.
    if (size > BigInt(source.size - from))
      throw fail('truncated', 'its end lies behind the end of the file', id);
    if (sections.some((other) => other.id === id)) throw fail('sections', 'it stands twice', id);
    sections.push({ id, from, size: Number(size) });
    at = from + Number(size);
  }
  if (at !== source.size) throw fail('trailing-bytes', `${source.size - at} bytes follow the last section`);
  return { format, source, sections };
}

/** The section with a number. Throws a {@link FileError} when the file has none. */
export function sectionOf({ format, sections }: Container, id: number): Section {
  const section = sections.find((one) => one.id === id);
  if (!section) throw new FileError(format, 'sections', 'it is missing', id);
  return section;
}

/**
 * Throws a {@link FileError} unless the file has exactly the sections of one of the orders given. What tools of
 * others write in another order denotes the same content by other bytes, and so has other hashes.
 */
export function requireOrder({ format, sections }: Container, orders: readonly (readonly number[])[]): void {
  const found = sections.map(({ id }) => id).join();
  if (orders.some((order) => order.join() === found)) return;
  throw new FileError(
    format,
    'sections',
    `sections ${found} instead of ${orders.map((order) => order.join()).join(' or ')}`,
  );
}

/** A section's content. For those that are small whatever the circuit; the caller has checked the length. */
export function readSection(
  { source }: Container,
  { from, size }: Section,
): Promise<Uint8Array<ArrayBuffer>> {
  return source.read(from, from + size);
}
