import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Points, Progress } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { domainRoot, engineIndex } from '../domain-roots.ts';

/**
 * H as libsnark's reduction has it: τʲ·(τᴺ − 1)/δ for j < N − 1, from the N points of a zkey, which are those of
 * every second Lagrange polynomial of the domain of 2N, divided by δ. With ω of order 2N
 *
 * Xᴺ⁺ʲ − Xʲ = −2·ωʲ·Σₖ ω²ʲᵏ·L₂ₖ₊₁(X)
 *
 * so it is one transform, its items in the opposite order, and a multiplication of each. All of H is in memory. Throws
 * a RangeError for the largest domain of a curve, which has no roots of twice its size.
 */
export async function powerQuery(engine: WasmEngine, h: Points, progress?: Progress): Promise<Points> {
  const { curve } = engine;
  const size = h.count;
  const log = Math.log2(size);
  const root = domainRoot(curve, log + 1);
  const indexOf = engineIndex(curve, log);
  const transformed = await engine.transform(h, (done, total) => progress?.(done, 2 * total));
  const order = Uint32Array.from({ length: size - 1 }, (_, j) => indexOf((size - j) % size));
  const { r } = CURVES[curve];
  const points = engine.pick(transformed, order);
  return engine.powers(points, bigIntToScalar(r - 2n, r), bigIntToScalar(root, r), (done, total) =>
    progress?.(total + done, 2 * total),
  );
}
