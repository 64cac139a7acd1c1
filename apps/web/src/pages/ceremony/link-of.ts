/** The address of a text that is plainly one of the web or of mail; undefined: it is shown as text. */
export function linkOf(text: string): string | undefined {
  if (/^https?:\/\/[^\s"<>]+$/i.test(text) && URL.canParse(text)) return new URL(text).href;
  return /^[^\s@:/?&"<>]+@[^\s@:/?&"<>]+$/.test(text) ? `mailto:${text}` : undefined;
}
