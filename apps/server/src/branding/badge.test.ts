import { contrastOf } from '@brebaje/protocol/accent';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badge } from './badge.ts';
import { textWidth } from './glyphs.ts';
import { HOSTILE, STANDING } from './test-standing.ts';

const signs = (text: string) => text.replace(/[^<>"]/g, '');
const widthOf = (svg: string) => Number(/ width="(\d+)"/.exec(svg)?.[1]);

it('says title, state and contributions, to those who hear it as well', () => {
  const svg = badge({ ...STANDING, contributions: 1_234 });
  expect(svg).toContain('role="img" aria-label="Spring: open · 1,234 contributions"');
  expect(svg).toContain('<title>Spring: open · 1,234 contributions</title>');
  expect(badge({ ...STANDING, contributions: 1 })).toContain('1 contribution<');
  expect(badge({ ...STANDING, test: true })).toContain('TEST Spring: open');
  expect(badge({ ...STANDING, test: true, title: 'A TEST' })).toContain('>A TEST: open');
});

it('wears the project’s colour while it is open, and white is read on every ground', () => {
  expect(badge({ ...STANDING, accentLight: '#7a1f5c' })).toContain('fill="#7a1f5c"');
  expect(badge({ ...STANDING, accentLight: '#7a1f5c', state: 'canceled' })).not.toContain('#7a1f5c');
  for (const state of ['ahead', 'open', 'paused', 'ended', 'canceled', 'final'] as const)
    for (const [, ground = ''] of badge({ ...STANDING, state }).matchAll(/<rect[^>]*fill="(#\w{6})"/g))
      expect(contrastOf('#ffffff', ground), `${state} ${ground}`).toBeGreaterThanOrEqual(4.5);
});

describe('widths', () => {
  it('are as wide as the text, a square for each wide sign', () => {
    expect(textWidth('仪式', 11)).toBe(22);
    expect(textWidth('🎉', 11)).toBe(11);
    expect(textWidth('e\u0301', 11)).toBeCloseTo(textWidth('é', 11), 0);
    expect(textWidth('iii', 11)).toBeLessThan(textWidth('WWW', 11) / 2);
    expect(widthOf(badge({ ...STANDING, title: '仪'.repeat(20) }))).toBeGreaterThan(
      widthOf(badge({ ...STANDING, title: 'i'.repeat(20) })) + 100,
    );
  });

  it('end somewhere', () => {
    for (const title of HOSTILE) expect(widthOf(badge({ ...STANDING, title }))).toBeLessThan(800);
  });
});

it('has the same elements and attributes whatever the title is', () => {
  const usual = signs(badge(STANDING));
  for (const title of HOSTILE) expect(signs(badge({ ...STANDING, title })), title.slice(0, 40)).toBe(usual);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
      const svg = badge({ ...STANDING, title });
      expect(signs(svg)).toBe(usual);
      // What XML 1.0 §2.2 has no place for would make the whole file unreadable.
      expect(svg).not.toMatch(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    }),
  );
});
