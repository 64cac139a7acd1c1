/** The picture that messengers and feeds show beside a link to a ceremony. */
import { glyph, textWidth } from './glyphs.ts';
import { oneLine } from './plain-text.ts';
import { png } from './png.ts';
import { Canvas, type Colour, colour } from './raster.ts';
import { counted, type Standing } from './standing.ts';

/** What those who show links ask for, pixels. */
export const CARD = { width: 1_200, height: 630 } as const;

const GROUND = colour('#121615');
const LINE = colour('#38423e');
const INK = colour('#e8ecea');
const SOFT = colour('#a3afaa');
const WARN = colour('#f0b35c');
const BAD = colour('#ff938c');
const ACCENT = '#5fd3a8';

const EDGE = 80;
const INNER = CARD.width - 2 * EDGE;
/** Sizes of the title: the first at which it fits. */
const TITLE_SIZES = [84, 68, 56];
const TITLE_LINES = 2;

/** Links of the chain that have room. */
const LINKS = 14;

/** Draws the card. */
export function drawCard(standing: Standing): Canvas {
  const { project, test, state, words, contributions } = standing;
  const accent = colour(standing.accentDark ?? ACCENT);
  const card = new Canvas(CARD.width, CARD.height, GROUND);
  card.bar(0, 0, CARD.width, 10, accent);

  const above = drawable(oneLine(project, 60)) ?? standing.projectSlug;
  card.write(fitted(above, 32, INNER - 200), EDGE, 118, 32, SOFT);
  if (test) {
    const width = textWidth('TEST', 28) + 40;
    card.bar(CARD.width - EDGE - width, 84, width, 48, WARN);
    card.write('TEST', CARD.width - EDGE - width + 20, 118, 28, GROUND);
  }

  const title = drawable(oneLine(standing.title, 120)) ?? standing.slug;
  const { size, lines } = laidOut(title);
  for (const [index, line] of lines.entries())
    card.write(line, EDGE, 232 + index * Math.round(size * 1.15), size, INK);

  drawChain(card, { count: contributions, state, accent });
  const told = `${words[0]!.toUpperCase()}${words.slice(1)}`;
  const tone = state === 'canceled' ? BAD : state === 'paused' ? WARN : accent;
  card.write(told, EDGE, 560, 40, tone);
  card.write(`  ·  ${counted(contributions)}`, EDGE + textWidth(told, 40), 560, 40, SOFT);
  const name = 'Brebaje';
  card.write(name, CARD.width - EDGE - textWidth(name, 32), 560, 32, SOFT);
  return card;
}

/** The card as a PNG. */
export async function cardPng(standing: Standing): Promise<Buffer> {
  return png(drawCard(standing));
}

/** A link for each contribution, as many of the latest as have room, and rings for those to come. */
function drawChain(
  card: Canvas,
  { count, state, accent }: { count: number; state: Standing['state']; accent: Colour },
): void {
  const y = 440;
  const step = (INNER - 44) / (LINKS - 1);
  const x = (link: number) => EDGE + 22 + link * step;
  const goesOn = state === 'ahead' || state === 'open' || state === 'paused';
  const filled = Math.min(count, goesOn ? LINKS - 1 : LINKS);
  for (let link = 0; link < (goesOn ? LINKS : filled); link++) {
    const done = link < filled;
    const next = link === filled && state === 'open';
    if (link > 0) card.bar(x(link - 1) + 22, y - 3, step - 44, 6, done ? accent : LINE);
    if (done) card.disc(x(link), y, 22, accent);
    else card.disc(x(link), y, 22, next ? accent : LINE, { inner: 16 });
    if (done) card.disc(x(link), y, 8, GROUND, { opacity: 0.35 });
  }
}

/**
 * A text as far as the font has it: signs of decoration may be missing, letters and digits may not. Null: it is
 * written otherwise than with this font.
 */
function drawable(text: string): string | null {
  const signs = [...text.normalize('NFC')];
  const missing = signs.filter((sign) => !glyph(sign.codePointAt(0)!));
  if (missing.some((sign) => /[\p{L}\p{N}]/u.test(sign))) return null;
  const left = signs
    .filter((sign) => !missing.includes(sign))
    .join('')
    .replace(/ +/g, ' ')
    .trim();
  return left === '' ? null : left;
}

function laidOut(title: string): { size: number; lines: string[] } {
  for (const size of TITLE_SIZES) {
    const lines = wrapped(title, size);
    if (lines.length <= TITLE_LINES) return { size, lines };
  }
  const size = TITLE_SIZES.at(-1)!;
  const lines = wrapped(title, size);
  const rest = lines.slice(TITLE_LINES - 1).join(' ');
  return { size, lines: [...lines.slice(0, TITLE_LINES - 1), fitted(rest, size, INNER)] };
}

/** Lines that fit, broken between words, and within a word that fits in none. */
function wrapped(text: string, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, size) <= INNER) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const sign of word) {
      if (textWidth(line + sign, size) > INNER) {
        lines.push(line);
        line = '';
      }
      line += sign;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** A text on one line, shortened until it fits. */
function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const signs = [...text];
  while (signs.length > 0 && textWidth(`${signs.join('').trimEnd()}…`, size) > width) signs.pop();
  return `${signs.join('').trimEnd()}…`;
}
