import type { RecordParameters } from '@brebaje/groth16/parameters';
import { table } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { hex } from './tell.ts';

/** Who contributed, as documents have it. */
export interface RecordFacts {
  number: number;
  type: RecordParameters['type'];
  name?: string;
  beacon?: { bytes: string; exponent: number };
}

/** Of the record at an index. */
export function recordFacts({ type, name, beacon }: RecordParameters, index: number): RecordFacts {
  return {
    number: index + 1,
    type,
    ...(name === undefined ? {} : { name }),
    ...(beacon ? { beacon: { bytes: hex(beacon.bytes), exponent: beacon.exponent } } : {}),
  };
}

/** One line for each contribution, with its whole hash; nothing for none. */
export function tellRecords(
  shell: Shell,
  title: string,
  rows: readonly (RecordFacts & { hash: string | undefined })[],
): void {
  if (rows.length === 0) return;
  const by = ({ name, beacon }: RecordFacts) => {
    const source = beacon && `beacon ${beacon.bytes}, hashed 2^${beacon.exponent} times`;
    return [name, source].filter(Boolean).join(': ');
  };
  table(
    shell,
    ['', 'By', title],
    rows.map((row) => [row.number, by(row), row.hash]),
  );
}
