/** The texts of the page's language, as components use them. */
import { createContext, Fragment, type ReactNode, use, useMemo } from 'react';
import { message, type TextKey } from './catalogue.ts';
import { createFormats, type Formats } from './formats.ts';
import type { Locale } from './locale.ts';
import { fill, pieces, type Values } from './message.ts';

export interface Texts {
  readonly locale: Locale;
  readonly formats: Formats;
  /** A text with its values. */
  t(key: TextKey, values?: Values): string;
  /** A text whose tags become elements; values are put in after it was taken apart, so none is read as a tag. */
  rich(key: TextKey, tags: Record<string, (inner: string) => ReactNode>, values?: Values): ReactNode;
}

const Context = createContext<Texts | undefined>(undefined);

export function TextsProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  const texts = useMemo((): Texts => {
    const { catalogue, tag } = locale;
    return {
      locale,
      formats: createFormats(tag),
      t: (key, values) => fill(tag, message(catalogue, key), values),
      rich: (key, tags, values) =>
        pieces(asText(message(catalogue, key), tag, values)).map((piece, index) => {
          const text = fill(tag, piece.text, values);
          return <Fragment key={index}>{piece.tag === undefined ? text : tags[piece.tag]?.(text)}</Fragment>;
        }),
    };
  }, [locale]);
  return <Context value={texts}>{children}</Context>;
}

/** The right plural with its `{…}` still in it. */
function asText(text: ReturnType<typeof message>, tag: string, values: Values = {}): string {
  if (typeof text === 'string') return text;
  const { count } = values;
  return (typeof count === 'number' && text[new Intl.PluralRules(tag).select(count)]) || text.other;
}

/** Throws outside of {@link TextsProvider}. */
export function useTexts(): Texts {
  const texts = use(Context);
  if (!texts) throw new Error('useTexts outside of TextsProvider');
  return texts;
}
