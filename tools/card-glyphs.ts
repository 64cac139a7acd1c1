/**
 * Writes the outlines that social cards are drawn with: `node tools/card-glyphs.ts inter-*.woff`, from the
 * files of weight 600 in @fontsource/inter 5.3.0 (latin, latin-ext, cyrillic, greek, vietnamese). WOFF 1.0 and
 * OpenType 1.9 (cmap format 4, glyf, loca, hmtx).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync, inflateSync } from 'node:zlib';

/** Units to an em in what is written. */
const EM = 1_000;

/** Letters of languages in use, digits, and the signs that titles have. */
const WANTED: [number, number][] = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x18f, 0x192],
  [0x1a0, 0x1b0],
  [0x1cd, 0x1dc],
  [0x1e6, 0x21b],
  [0x259, 0x259],
  [0x2bb, 0x2bc],
  [0x37e, 0x3ff],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x4d8, 0x4d9],
  [0x4e8, 0x4e9],
  [0x1e80, 0x1e85],
  [0x1e9e, 0x1e9e],
  [0x1ea0, 0x1ef9],
  [0x2010, 0x2026],
  [0x2032, 0x203a],
  [0x20ac, 0x20ac],
  [0x2116, 0x2122],
  [0x2190, 0x2193],
  [0x2212, 0x2212],
  [0x221e, 0x221e],
  [0x2260, 0x2265],
];

interface Point {
  x: number;
  y: number;
  on: boolean;
}

interface Glyph {
  code: number;
  advance: number;
  contours: Point[][];
}

function tablesOf(woff: Buffer): Map<string, Buffer> {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF 1.0 file');
  const tables = new Map<string, Buffer>();
  for (let index = 0, at = 44; index < woff.readUInt16BE(12); index++, at += 20) {
    const [offset, packed, length] = [4, 8, 12].map((more) => woff.readUInt32BE(at + more)) as [
      number,
      number,
      number,
    ];
    const bytes = woff.subarray(offset, offset + packed);
    tables.set(woff.toString('latin1', at, at + 4), packed < length ? inflateSync(bytes) : bytes);
  }
  return tables;
}

/** Which glyph stands for which code point, of the format 4 subtable. */
function characters(cmap: Buffer): Map<number, number> {
  const found = new Map<number, number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index++) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + 8 * index + 4));
    if (table.readUInt16BE(0) !== 4) continue;
    const twice = table.readUInt16BE(6);
    for (let segment = 0; segment < twice; segment += 2) {
      const end = table.readUInt16BE(14 + segment);
      const start = table.readUInt16BE(16 + twice + segment);
      const delta = table.readUInt16BE(16 + 2 * twice + segment);
      const place = 16 + 3 * twice + segment;
      const range = table.readUInt16BE(place);
      for (let code = start; code <= end && code !== 0xffff; code++) {
        const glyph = range === 0 ? code : table.readUInt16BE(place + range + 2 * (code - start));
        if (glyph !== 0 || range === 0) found.set(code, (glyph + delta) & 0xffff);
      }
    }
  }
  return found;
}

function glyphsOf(path: string): Glyph[] {
  const tables = tablesOf(readFileSync(path));
  const table = (name: string) => tables.get(name) ?? fail(`${path} has no ${name}`);
  const [head, hhea, hmtx, loca, glyf] = ['head', 'hhea', 'hmtx', 'loca', 'glyf'].map(table) as Buffer[];
  const scale = EM / head!.readUInt16BE(18);
  const long = head!.readUInt16BE(50) === 1;
  const metrics = hhea!.readUInt16BE(34);
  const offset = (glyph: number) =>
    long ? loca!.readUInt32BE(4 * glyph) : 2 * loca!.readUInt16BE(2 * glyph);

  const outline = (glyph: number): Point[][] => {
    if (offset(glyph) === offset(glyph + 1)) return [];
    const data = glyf!.subarray(offset(glyph), offset(glyph + 1));
    const count = data.readInt16BE(0);
    return count < 0 ? composite(data) : simple(data, count);
  };

  const composite = (data: Buffer): Point[][] => {
    const all: Point[][] = [];
    for (let at = 10, more = true; more; ) {
      const flags = data.readUInt16BE(at);
      const part = data.readUInt16BE(at + 2);
      const words = (flags & 1) !== 0;
      if ((flags & 2) === 0) fail('points that are matched are not read');
      const x = words ? data.readInt16BE(at + 4) : data.readInt8(at + 4);
      const y = words ? data.readInt16BE(at + 6) : data.readInt8(at + 5);
      at += words ? 8 : 6;
      let [xx, xy, yx, yy] = [1, 0, 0, 1];
      const fraction = () => {
        at += 2;
        return data.readInt16BE(at - 2) / 16_384;
      };
      if (flags & 8) {
        xx = fraction();
        yy = xx;
      } else if (flags & 0x40) [xx, yy] = [fraction(), fraction()];
      else if (flags & 0x80) [xx, xy, yx, yy] = [fraction(), fraction(), fraction(), fraction()];
      all.push(
        ...outline(part).map((contour) =>
          contour.map((p) => ({ on: p.on, x: p.x * xx + p.y * yx + x, y: p.x * xy + p.y * yy + y })),
        ),
      );
      more = (flags & 0x20) !== 0;
    }
    return all;
  };

  return [...characters(table('cmap'))]
    .filter(([code]) => WANTED.some(([from, to]) => code >= from && code <= to))
    .map(([code, glyph]) => ({
      code,
      advance: Math.round(hmtx!.readUInt16BE(4 * Math.min(glyph, metrics - 1)) * scale),
      contours: outline(glyph).map((contour) =>
        contour.map(({ x, y, on }) => ({ x: Math.round(x * scale), y: Math.round(y * scale), on })),
      ),
    }));
}

function simple(data: Buffer, count: number): Point[][] {
  const ends = Array.from({ length: count }, (_, index) => data.readUInt16BE(10 + 2 * index));
  const total = (ends.at(-1) ?? -1) + 1;
  let at = 10 + 2 * count;
  at += 2 + data.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < total) {
    const flag = data[at++]!;
    for (let times = flag & 8 ? data[at++]! + 1 : 1; times > 0; times--) flags.push(flag);
  }
  const axis = (short: number, same: number) => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? data[at++]! : -data[at++]!;
      else if (!(flag & same)) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  const points = flags.map((flag, index) => ({ x: xs[index]!, y: ys[index]!, on: (flag & 1) === 1 }));
  return ends.map((end, index) => points.slice(index === 0 ? 0 : ends[index - 1]! + 1, end + 1));
}

function fail(text: string): never {
  throw new Error(text);
}

/** Numbers of 16 bits: how many glyphs, then of each its code, advance, contours, and of each its points. */
function packed(glyphs: Glyph[]): Buffer {
  const numbers: number[] = [glyphs.length];
  for (const { code, advance, contours } of glyphs) {
    numbers.push(code, advance, contours.length);
    for (const contour of contours) {
      numbers.push(contour.length);
      let [x, y] = [0, 0];
      for (const point of contour) {
        // The lowest bit of the way to the right says whether the point is on the curve.
        numbers.push(2 * (point.x - x) + (point.on ? 1 : 0), point.y - y);
        [x, y] = [point.x, point.y];
      }
    }
  }
  const bytes = Buffer.alloc(2 * numbers.length);
  // Low bytes first, then high ones: they pack better apart.
  numbers.forEach((value, index) => {
    bytes[index] = value & 0xff;
    bytes[numbers.length + index] = (value >> 8) & 0xff;
  });
  return deflateRawSync(bytes, { level: 9 });
}

const byCode = new Map(
  process.argv
    .slice(2)
    .flatMap(glyphsOf)
    .map((glyph) => [glyph.code, glyph]),
);
const glyphs = [...byCode.values()].sort((a, b) => a.code - b.code);
const text = packed(glyphs).toString('base64');
// The package has its licence above its files; it goes wherever the outlines go (OFL 1.1, condition 2).
const licence = readFileSync(join(dirname(process.argv[2]!), '../LICENSE'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n');
writeFileSync(
  new URL('../apps/server/src/branding/glyph-data.ts', import.meta.url),
  `/*!
 * Outlines of Inter SemiBold, written by tools/card-glyphs.ts.
 *
${licence}
 */

/** Raw deflate, base64; glyphs.ts reads it. */
export const GLYPHS =
  '${text}';
`,
);
console.log(`${glyphs.length} glyphs, ${text.length} characters`);
