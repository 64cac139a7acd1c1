/**
 * Nanoseconds of processor time per product and per square of one element, for every kernel that this engine
 * runs, beside ffjavascript's product called from JavaScript; in turns, the best of many rounds.
 *
 *     node bench/curves/field.ts
 */
import { buildBls12381, buildBn128 } from 'ffjavascript';
import { testFields } from '../../packages/curves/src/field/test-fields.ts';
import { at } from '../../packages/curves/src/wasm/expression.ts';
import { ModuleBuilder } from '../../packages/curves/src/wasm/module.ts';
import { line } from '../measure.ts';

const ROUNDS = 9;
const PRODUCTS = 40_000;
/** Chains of products that do not wait for each other. */
const CHAINS = 4;

interface Rival {
  name: string;
  /** Takes so many products. */
  run(products: number): void;
  best: number;
}

function ours(kernel: ReturnType<typeof testFields>[number]): Rival[] {
  const m = new ModuleBuilder();
  const field = kernel.make(m);
  // The factor lies there twice: a pair of slots reads both.
  const slots = Array.from({ length: CHAINS + 2 }, (_, i) =>
    m.constant(field.constantSlot(3n ** BigInt(99 + Math.min(i, CHAINS)))),
  );
  const slot = (i: number) => at(slots[i]!);
  for (const name of ['product', 'square'] as const) {
    m.function(name, { params: { rounds: 'i32' }, export: true }, (f, { rounds }) => {
      const round = f.local('i32');
      f.for(round, 0, rounds, 1, () => {
        const ops = field.ops(f, slots[1]! - slots[0]!);
        for (let i = 0; i < CHAINS; i += field.unroll) {
          const x = ops.load(slot(i));
          ops.store(slot(i), name === 'square' ? ops.sqr(x) : ops.mul(x, ops.load(slot(CHAINS))));
        }
      });
    });
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const call = exports as unknown as Record<string, (rounds: number) => void>;
  return ['product', 'square'].map((name) => ({
    name: `${kernel.name}, ${name}`,
    run: (products) => call[name]!(products / CHAINS / field.lanes),
    best: Number.POSITIVE_INFINITY,
  }));
}

/** f1m_mul and f1m_square of the module under ffjavascript. */
async function theirs(): Promise<Rival[]> {
  const curves = { bn254: await buildBn128(true), 'bls12-381': await buildBls12381(true) };
  return Object.entries(curves).flatMap(([name, { G1, tm }]) => {
    const { f1m_mul: mul, f1m_square: square } = tm.instance.exports;
    const place = tm.initalPFree;
    new Uint8Array(tm.memory.buffer).set(G1.g.subarray(0, 2 * G1.F.n8), place);
    const other = place + G1.F.n8;
    const times = (run: () => void) => (products: number) => {
      for (let i = 0; i < products; i++) run();
    };
    const best = Number.POSITIVE_INFINITY;
    return [
      { name: `ffjavascript ${name}, product`, run: times(() => mul!(place, other, place)), best },
      { name: `ffjavascript ${name}, square`, run: times(() => square!(place, place)), best },
    ];
  });
}

const rivals = [...(await theirs()), ...testFields().flatMap(ours)];
for (let round = 0; round < ROUNDS; round++) {
  for (const rival of rivals) {
    const start = process.cpuUsage();
    rival.run(PRODUCTS);
    const { user, system } = process.cpuUsage(start);
    rival.best = Math.min(rival.best, ((user + system) * 1000) / PRODUCTS);
  }
}
for (const { name, best } of rivals) line(name, `${best.toFixed(1)} ns`);
process.exit(0);
