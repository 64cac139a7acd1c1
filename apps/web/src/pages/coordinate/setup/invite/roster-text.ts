/** A list of people as somebody pastes it, as the table that the server reads. */

/** What the server calls the columns, and what spreadsheets of others do. */
const COLUMNS = [
  'name',
  'address',
  'cohort',
  'from',
  'until',
  'identity',
  'queue',
  'priority',
  'email',
  'e-mail',
];

export interface RosterText {
  /** A table with names of columns (RFC 4180, or with semicolons or tabs). */
  readonly csv: string;
  /** Lines of people. */
  readonly people: number;
}

/** Takes a table as it is; a plain list gets its columns: a name, an e-mail address, a group. */
export function rosterOf(pasted: string): RosterText {
  const lines = pasted.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const [first = '', ...rest] = lines;
  const names = cellsOf(first.replace(/^\uFEFF/, '')).map((cell) => cell.toLowerCase());
  if (names.some((name) => COLUMNS.includes(name))) return { csv: pasted, people: rest.length };
  const rows = lines.map((line) => {
    const cells = cellsOf(line).flatMap(apart);
    const address = cells.find((cell) => MAIL.test(cell)) ?? '';
    const [name = '', cohort = ''] = cells.filter((cell) => cell !== address && cell !== '');
    return csvLine([name, address, cohort]);
  });
  return { csv: rows.length === 0 ? '' : `name,address,cohort\r\n${rows.join('')}`, people: rows.length };
}

const MAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

/** `Ada Lovelace <ada@example.org>`, as mail programs write it. */
function apart(cell: string): string[] {
  const [, name = '', address = ''] = /^(.*?)\s*<([^<>]+@[^<>]+)>$/.exec(cell) ?? [];
  return address === '' ? [cell] : [name.replace(/^"|"$/g, ''), address.trim()];
}

/** Cells of one line, by whichever separator it has most of. */
function cellsOf(line: string): string[] {
  const count = (sign: string) => line.split(sign).length;
  const separator = [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  const cells = line.match(new RegExp(`"(?:[^"]|"")*"|[^${separator}]+`, 'g')) ?? [];
  return cells.map((cell) => {
    const plain = cell.trim();
    return /^".*"$/.test(plain) ? plain.slice(1, -1).replaceAll('""', '"').trim() : plain;
  });
}

/** A line of CSV (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}
