/** Colours that a document says it is to be worn in, so that nobody sees it change: `<slug> <light> <dark>`. */

export interface DocumentAccents {
  slug: string | undefined;
  accentLight: string | undefined;
  accentDark: string | undefined;
}

/** `-` stands for none of its own. */
export function accentsOf(content: string): DocumentAccents {
  const [slug, light, dark] = content.split(' ');
  const colour = (text: string | undefined) => (text === undefined || text === '-' ? undefined : text);
  return { slug: slug === '' ? undefined : slug, accentLight: colour(light), accentDark: colour(dark) };
}
