import { expect, it } from 'vitest';
import { beadColours } from './bead-colours.ts';

/** Relative luminance of an OKLCH colour (Ottosson 2020; WCAG 2.2), clipped to sRGB as browsers do at worst. */
function luminance(text: string): number {
  const [lightness, chroma, hue] = /oklch\((\S+) (\S+) (\S+)\)/.exec(text)!.slice(1).map(Number) as [
    number,
    number,
    number,
  ];
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one: number, other: number) =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

// The cards of the palette: #ffffff and #1b211f.
it.each([
  [false, 1],
  [true, 0.0146],
] as const)('stands out from the card at every hue, dark: %s', (dark, card) => {
  for (let hue = 0; hue < 360; hue++) {
    const { body, bubble } = beadColours(hue, dark);
    expect(contrast(luminance(body), card), `${hue}`).toBeGreaterThan(3);
    expect(contrast(luminance(bubble), luminance(body)), `${hue}`).toBeGreaterThan(1.3);
  }
});
