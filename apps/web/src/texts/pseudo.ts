/** Locales that show what was forgotten: texts outside the catalogue, boxes that are too narrow, sides mixed up. */
import { type Message, pieces } from './message.ts';

const ACCENTS: Record<string, string> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'î',
  n: 'ñ',
  o: 'ö',
  s: 'š',
  u: 'ü',
  y: 'ý',
  z: 'ž',
  A: 'Å',
  C: 'Ç',
  E: 'É',
  I: 'Î',
  N: 'Ñ',
  O: 'Ö',
  S: 'Š',
  U: 'Ü',
  Y: 'Ý',
  Z: 'Ž',
};

/** A text with accents and a third longer, in brackets; values and tags stay. */
export function pseudo(message: Message): Message {
  if (typeof message !== 'string')
    return Object.fromEntries(
      Object.entries(message).map(([category, text]) => [category, pseudo(text) as string]),
    ) as Message;
  const changed = pieces(message)
    .map(({ text, tag }) => (tag === undefined ? accented(text) : `<${tag}>${accented(text)}</${tag}>`))
    .join('');
  return `[${changed}${'·'.repeat(Math.ceil(message.length / 3))}]`;
}

function accented(text: string): string {
  return text.replace(/\{\w+\}|[a-z]/gi, (sign) => (sign.length > 1 ? sign : (ACCENTS[sign] ?? sign)));
}
