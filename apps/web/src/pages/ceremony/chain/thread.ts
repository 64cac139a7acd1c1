/** Where the beads of a chain lie: rows that go there and back, as a necklace on a table. */

export interface Thread {
  readonly columns: number;
  readonly rows: number;
  /** Between two beads of a row, CSS pixels. */
  readonly pitch: number;
  readonly rowHeight: number;
  readonly width: number;
  readonly height: number;
  /** Rows begin on the right. */
  readonly mirrored: boolean;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Larger where there are few, so that a young chain is no crumb and an old one fits. */
function pitchFor(count: number, width: number): number {
  const wide = width >= 560;
  if (count <= 14) return wide ? 76 : 60;
  if (count <= 80) return wide ? 58 : 50;
  if (count <= 400) return wide ? 46 : 44;
  return wide ? 36 : 40;
}

/** The thread for so many places in a box. */
export function threadFor(count: number, width: number, mirrored = false): Thread {
  const pitch = pitchFor(count, width);
  // Half a place on either side is for the bends.
  const fitting = Math.max(2, Math.floor(width / pitch) - 1);
  // A single row lies in the middle.
  const columns = Math.max(1, Math.min(count, fitting));
  const rows = Math.max(1, Math.ceil(count / columns));
  const rowHeight = Math.round(pitch * 1.25);
  return { columns, rows, pitch, rowHeight, width, height: rows * rowHeight + pitch * 0.3, mirrored };
}

/** The centre of a place, 0 being the first. */
export function spotOf(index: number, thread: Thread): Spot {
  const { columns, pitch, rowHeight, width, mirrored } = thread;
  const row = Math.floor(index / columns);
  const along = index % columns;
  const column = row % 2 === 0 ? along : columns - 1 - along;
  const x = width / 2 + (column - (columns - 1) / 2) * pitch;
  const swing = Math.sin(column * 1.05 + row * 2.1) * pitch * 0.11;
  return { x: mirrored ? width - x : x, y: (row + 0.5) * rowHeight + pitch * 0.15 + swing };
}

/** Places of a row, the first and one past the last. */
export function placesOf(row: number, thread: Thread, count: number): { from: number; to: number } {
  return { from: row * thread.columns, to: Math.min(count, (row + 1) * thread.columns) };
}

/** The line through the places of a row up to the first of the next, as far as `count` places go. */
export function lineOf(row: number, thread: Thread, count: number): string {
  const { from, to } = placesOf(row, thread, count);
  if (to <= from) return '';
  const spots = Array.from({ length: to - from }, (_, index) => spotOf(from + index, thread));
  const text = ({ x, y }: Spot) => `${round(x)} ${round(y)}`;
  let path = `M${text(spots[0]!)}`;
  for (let index = 1; index < spots.length; index++) {
    const [a, b] = [spots[index - 1]!, spots[index]!];
    const middle = (a.x + b.x) / 2;
    path += `C${round(middle)} ${round(a.y)} ${round(middle)} ${round(b.y)} ${text(b)}`;
  }
  if (to === from + thread.columns && to < count) {
    const a = spots.at(-1)!;
    const b = spotOf(to, thread);
    const out = Math.sign(a.x - thread.width / 2) * thread.pitch * 0.8;
    path += `C${round(a.x + out)} ${round(a.y)} ${round(b.x + out)} ${round(b.y)} ${text(b)}`;
  }
  return path;
}

/** The place nearest to a point. */
export function indexAt(x: number, y: number, thread: Thread, count: number): number {
  const row = Math.min(
    thread.rows - 1,
    Math.max(0, Math.floor((y - thread.pitch * 0.15) / thread.rowHeight)),
  );
  const { from, to } = placesOf(row, thread, count);
  let best = from;
  for (let index = from; index < to; index++)
    if (Math.abs(spotOf(index, thread).x - x) < Math.abs(spotOf(best, thread).x - x)) best = index;
  return best;
}

const round = (value: number) => Math.round(value * 10) / 10;
