import { readFileSync } from 'node:fs';
import { contrastOf, GROUNDS, THEMES } from '@brebaje/protocol/accent';
import { STYLE } from '@brebaje/server/http/style';
import { expect, it } from 'vitest';

const palette = readFileSync(new URL('../../apps/web/src/palette.css', import.meta.url), 'utf8');

/** Names and their two colours; a colour that a project may change is its own default. */
function colours(css: string, mark: string): Record<string, [light: string, dark: string]> {
  const one = String.raw`(?:var\(--[\w-]+, )?(#[0-9a-f]{6})\)?`;
  const line = new RegExp(String.raw`--${mark}([\w-]+): light-dark\(${one}, ${one}\);`, 'g');
  return Object.fromEntries([...css.matchAll(line)].map(([, name, light, dark]) => [name, [light!, dark!]]));
}

const built = colours(palette, 'color-');

it('is one for the built pages, those of the server, and the rule of contrast', () => {
  expect(Object.keys(built).length).toBeGreaterThan(12);
  expect(colours(STYLE, '')).toEqual(built);
  const { ground, card, sunken, 'on-accent': onAccent } = built;
  for (const [index, theme] of THEMES.entries())
    expect(GROUNDS[theme]).toEqual({
      ground: ground![index],
      card: card![index],
      sunken: sunken![index],
      onAccent: onAccent![index],
    });
});

it.each([
  ['ink', ['ground', 'card', 'sunken', 'accent-soft', 'warn-soft', 'bad-soft']],
  ['soft', ['ground', 'card', 'sunken', 'warn-soft', 'bad-soft', 'accent-soft']],
  ['accent', ['ground', 'card', 'sunken', 'accent-soft']],
  ['on-accent', ['accent']],
  ['warn', ['ground', 'card', 'warn-soft']],
  ['bad', ['ground', 'card', 'bad-soft']],
  ['good', ['ground', 'card', 'accent-soft']],
])('%s is read on every ground it stands on', (ink, grounds) => {
  for (const ground of grounds)
    for (const index of [0, 1] as const)
      expect(
        contrastOf(built[ink]![index], built[ground]![index]),
        `${ground} ${index}`,
      ).toBeGreaterThanOrEqual(4.5);
});
