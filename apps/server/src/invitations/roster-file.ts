/** A roster as a CSV file: `name,address,cohort,from,until`, and if wanted `identity,queue,priority`. */
import { wordsOf } from '@brebaje/protocol/issue-words';
import { MAX_ROSTER, type RosterRow, rosterRowSchema } from '@brebaje/protocol/rest/invitation';
import { Problem } from '../rest/problem.ts';
import { CsvError, type CsvRecord, parseCsv } from './csv.ts';

/** What is wrong with a file, line by line. */
export interface LineError {
  path: string;
  message: string;
}

/** A person of a file, and where they stand in it. */
export interface RosterLine {
  line: number;
  row: RosterRow;
}

const COLUMNS = ['name', 'address', 'cohort', 'from', 'until', 'identity', 'queue', 'priority'] as const;
type Column = (typeof COLUMNS)[number];

/** As spreadsheets of others call them. */
const SYNONYMS: Record<string, Column> = { email: 'address', 'e-mail': 'address', queueclass: 'queue' };

/** Mistakes that are told at once: nobody corrects more before trying again. */
const MOST_ERRORS = 50;

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * The people of a CSV file.
 * @throws INVALID_REQUEST with an error for every line that does not do
 */
export function readRoster(text: string): RosterLine[] {
  const [header, ...records] = parsed(text);
  if (!header) throw refused([{ path: 'line 1', message: 'the file is empty' }]);
  const columns = columnsOf(header);
  if (records.length > MAX_ROSTER)
    throw refused([{ path: `line ${records[MAX_ROSTER]!.line}`, message: `at most ${MAX_ROSTER} people` }]);
  const errors: LineError[] = [];
  const lines: RosterLine[] = [];
  for (const record of records) {
    const read = rowOf(columns, record);
    if ('errors' in read) errors.push(...read.errors);
    else lines.push({ line: record.line, row: read.row });
  }
  if (errors.length > 0) throw refused(errors);
  return lines;
}

/** Refuses a file for what is wrong in its lines. */
export function refused(errors: readonly LineError[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  return new Problem('INVALID_REQUEST', first && `${first.path}: ${first.message}${more}`, {
    errors: errors.slice(0, MOST_ERRORS),
  });
}

function parsed(text: string): CsvRecord[] {
  try {
    return parseCsv(text);
  } catch (error) {
    if (error instanceof CsvError) throw refused([{ path: `line ${error.line}`, message: error.message }]);
    throw error;
  }
}

function columnsOf({ line, fields }: CsvRecord): Column[] {
  const columns = fields.map((field) => {
    const name = field.toLowerCase();
    return SYNONYMS[name] ?? (name as Column);
  });
  const errors = columns
    .filter((column, index) => !COLUMNS.includes(column) || columns.indexOf(column) !== index)
    .map((column) => ({
      path: `line ${line}`,
      message: COLUMNS.includes(column)
        ? `the column ${column} is there twice`
        : `no column is called ${JSON.stringify(column.slice(0, 40))}: the first line names ${COLUMNS.join(', ')}`,
    }));
  if (errors.length > 0) throw refused(errors);
  return columns;
}

function rowOf(columns: Column[], { line, fields }: CsvRecord): { row: RosterRow } | { errors: LineError[] } {
  const path = `line ${line}`;
  if (fields.length > columns.length)
    return { errors: [{ path, message: `${fields.length} fields, but ${columns.length} columns` }] };
  const row: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const text = fields[index] ?? '';
    if (text === '') continue;
    if (column === 'queue') row.queueClass = text.toUpperCase();
    else if (column === 'priority') row.priority = Number(text);
    else if (column === 'from' || column === 'until') row[column] = secondsOf(text);
    else row[column] = text;
  }
  const result = rosterRowSchema.safeParse(row);
  if (result.success) return { row: result.data };
  const errors = result.error.issues.map((issue) => {
    const [field] = issue.path;
    const dated = field === 'from' || field === 'until';
    const why =
      dated && !((row[field] as number) >= 0)
        ? 'a time with its offset, as 2026-03-01T18:00+01:00'
        : wordsOf(issue);
    return { path, message: field === undefined ? why : `${String(field)}: ${why}` };
  });
  return { errors };
}

/** Seconds since 1970; NaN for what is no moment: a date without an offset means another time elsewhere. */
function secondsOf(text: string): number {
  return MOMENT.test(text) ? Math.floor(Date.parse(text.replace(' ', 'T')) / 1000) : Number.NaN;
}
