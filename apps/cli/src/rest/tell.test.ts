import { afterEach, beforeEach, expect, it } from 'vitest';
import { testShell } from '../testing/test-shell.ts';
import { lasting, moment, whole } from './argument-types.ts';
import { bytes, facts, table, when } from './tell.ts';

const zone = process.env.TZ;
beforeEach(() => {
  process.env.TZ = 'Asia/Kolkata';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

it('tells times as the person’s clock shows them, with UTC', () => {
  expect(when(1_796_126_400)).toBe('2026-12-01 17:30 (12:00 UTC)');
  expect(when(1_796_079_600 + 72_000)).toBe('2026-12-02 00:30 (2026-12-01 19:00 UTC)');
  process.env.TZ = 'UTC';
  expect(when(1_796_126_400)).toBe('2026-12-01 12:00 UTC');
});

it('lays out tables and facts, and nothing in them steers a terminal', () => {
  const shell = testShell();
  table(
    shell,
    ['A', 'LONG'],
    [
      ['x\u001b[31m\ny', 1],
      ['z', undefined],
    ],
  );
  facts(shell, [
    ['One', 'first\nsecond\u0007'],
    ['Missing', undefined],
    ['Longer', 2],
  ]);
  expect(shell.outText()).toBe(
    ['A         LONG', 'x [31m y  1', 'z', 'One     first', '        second', 'Longer  2', ''].join('\n'),
  );
});

it('tells sizes in units', () => {
  expect([0, 999, 1_000, 6_291_456, 2_100_000_000].map(bytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '6.3 MB',
    '2.1 GB',
  ]);
});

it('reads numbers, moments and durations, and nothing that could be another', () => {
  expect([whole('-5'), moment('2026-12-01T13:00:00+01:00'), lasting('30m')]).toEqual([
    -5, 1_796_126_400, 1800,
  ]);
  for (const wrong of ['', '1.5', '1e3', 'many']) expect(() => whole(wrong)).toThrow();
  for (const wrong of ['2026-12-01', '2026-12-01T12:00:00', 'tomorrow', '2026-13-01T00:00:00Z'])
    expect(() => moment(wrong)).toThrow();
  for (const wrong of ['30', 'soon', '-3m']) expect(() => lasting(wrong)).toThrow();
});
