/** The letters that pictures of ours are written with: outlines of one weight, and how wide a text is. */
import { inflateRawSync } from 'node:zlib';
import { GLYPHS } from './glyph-data.ts';

/** Units to an em. */
export const EM = 1_000;

/** A closed line of quadratic curves; y grows upwards. */
export type Contour = { x: number; y: number; on: boolean }[];

interface Glyph {
  /** In units. */
  advance: number;
  contours: Contour[];
}

let kept: Map<number, Glyph> | undefined;

/** The outline of a code point; undefined: the font has none. */
export function glyph(code: number): Glyph | undefined {
  kept ??= unpacked(inflateRawSync(Buffer.from(GLYPHS, 'base64')));
  return kept.get(code);
}

/** Written by tools/card-glyphs.ts: numbers of 16 bits, all low bytes before all high ones. */
function unpacked(bytes: Buffer): Map<number, Glyph> {
  const half = bytes.length / 2;
  let at = 0;
  const unsigned = () => bytes[at]! | (bytes[half + at++]! << 8);
  const signed = () => (unsigned() << 16) >> 16;
  const contour = (): Contour => {
    let [x, y] = [0, 0];
    return Array.from({ length: unsigned() }, () => {
      const right = signed();
      x += right >> 1;
      y += signed();
      return { x, y, on: (right & 1) === 1 };
    });
  };
  return new Map(
    Array.from({ length: unsigned() }, () => {
      const [code, advance] = [unsigned(), unsigned()];
      return [code, { advance, contours: Array.from({ length: unsigned() }, contour) }];
    }),
  );
}

/** Scripts and pictures that take a whole square each (Unicode Standard Annex 11, wide and fullwidth). */
const WIDE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Yi}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
/** What is drawn onto the sign before it, or not at all. */
const NARROW = /[\p{M}\p{Cf}]/u;
/** An average letter of a font that is not here. */
const USUAL = 600;

/** Width of a text at a size, in the unit of the size; other fonts are guessed for what this one lacks. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const sign of text) {
    const known = glyph(sign.codePointAt(0)!);
    units += known ? known.advance : NARROW.test(sign) ? 0 : WIDE.test(sign) ? EM : USUAL;
  }
  return (units * size) / EM;
}
