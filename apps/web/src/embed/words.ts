/** The texts of the frame, without the catalogue of the whole site. */
import { embed } from '../texts/en/embed.ts';
import { fill, type Message, pieces, type Values } from '../texts/message.ts';
import { pseudo } from '../texts/pseudo.ts';
import { el } from './element.ts';

export interface Words {
  /** A text with its values. */
  say(name: keyof typeof embed, values?: Values): string;
  /** A text whose <name> is somebody's: kept apart, so that it turns nothing around. */
  sayOf(name: keyof typeof embed, values?: Values): (Node | string)[];
}

/** @param asked `?locale=`: the pseudo-locales by which layouts are tested */
export function wordsOf(asked: string | null): Words {
  const tested = asked === 'en-XA' || asked === 'ar-XB';
  const tag = navigator.language.startsWith('en') ? navigator.language : 'en';
  const text = (name: keyof typeof embed): Message => (tested ? pseudo(embed[name]) : embed[name]);
  return {
    say: (name, values) => fill(tag, text(name), values),
    sayOf: (name, values) =>
      pieces(text(name) as string).map((piece) => {
        const said = fill(tag, piece.text, values);
        return piece.tag === undefined ? said : el('bdi', {}, el('b', {}, said));
      }),
  };
}
