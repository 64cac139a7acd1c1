/** Texts of people as one line of a picture or a tag. */

/**
 * Signs that turn the direction of what stands around them (Unicode Standard Annex 9), that nobody sees, and that
 * XML has no place for (XML 1.0 §2.2).
 */
const STEERING = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/gu;

/** Marks on one letter; more of them are drawn over the lines around. */
const PILED = /(\p{M}{4})\p{M}+/gu;

/** A text on one line, without signs that steer the text around it, and at most `most` signs long. */
export function oneLine(text: string, most: number): string {
  // Far more than is shown is not looked at.
  const clean = text
    .slice(0, 8 * most + 64)
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(STEERING, '')
    .replace(PILED, '$1')
    .trim();
  const signs = Array.from(new Intl.Segmenter('en').segment(clean), ({ segment }) => segment);
  return signs.length <= most
    ? clean
    : `${signs
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
