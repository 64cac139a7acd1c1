/** What a text of the catalogue is, and how its values are put in. */

/** A text with `{name}` for values and `<name>…</name>` for markup; or one for each plural of `count`. */
export type Message = string | Plural;

/** Categories of CLDR; `other` stands for those that a language lacks. */
export type Plural = { other: string } & Partial<Record<Exclude<Intl.LDMLPluralRule, 'other'>, string>>;

/** Numbers are written as the language writes them. */
export type Values = Record<string, string | number>;

/** The text with its values. Throws RangeError for a value that it needs and was not given. */
export function fill(locale: string, message: Message, values: Values = {}): string {
  return chosen(locale, message, values).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`a text lacks its value ${name}`);
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : isolated(value);
  });
}

/** Signs that turn the direction of what follows them, beyond the end of the value (Unicode UAX #9, §2). */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A value that leaves the text around it where it is: names are other people's, in any direction. */
function isolated(value: string): string {
  const plain = value.replace(TURNS, '');
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

function chosen(locale: string, message: Message, { count }: Values): string {
  if (typeof message === 'string') return message;
  if (typeof count !== 'number') throw new RangeError('a text with plurals lacks its count');
  return message[new Intl.PluralRules(locale).select(count)] ?? message.other;
}

/** A piece of a text: plain, or inside a tag. Tags do not nest. */
export interface Piece {
  text: string;
  tag: string | undefined;
}

/** Takes a text apart at its tags. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/<(\w+)>(.*?)<\/\1>/gs)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), tag: undefined });
    found.push({ text: match[2]!, tag: match[1]! });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), tag: undefined });
  return found;
}
