import { isZeroPoint, POINT_BYTES, TARGET_BYTES } from './mcl-layout.ts';
import { readBlock } from './mcl-steps.ts';
import type { Mcl } from './mcl-wasm.ts';

/** Π e(Aᵢ, Bᵢ) before the final exponentiation. A pair with infinity in it contributes one. */
export function miller(mcl: Mcl, g1: Uint8Array, g2: Uint8Array): Uint8Array {
  const left = POINT_BYTES.G1;
  const right = POINT_BYTES.G2;
  return mcl.withBlocks([TARGET_BYTES, g1.length, g2.length], (result, a, b) => {
    const memory = mcl.memory();
    let count = 0;
    for (let i = 0; i < g1.length / left; i++) {
      if (isZeroPoint('G1', g1, i) || isZeroPoint('G2', g2, i)) continue;
      memory.set(g1.subarray(i * left, (i + 1) * left), a + count * left);
      memory.set(g2.subarray(i * right, (i + 1) * right), b + count * right);
      count++;
    }
    if (count === 0) mcl.gt.setInt32(result, 1);
    else mcl.millerLoopVec(result, a, b, count);
    return readBlock(mcl, result, TARGET_BYTES);
  });
}

/** One byte, 1 when the final exponentiation of the product of the values is one. No values make one. */
export function isOne(mcl: Mcl, values: Uint8Array): Uint8Array {
  return mcl.withBlocks([TARGET_BYTES, TARGET_BYTES], (product, value) => {
    mcl.gt.setInt32(product, 1);
    for (let at = 0; at < values.length; at += TARGET_BYTES) {
      mcl.memory().set(values.subarray(at, at + TARGET_BYTES), value);
      mcl.gt.mul(product, product, value);
    }
    mcl.finalExp(product, product);
    return Uint8Array.of(mcl.gt.isOne(product));
  });
}
