/** Markup for other sites: a frame with what goes on in a ceremony, and a badge that leads to it. */

/** Width and height of the frame, CSS pixels; it fits into less. */
const FRAME = { width: 480, height: 300 };

export interface Snippets {
  frame: string;
  /** Markdown, as it is pasted into a README. */
  badge: string;
}

/** @param page address of the ceremony's page, without a slash at the end */
export function snippets(page: string, title: string): Snippets {
  const { width, height } = FRAME;
  return {
    frame: `<iframe src="${escaped(page)}/embed" title="${escaped(title)}" width="${width}" height="${height}" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>`,
    badge: `[![${inMarkdown(title)}](${page}/badge.svg)](${page})`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** One line, and nothing in it that Markdown or the HTML in it reads as a sign. */
function inMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#!|&~]/g, (sign) => `\\${sign}`);
}
