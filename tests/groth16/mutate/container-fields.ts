import { chunksOf } from './container.ts';
import type { FieldPlace } from './target.ts';

/** The numbers of a container: version, count, and of each section its number and length. */
export function containerFields(bytes: Uint8Array): FieldPlace[] {
  const fields: FieldPlace[] = [
    { name: 'the format', at: 0, size: 4 },
    { name: 'the version', at: 4, size: 4 },
    { name: 'the number of sections', at: 8, size: 4 },
  ];
  let at = 12;
  for (const { id, content } of chunksOf(bytes)) {
    fields.push(
      { name: `the number of section ${id}`, at, size: 4 },
      { name: `the length of section ${id}`, at: at + 4, size: 8 },
    );
    at += 12 + content.length;
  }
  return fields;
}
