import { describe, expect, it } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';
import { isPairingOne } from './is-one.ts';
import { startKernel } from './test-kernels.ts';

describe.each(Object.values(CURVES))('the pairing product on $name', async (curve) => {
  const kernel = await startKernel(curve.name, 'plain');
  const size = 12 * curve.coordinateBytes;
  const one = storageBytes(curve, [1n, ...Array.from({ length: 11 }, () => 0n)]);

  /** What is made of a power that the final exponentiation would answer. */
  function judged(power: Uint8Array): boolean {
    const { exports } = kernel;
    const finalExponentiation = (_: number, out: number) => {
      new Uint8Array(exports.memory.buffer, out, size).set(power);
      return 0;
    };
    const stub = Object.create(kernel, { exports: { value: { ...exports, finalExponentiation } } });
    return isPairingOne(stub, kernel.place(one)[0]!);
  }

  it('is one where all twelve coordinates say so', () => {
    expect(judged(one)).toBe(true);
    for (let i = 0; i < 12; i++) {
      for (const byte of [0, curve.coordinateBytes - 1]) {
        const other = one.slice();
        other[i * curve.coordinateBytes + byte]! ^= 1;
        expect(judged(other)).toBe(false);
      }
    }
  });

  it('of zero is a fault of the machine', () => {
    const [value] = kernel.place(new Uint8Array(size)) as [number];
    expect(() => isPairingOne(kernel, value)).toThrow('a zero denominator');
  });
});
