/** The badge of a ceremony, for READMEs: its title, where it stands and how many took part, as SVG. */
import { html } from '../http/html.ts';
import { textWidth } from './glyphs.ts';
import { oneLine } from './plain-text.ts';
import { counted, type Standing } from './standing.ts';

/** Signs of a title on a badge. */
const LONGEST = 40;

const SIZE = 11;
const HEIGHT = 20;
/** Left and right of each text. */
const SPACE = 7;
/** The chain of links in front of the title. */
const MARK = 17;

/** Grounds for white text, with a contrast of 4.5 at least. */
const COLOURS: Record<Standing['state'], string> = {
  ahead: '#55605c',
  open: '#0b6e4f',
  paused: '#8a4b00',
  ended: '#55605c',
  canceled: '#a12622',
  final: '#0b6e4f',
};

/** The whole file. */
export function badge(standing: Standing): string {
  const { title, slug, test, state, words, contributions, accentLight } = standing;
  const named = oneLine(title, LONGEST) || slug;
  const label = test && !named.includes('TEST') ? `TEST ${named}` : named;
  const message = `${words} · ${counted(contributions)}`;
  const own = state === 'open' || state === 'final' ? accentLight : null;
  const left = Math.ceil(textWidth(label, SIZE));
  const right = Math.ceil(textWidth(message, SIZE));
  const middle = MARK + left + 2 * SPACE;
  const width = middle + right + 2 * SPACE;
  const said = `${label}: ${message}`;
  // textLength: whatever font the reader has, the text fills its place and no more.
  const text = (x: number, length: number, words: string) =>
    html`<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs" unicode-bidi="isolate">${words}</text>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${said}">
<title>${said}</title>
<clipPath id="c"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>
<g clip-path="url(#c)"><rect width="${middle}" height="${HEIGHT}" fill="#1c2321"/><rect x="${middle}" width="${right + 2 * SPACE}" height="${HEIGHT}" fill="${own ?? COLOURS[state]}"/></g>
<g fill="none" stroke="#5fd3a8" stroke-width="1.6"><circle cx="9" cy="10" r="3"/><circle cx="17" cy="10" r="3"/><path d="M12 10h2"/></g>
<g fill="#fff" font-family="Inter,system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif" font-size="${SIZE}" font-weight="600">
${text(MARK + SPACE, left, label)}
${text(middle + SPACE, right, message)}
</g>
</svg>
`.text;
}
