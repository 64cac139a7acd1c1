/** What is said to one person: the same words whichever way they travel. */

export interface Message {
  /** One line. */
  subject: string;
  /** What happened, in a sentence or two. */
  text: string;
  /** What to do now. */
  next: string;
  /** The one link. */
  link: string | null;
}

const LONGEST_LINE = 200;

/** Text on one line, bounded: no sign of it can end a header or steer a terminal. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_LINE);
}

/** The message as plain text, ready to be copied into a mail or a chat. */
export function plainText({ text, next, link }: Message): string {
  return [text, next, link].filter((part) => part !== null && part !== '').join('\n\n');
}
