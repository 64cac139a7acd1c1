/** Comma-separated values as spreadsheets write them (RFC 4180), also with semicolons or tabs. */

/** A record and the line that it begins on, counted from 1. */
export interface CsvRecord {
  line: number;
  fields: string[];
}

/** The text breaks off inside quotes, or goes on behind them. */
export class CsvError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Records of a text; empty lines are left out. The separator is whichever of `,` `;` and tab the first line
 * has most of.
 * @throws CsvError
 */
export function parseCsv(text: string): CsvRecord[] {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const separator = separatorOf(source.slice(0, (source.indexOf('\n') + 1 || source.length + 1) - 1));
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const start = line;
    const fields: string[] = [];
    for (;;) {
      const field = readField(source, at, separator, line);
      fields.push(field.value.trim());
      at = field.end;
      line += field.lines;
      if (source[at] !== separator) break;
      at++;
    }
    at++;
    line++;
    if (fields.some((field) => field !== '')) records.push({ line: start, fields });
  }
  return records;
}

function readField(
  source: string,
  start: number,
  separator: string,
  line: number,
): { value: string; end: number; lines: number } {
  if (source[start] !== '"') {
    let end = start;
    while (end < source.length && source[end] !== separator && source[end] !== '\n') end++;
    return { value: source.slice(start, end), end, lines: 0 };
  }
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = source.indexOf('"', at);
    if (quote === -1) throw new CsvError(line, 'a quotation mark is not closed');
    value += source.slice(at, quote);
    at = quote + 1;
    if (source[at] !== '"') break;
    value += '"';
    at++;
  }
  if (at < source.length && source[at] !== separator && source[at] !== '\n')
    throw new CsvError(line, 'something follows a closing quotation mark');
  return { value, end: at, lines: value.split('\n').length - 1 };
}

function separatorOf(first: string): string {
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
