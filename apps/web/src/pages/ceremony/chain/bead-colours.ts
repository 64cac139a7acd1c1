/** The colours of a bead: lightness and chroma are the theme's, so that every hue stands out from the card by 3:1. */

export interface BeadColours {
  body: string;
  edge: string;
  bubble: string;
}

const oklch = (lightness: number, chroma: number, hue: number) => `oklch(${lightness} ${chroma} ${hue})`;

export function beadColours(hue: number, dark: boolean): BeadColours {
  return dark
    ? { body: oklch(0.77, 0.12, hue), edge: oklch(0.66, 0.12, hue), bubble: oklch(0.95, 0.04, hue) }
    : { body: oklch(0.56, 0.14, hue), edge: oklch(0.47, 0.13, hue), bubble: oklch(0.9, 0.06, hue) };
}

/** How much of a bubble can be seen, by its number in the bead. */
export const bubbleOpacity = (index: number): number => 0.75 - 0.2 * index;
