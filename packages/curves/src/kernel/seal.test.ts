import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitKernel } from './module.ts';
import { requireSealed, sealModule } from './seal.ts';

const message = 'the module is not as it was emitted';

describe('a seal', () => {
  test('is on every emitted kernel, which engines take with it', () => {
    const bytes = emitKernel(CURVES.bn254, 'plain');
    expect(requireSealed(bytes)).toBe(bytes);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(
      WebAssembly.Module.customSections(new WebAssembly.Module(bytes), 'sha256').map((s) => s.byteLength),
    ).toEqual([32]);
  });

  test('shows every wrong bit', () => {
    const bytes = sealModule(new ModuleBuilder().bytes());
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const spoilt = bytes.slice();
      spoilt[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => requireSealed(spoilt)).toThrow(message);
    }
  });

  test('shows what was cut off, and what was never sealed', () => {
    const bytes = emitKernel(CURVES.bn254, 'plain');
    const size = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(size, (kept) => {
        expect(() => requireSealed(bytes.slice(0, kept))).toThrow(message);
      }),
      { numRuns: 20 },
    );
    expect(() => requireSealed(new ModuleBuilder().bytes())).toThrow(message);
    expect(() => requireSealed(new Uint8Array(0))).toThrow(message);
  });
});
