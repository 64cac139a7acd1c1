/** The file of a ceremony, as `brebaje ceremony create` reads it: TOML to a draft and back. */
import {
  CeremonyFileError,
  circuitsInFile,
  type FileCircuit,
  parseCeremonyFile,
} from '@brebaje/protocol/ceremony-file';
import { FILE_KEYS } from '@brebaje/protocol/ceremony-file-problems';
import { writeDuration } from '@brebaje/protocol/duration';
import type { CeremonyDraft } from '@brebaje/protocol/rest/ceremonies';
import { parse, stringify, TomlDate, TomlError } from 'smol-toml';

/** What a file says of a ceremony and of its circuits; files of circuits are named, not read. */
export interface WrittenCeremony {
  readonly draft: CeremonyDraft;
  readonly circuits: readonly FileCircuit[];
}

/** Reads a file's text. Throws CeremonyFileError with every problem in it. */
export function readCeremonyFile(text: string): WrittenCeremony {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new CeremonyFileError([
      `line ${error.line}, column ${error.column}: ${error.message.split('\n')[0]}`,
    ]);
  }
  return { draft: parseCeremonyFile(content), circuits: circuitsInFile(content) };
}

type Table = { [key: string]: unknown };

/** Where several keys of the file stand for one member of a draft, or none for a group. */
const WHOLE = ['sizes', 'policy.timeout', 'eligibility.phases'];

/**
 * The text of a file that says what a draft says.
 * @throws RangeError for what files have no key for
 */
export function writeCeremonyFile(draft: CeremonyDraft): string {
  const tables: Record<string, Table> = {};
  for (const [path, value] of leaves(draft as Table)) {
    for (const [key, written] of lines(path, value)) {
      const [section = '', name = ''] = key.includes('.') ? key.split('.') : ['', key];
      tables[section] = { ...tables[section], [name]: written };
    }
  }
  // What stands at the top comes before the tables.
  const { '': root = {}, ...sections } = tables;
  return `# brebaje ceremony check <this file>\n# brebaje ceremony create <this file>\n\n${stringify({ ...root, ...sections })}\n`;
}

function* leaves(fields: Table, before = ''): Generator<[path: string, value: unknown]> {
  for (const [name, value] of Object.entries(fields)) {
    const path = `${before}${name}`;
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || WHOLE.includes(path))
      yield [path, value];
    else yield* leaves(value as Table, `${path}.`);
  }
}

function lines(path: string, value: unknown): [key: string, written: unknown][] {
  switch (path) {
    case 'sizes':
      return [[path, (value as { g1: number; g2: number }[]).map(({ g1, g2 }) => `${g1},${g2}`).join(':')]];
    case 'policy.timeout':
      return timeout(value as NonNullable<NonNullable<CeremonyDraft['policy']>['timeout']>);
    case 'eligibility.phases':
      return [[path, (value as Table[]).map(phase)]];
  }
  const [key, unit] = FILE_KEYS[path] ?? [path, 'number'];
  if (unit === 'duration') return [[key, writeDuration(Math.round((value as number) * 1000))]];
  if (unit === 'moment') return [[key, date(value as number)]];
  if (KEYLESS.includes(path)) throw new RangeError(`no file says ${path}`);
  return [[key, value]];
}

/** Rules that only the interface knows. */
const KEYLESS = ['policy.uploadGrace', 'policy.maxFaults', 'policy.beacon.exponent'];

function timeout(
  limit: NonNullable<NonNullable<CeremonyDraft['policy']>['timeout']>,
): [key: string, written: unknown][] {
  const key = 'policy.contribution-time';
  switch (limit.type) {
    case 'NONE':
      return [[key, 'none']];
    case 'DYNAMIC':
      if (limit.atLeast !== undefined) throw new RangeError('no file says policy.timeout.atLeast');
      return [[key, `usual + ${limit.percent}%`]];
    case 'FIXED': {
      const { duration, bySize } = limit;
      const time: [string, unknown] = [key, writeDuration(Math.round(duration * 1000))];
      return bySize === undefined ? [time] : [time, ['policy.contribution-time-by-size', bySize]];
    }
  }
}

function phase({ from, until, ...rest }: Table): Table {
  const end = until === undefined ? {} : { until: date(until as number) };
  return { ...rest, from: date(from as number), ...end };
}

const date = (seconds: number) => new TomlDate(new Date(seconds * 1000));
