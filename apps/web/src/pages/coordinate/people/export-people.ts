/** Everybody as a file: what the table knows, for spreadsheets and for programs. */
import type { Person } from '../acts/acts.ts';

const COLUMNS = [
  'number',
  'id',
  'publicName',
  'status',
  'cause',
  'circuitsDone',
  'circuitId',
  'waitingSince',
  'attempts',
  'barredUntil',
  'cohort',
  'queueClass',
  'priority',
  'createdAt',
] as const satisfies readonly (keyof Person)[];

const TIMES: ReadonlySet<string> = new Set(['waitingSince', 'barredUntil', 'createdAt']);

export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** A line of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvLine(person: Person): string {
  return `${COLUMNS.map((name) => cell(shown(name, person[name]))).join(',')}\r\n`;
}

function shown(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (TIMES.has(name) && typeof value === 'number') return new Date(value * 1_000).toISOString();
  return String(value);
}

/**
 * Where a formula would begin: also after the signs at which spreadsheets of other languages end a cell, whatever
 * quotes are around it, and with signs of full width, which some take for the others.
 */
const FORMULA = /(^|[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/g;

function cell(value: string): string {
  const safe = /^-?\d+$/.test(value) ? value : value.replace(FORMULA, "$1'");
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The file's parts, page by page; `told` hears how many people are in it so far. */
export async function peopleFile(
  people: AsyncIterable<Person>,
  form: 'csv' | 'json',
  told: (count: number) => void,
): Promise<Blob> {
  const parts: string[] = [form === 'csv' ? CSV_HEAD : '[\n'];
  let count = 0;
  for await (const person of people) {
    parts.push(form === 'csv' ? csvLine(person) : `${count === 0 ? '' : ',\n'}${JSON.stringify(person)}`);
    if (++count % 100 === 0) told(count);
  }
  if (form === 'json') parts.push('\n]\n');
  return new Blob(parts, { type: form === 'csv' ? 'text/csv;charset=utf-8' : 'application/json' });
}
