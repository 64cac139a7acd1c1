/** Which language the pages speak, and how it writes numbers and times. */
import { type Catalogue, ENGLISH } from './catalogue.ts';
import type { Message } from './message.ts';
import { pseudo } from './pseudo.ts';

export interface Locale {
  /** BCP 47, as numbers and dates are written. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly catalogue: Catalogue;
}

/** `en-XA` and `ar-XB` are the pseudo-locales by which layouts are tested (CLDR); ?locale= chooses them. */
export function localeOf(asked: string | null, language: string): Locale {
  if (asked === 'en-XA') return { tag: 'en', direction: 'ltr', catalogue: pseudoCatalogue() };
  if (asked === 'ar-XB') return { tag: 'en', direction: 'rtl', catalogue: pseudoCatalogue() };
  // English words with the numbers and dates of whoever reads English.
  return { tag: language.startsWith('en') ? language : 'en', direction: 'ltr', catalogue: ENGLISH };
}

function pseudoCatalogue(): Catalogue {
  return Object.fromEntries(
    Object.entries(ENGLISH).map(([page, texts]) => [
      page,
      Object.fromEntries(
        Object.entries(texts as Record<string, Message>).map(([name, text]) => [name, pseudo(text)]),
      ),
    ]),
  ) as unknown as Catalogue;
}
