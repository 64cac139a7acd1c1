import type { Shell } from '../shell.ts';

/** One line of text that steers no terminal: parts of it come from a server. */
export function line(text: unknown): string {
  return String(text ?? '')
    .replace(/\p{C}+/gu, ' ')
    .trim();
}

/** Several lines of such text. */
export function lines(text: string): string {
  return text.split('\n').map(line).join('\n');
}

/** The document that --json prints. */
export function document(shell: Shell, body: object): void {
  shell.out(JSON.stringify({ ok: true, ...body }));
}

/** A table with as much room as its cells need. */
export function table(
  shell: Shell,
  headings: readonly string[],
  rows: readonly (readonly unknown[])[],
): void {
  const cells = rows.map((row) => row.map(line));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const laid = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  shell.out(shell.style('dim', laid(headings)));
  for (const row of cells) shell.out(laid(row));
}

/** Names and values below each other; what is undefined is left out. */
export function facts(shell: Shell, rows: readonly (readonly [string, unknown])[]): void {
  const told = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...told.map(([name]) => name.length)) + 2;
  for (const [name, value] of told) {
    const [first, ...more] = lines(String(value)).split('\n');
    shell.out(`${name.padEnd(width)}${first}`);
    for (const next of more) shell.out(`${' '.repeat(width)}${next}`.trimEnd());
  }
}

/** A time of the interface (seconds) as the person's clock shows it, with UTC. */
export function when(seconds: number): string {
  const date = new Date(seconds * 1000);
  const utc = date.toISOString().slice(0, 16).replace('T', ' ');
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  const local = shifted.toISOString().slice(0, 16).replace('T', ' ');
  if (local === utc) return `${utc} UTC`;
  return `${local} (${local.slice(0, 10) === utc.slice(0, 10) ? utc.slice(11) : utc} UTC)`;
}

/** As `when`; undefined stays undefined. */
export function maybeWhen(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : when(seconds);
}

/** `3 people`. */
export function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** `6.3 MB`, `2.1 GB`. */
export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let rest = count;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${units[unit]}`;
}
