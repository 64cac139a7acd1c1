import { i64 } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { f64x2, v128 } from '../wasm/vector.ts';

/**
 * Whether this engine takes instructions of wide arithmetic (i64.mul_wide_u, i64.add128, i64.sub128). What it
 * computes with them is another question, which only known answers settle.
 */
export function supportsWide(): boolean {
  return takes((f) => {
    const [low, high] = [f.local('i64'), f.local('i64')];
    f.mulWide(low, high, low, high);
    f.add128(low, high, [low, high], [low, high]);
    f.sub128(low, high, [low, high], [low, high]);
    f.store({ base: 0, offset: 64 }, i64.add(low, high));
  });
}

/** Whether this engine takes relaxed SIMD's f64x2.relaxed_madd; whether it fuses is another question. */
export function supportsRelaxedSimd(): boolean {
  return takes((f) => {
    const one = f64x2.const(1);
    f.store({ base: 0, offset: 64 }, v128.and(f64x2.relaxedMadd(one, one, one), one));
  });
}

function takes(build: (f: FunctionBuilder) => void): boolean {
  const m = new ModuleBuilder();
  m.function('probe', { params: {}, export: true }, build);
  return WebAssembly.validate(m.bytes());
}
