/** Which colours of a project people can read on our pages: contrast as WCAG 2.2 defines it. */

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/**
 * What the accent is read on or carries, on our pages: ground, card, sunken and the text on a button. The
 * palette is apps/web/src/palette.css; a test compares.
 */
export const GROUNDS: Record<Theme, { ground: string; card: string; sunken: string; onAccent: string }> = {
  light: { ground: '#f4f6f5', card: '#ffffff', sunken: '#e9eeec', onAccent: '#ffffff' },
  dark: { ground: '#121615', card: '#1b211f', sunken: '#0d1110', onAccent: '#0c1512' },
};

/** How much of the accent is in the ground of what is chosen. */
export const SOFT_SHARE = 0.12;

/** Level AA for text of usual size (WCAG 2.2, 1.4.3). */
const NEEDED = 4.5;

/**
 * What keeps a colour from being a project's accent; null: nothing. `nearest` has the same hue, darker on light
 * pages and lighter on dark ones.
 * @param colour `#rrggbb`
 */
export function accentProblem(theme: Theme, colour: string): { contrast: number; nearest: string } | null {
  const contrast = leastContrast(theme, colour);
  if (contrast >= NEEDED) return null;
  const towards = theme === 'light' ? '#000000' : '#ffffff';
  // One level of the channel that has the longest way: no nearer one is left out.
  for (let step = 1; step <= 255; step++) {
    const nearest = mix(colour, towards, step / 255);
    if (leastContrast(theme, nearest) >= NEEDED) return { contrast: roundedDown(contrast), nearest };
  }
  return { contrast: roundedDown(contrast), nearest: towards };
}

/** The lightest ground of what is chosen, in a project's accent: a share of it on the card. */
export function softAccent(theme: Theme, colour: string): string {
  return mix(GROUNDS[theme].card, colour, SOFT_SHARE);
}

function leastContrast(theme: Theme, colour: string): number {
  const { ground, card, sunken, onAccent } = GROUNDS[theme];
  const beside = [ground, card, sunken, onAccent, softAccent(theme, colour)];
  return Math.min(...beside.map((other) => contrastOf(colour, other)));
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance (WCAG 2.2, with the threshold of IEC 61966-2-1). */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A colour with a share of another in it, in sRGB as `color-mix(in srgb, …)` does it. */
export function mix(colour: string, other: string, share: number): string {
  const others = channels(other);
  return `#${channels(colour)
    .map((value, index) => Math.round(value + (others[index]! - value) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Never shown as enough when it is not. */
const roundedDown = (contrast: number): number => Math.floor(contrast * 10) / 10;
