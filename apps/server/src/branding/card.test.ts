import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CARD, cardPng, drawCard } from './card.ts';
import { glyph } from './glyphs.ts';
import { pictureIn } from './picture.ts';
import { png } from './png.ts';
import { Canvas, colour } from './raster.ts';
import type { Standing } from './standing.ts';
import { HOSTILE, STANDING } from './test-standing.ts';

const WHITE = colour('#ffffff');
const BLACK = colour('#000000');

/** How much of a canvas is covered, in pixels; edges count by their share. */
function covered({ pixels }: Canvas): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3) sum += (255 - pixels[at]!) / 255;
  return sum;
}

describe('shapes', () => {
  it.each([
    [
      'a whole square',
      [
        [2, 2],
        [7, 2],
        [7, 7],
        [2, 7],
      ],
      25,
    ],
    [
      'a square between pixels',
      [
        [2.25, 2.5],
        [7.75, 2.5],
        [7.75, 6.5],
        [2.25, 6.5],
      ],
      22,
    ],
    [
      'a triangle',
      [
        [0, 0],
        [10, 0],
        [0, 10],
      ],
      50,
    ],
    [
      'the same the other way round',
      [
        [0, 10],
        [10, 0],
        [0, 0],
      ],
      50,
    ],
    [
      'one that goes over the edge',
      [
        [-5, -5],
        [5, -5],
        [5, 5],
        [-5, 5],
      ],
      25,
    ],
    [
      'one that is outside',
      [
        [20, 20],
        [30, 20],
        [30, 30],
      ],
      0,
    ],
    [
      'a sliver',
      [
        [1, 5.1],
        [9, 5.1],
        [9, 5.2],
        [1, 5.2],
      ],
      0.8,
    ],
  ] as [string, [number, number][], number][])('%s covers its area', (_, polygon, area) => {
    const canvas = new Canvas(10, 10, WHITE);
    canvas.fill([polygon], BLACK);
    expect(covered(canvas)).toBeCloseTo(area, 0);
  });

  it('a ring is a disc without the disc in it', () => {
    const disc = new Canvas(40, 40, WHITE);
    disc.disc(20, 20, 15, BLACK);
    expect(covered(disc) / (Math.PI * 225)).toBeCloseTo(1, 1);
    const ring = new Canvas(40, 40, WHITE);
    ring.disc(20, 20, 15, BLACK, { inner: 10 });
    expect(covered(ring) / (Math.PI * 125)).toBeCloseTo(1, 1);
  });

  it('a letter has the area of its outline, at any size and place', () => {
    // The stem of an I has straight sides: advance, height and ink are known.
    const letter = glyph('I'.codePointAt(0)!)!;
    const xs = letter.contours.flat().map(({ x }) => x);
    const ys = letter.contours.flat().map(({ y }) => y);
    const area = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
    for (const [size, x, y] of [
      [20, 3, 25],
      [20, 3.4, 24.7],
      [13, 5.1, 20.2],
    ] as const) {
      const canvas = new Canvas(30, 30, WHITE);
      canvas.write('I', x, y, size, BLACK);
      expect(covered(canvas)).toBeCloseTo((area * size * size) / 1e6, 0);
    }
  });
});

it('writes a PNG that holds every pixel', async () => {
  const canvas = new Canvas(3, 2, colour('#102030'));
  canvas.bar(1, 0, 1, 1, colour('#ff0000'));
  const file = await png(canvas);
  expect(pictureIn(file)).toEqual({ mediaType: 'image/png', width: 3, height: 2 });
  const at = file.indexOf('IDAT');
  const rows = inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)));
  expect([...rows]).toEqual([
    ...[0, 16, 32, 48, 255, 0, 0, 16, 32, 48],
    ...[0, 16, 32, 48, 16, 32, 48, 16, 32, 48],
  ]);
});

describe('the card', () => {
  it('is a picture of the usual size, small enough to be sent', async () => {
    const file = await cardPng(STANDING);
    expect(pictureIn(file)).toEqual({ mediaType: 'image/png', ...CARD });
    expect(file.length).toBeLessThan(150_000);
  });

  it('differs by what it says, and only by that', () => {
    const same = drawCard(STANDING).pixels;
    expect(drawCard({ ...STANDING }).pixels.equals(same)).toBe(true);
    const others: Partial<Standing>[] = [
      { title: 'Autumn' },
      { project: 'Other' },
      { test: true },
      { state: 'paused', words: 'paused' },
      { contributions: 13 },
      { accentDark: '#f29ad0' },
    ];
    for (const other of others)
      expect(drawCard({ ...STANDING, ...other }).pixels.equals(same), JSON.stringify(other)).toBe(false);
  });

  it('shows the permanent name of what the font cannot write', () => {
    const slug = drawCard({ ...STANDING, title: 'spring' }).pixels;
    for (const title of ['仪式', 'مراسم', '\u202e\u200b', '🎉'])
      expect(drawCard({ ...STANDING, title }).pixels.equals(slug), title).toBe(true);
    expect(drawCard({ ...STANDING, title: '🎉 spring' }).pixels.equals(slug)).toBe(true);
    const names = drawCard({ ...STANDING, title: 'spring', project: 'fair' }).pixels;
    expect(drawCard({ ...STANDING, title: '仪式', project: '公平' }).pixels.equals(names)).toBe(true);
  });

  it('keeps to its edges whatever the title is', () => {
    for (const title of HOSTILE) {
      const { pixels } = drawCard({ ...STANDING, title, project: title });
      for (let y = 20; y < CARD.height; y++)
        for (const x of [0, 40, 1_135, CARD.width - 1]) {
          const at = 3 * (y * CARD.width + x);
          if (pixels[at] !== 0x12) expect.fail(`${title.slice(0, 40)} at ${x}, ${y}`);
        }
    }
  });
});
