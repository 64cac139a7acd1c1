/**
 * Fills shapes with smooth edges, in plain numbers. Each edge adds the area that it covers to the pixels it
 * crosses; summed along a row that is the coverage of each pixel (the method of font-rs and stb_truetype).
 */
import { type Contour, EM, glyph } from './glyphs.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** A colour as `#rrggbb`. */
export function colour(hex: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;
}

type Spot = readonly [x: number, y: number];

/** Straight pieces that a curve is made of. */
const PIECES = 6;

export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, row after row. */
  readonly pixels: Buffer;

  constructor(width: number, height: number, ground: Colour) {
    this.width = width;
    this.height = height;
    this.pixels = Buffer.alloc(3 * width * height, Buffer.from(ground));
  }

  /** Fills closed polygons; where they lie over each other, or one turns the other way, as fonts mean it. */
  fill(polygons: readonly (readonly Spot[])[], ink: Colour, opacity = 1): void {
    const xs = polygons.flat().map(([x]) => x);
    const ys = polygons.flat().map(([, y]) => y);
    if (xs.length === 0) return;
    const left = Math.max(0, Math.floor(Math.min(...xs)));
    const top = Math.max(0, Math.floor(Math.min(...ys)));
    const right = Math.min(this.width, Math.ceil(Math.max(...xs)));
    const bottom = Math.min(this.height, Math.ceil(Math.max(...ys)));
    if (right <= left || bottom <= top) return;
    const area = new Coverage(right - left, bottom - top);
    for (const polygon of polygons)
      for (const [index, [x, y]] of polygon.entries()) {
        const [toX, toY] = polygon[(index + 1) % polygon.length]!;
        area.edge(x - left, y - top, toX - left, toY - top);
      }
    for (let row = 0; row < bottom - top; row++) {
      let sum = 0;
      for (let column = 0; column < right - left; column++) {
        sum += area.change(row, column);
        const share = Math.min(1, Math.abs(sum)) * opacity;
        if (share < 1 / 512) continue;
        const at = 3 * ((top + row) * this.width + left + column);
        for (let channel = 0; channel < 3; channel++) {
          const under = this.pixels[at + channel]!;
          this.pixels[at + channel] = Math.round(under + (ink[channel]! - under) * share);
        }
      }
    }
  }

  /** A ring, or a disc where `inner` is 0. */
  disc(x: number, y: number, radius: number, ink: Colour, { inner = 0, opacity = 1 } = {}): void {
    const around = (r: number, turn: 1 | -1): Spot[] =>
      Array.from({ length: 48 }, (_, step) => {
        const angle = (turn * 2 * Math.PI * step) / 48;
        return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
      });
    this.fill(inner === 0 ? [around(radius, 1)] : [around(radius, 1), around(inner, -1)], ink, opacity);
  }

  bar(x: number, y: number, width: number, height: number, ink: Colour, opacity = 1): void {
    this.fill(
      [
        [
          [x, y],
          [x + width, y],
          [x + width, y + height],
          [x, y + height],
        ],
      ],
      ink,
      opacity,
    );
  }

  /** Writes a line of text from `x` on; `y` is the line it stands on. What the font lacks is left out. */
  write(text: string, x: number, y: number, size: number, ink: Colour): void {
    const scale = size / EM;
    for (const sign of text) {
      const known = glyph(sign.codePointAt(0)!);
      if (!known) continue;
      const shift = x;
      this.fill(
        known.contours.map((contour) =>
          flattened(contour).map(([px, py]): Spot => [shift + px * scale, y - py * scale]),
        ),
        ink,
      );
      x += known.advance * scale;
    }
  }
}

class Coverage {
  readonly #width: number;
  readonly #height: number;
  readonly #changes: Float32Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    // One more a row, for what ends beyond it.
    this.#changes = new Float32Array((width + 2) * height);
  }

  change(row: number, column: number): number {
    return this.#changes[row * (this.#width + 2) + column]!;
  }

  edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const [sign, fromX, fromY, toX, toY] = y0 < y1 ? [1, x0, y0, x1, y1] : [-1, x1, y1, x0, y0];
    const slope = (toX! - fromX!) / (toY! - fromY!);
    const last = Math.min(this.#height, Math.ceil(toY!));
    for (let row = Math.max(0, Math.floor(fromY!)); row < last; row++) {
      const above = Math.max(fromY!, row);
      const below = Math.min(toY!, row + 1);
      const [a, b] = [fromX! + (above - fromY!) * slope, fromX! + (below - fromY!) * slope];
      this.#span(row, Math.min(a, b), Math.max(a, b), sign! * (below - above));
    }
  }

  /** What an edge between two places of one row adds: `height` in all, from the first pixel it touches on. */
  #span(row: number, from: number, to: number, height: number): void {
    const start = row * (this.#width + 2);
    const limit = (x: number) => Math.max(0, Math.min(this.#width, x));
    const [low, high] = [limit(from), limit(to)];
    const first = Math.floor(low);
    const end = Math.ceil(high);
    if (end <= first + 1) {
      const covered = first + 1 - (low + high) / 2;
      this.#changes[start + first]! += height * covered;
      this.#changes[start + first + 1]! += height * (1 - covered);
      return;
    }
    const perPixel = height / (high - low);
    let before = 0;
    for (let column = first; column < end; column++) {
      const enters = Math.max(low, column);
      const leaves = Math.min(high, column + 1);
      // The part of the edge in this pixel, by how much of the pixel lies to the right of it.
      const inside = perPixel * (leaves - enters) * (column + 1 - (enters + leaves) / 2);
      const passed = perPixel * (enters - low);
      this.#changes[start + column]! += passed + inside - before;
      before = passed + inside;
    }
    this.#changes[start + end]! += height - before;
  }
}

/** The curves of a contour as straight pieces; between two control points lies one on the curve. */
function flattened(contour: Contour): Spot[] {
  const points: Contour = [];
  for (const [index, point] of contour.entries()) {
    const next = contour[(index + 1) % contour.length]!;
    points.push(point);
    if (!point.on && !next.on)
      points.push({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, on: true });
  }
  const start = points.findIndex(({ on }) => on);
  const turned = [...points.slice(start), ...points.slice(0, start)];
  const line: Spot[] = [];
  for (const [index, point] of turned.entries()) {
    if (point.on) {
      line.push([point.x, point.y]);
      continue;
    }
    const from = turned[index - 1]!;
    const to = turned[(index + 1) % turned.length]!;
    for (let piece = 1; piece < PIECES; piece++) {
      const t = piece / PIECES;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      line.push([a * from.x + b * point.x + c * to.x, a * from.y + b * point.y + c * to.y]);
    }
  }
  return line;
}
