import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName, Engine, Group, Points } from '@brebaje/curves/engine';
import { KERNEL_NAMES } from '@brebaje/curves/kernel/choose';
import { KernelInstance } from '@brebaje/curves/kernel/instance';
import { testKernel } from '@brebaje/curves/kernel/known-answers';
import { loadKernel } from '@brebaje/curves/kernel/load-kernel';
import type { KernelReport } from '@brebaje/curves/threads/job';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';

/** What runs in every runtime, against the package as it is published. Types are stripped before. */

export type Kernel = KernelReport['kernel'];

/** What a kernel's known-answer test says: 'correct', or what was wrong; 'not started' and why. */
export interface Verdicts {
  first: string;
  /** When the test had been repeated often. */
  warm: string;
}

export interface CurveFindings {
  /** What the engine's threads chose, after they had worked. */
  report: KernelReport;
  results: Record<string, string>;
  kernels: Record<Kernel, Verdicts>;
}

/** What the engine's relaxed multiply-add does: rounds once, rounds twice, or is not known to it. */
export type Madd = 'fused' | 'unfused' | 'unknown';

export interface Findings {
  madd: Madd;
  curves: Record<CurveName, CurveFindings>;
}

const POINTS = 72;
/** Enough that optimizing compilers have replaced what they will replace. */
const TESTS = 8;

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A fixed scalar that is below both group orders. */
const scalar = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 0x0b : (seed * (i + 1) * 211 + 5 * i) & 0xff));

/** One of each kind of operation, as bytes that do not depend on the engine. */
export async function compute(engine: Engine): Promise<Record<string, string>> {
  const encoding = engine.curve === 'bn254' ? 'c' : 'zcash';
  const digest = async (points: Points): Promise<string> => {
    const bytes = await engine.encode(points, encoding);
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
  };
  const results: Record<string, string> = {};
  for (const group of ['G1', 'G2'] as Group[]) {
    const count = group === 'G1' ? POINTS : POINTS / 3;
    const generators = engine.concat(Array.from({ length: count }, () => engine.generator(group)));
    const powers = await engine.powers(generators, scalar(1), scalar(2));
    const scaled = await engine.scale(powers, scalar(3));
    const bytes = await engine.encode(scaled, encoding);
    const decoded = await engine.decode(group, encoding, bytes);
    const scalars = Uint8Array.from({ length: 16 * count }, (_, i) => (i * i * 13 + 3 * i + 1) & 0xff);
    results[`${group} powers`] = await digest(powers);
    results[`${group} scale, encode`] = await digest(scaled);
    results[`${group} decode`] = await digest(decoded);
    results[`${group} combination`] = await digest(await engine.msm(decoded, scalars, 16));
    results[`${group} Lagrange form`] = await digest(await engine.lagrange(engine.slice(powers, 0, 8)));
  }
  if (engine.curve === 'bls12-381') {
    results.hash = await digest(await engine.hashToG1([scalar(5)], 'BREBAJE-TEST'));
  }
  const [g1, g2] = [engine.generator('G1'), engine.generator('G2')];
  const [left, right] = [await engine.scale(g1, scalar(4)), await engine.scale(g2, scalar(4))];
  const pairs = (a: Points, b: Points) => engine.miller(engine.concat([a, g1]), engine.concat([b, right]));
  results['equal pairings'] = String(await engine.isOne(await pairs(await engine.negate(left), g2)));
  results['different pairings'] = String(await engine.isOne(await pairs(left, g2)));
  return results;
}

async function tryKernel(curve: CurveName, name: Kernel): Promise<Verdicts> {
  try {
    const kernel = new KernelInstance(CURVES[curve], name, await loadKernel(curve, name));
    const first = testKernel(kernel) ?? 'correct';
    let warm = first;
    for (let i = 1; i < TESTS; i++) warm = testKernel(kernel) ?? 'correct';
    return { first, warm };
  } catch (error) {
    const reason = `not started: ${error}`;
    return { first: reason, warm: reason };
  }
}

async function explore(curve: CurveName): Promise<CurveFindings> {
  const engine = await createWasmEngine({ curve, threads: 2 });
  const results = await compute(engine);
  const report = await engine.kernel();
  await engine.close();
  const kernels = {} as CurveFindings['kernels'];
  for (const name of KERNEL_NAMES) kernels[name] = await tryKernel(curve, name);
  return { report, results, kernels };
}

/** (a, b, c) → f64x2.relaxed_madd(a, b, c), one lane of it. */
const MADD = [
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 124, 124, 124, 1, 124, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0],
  [10, 22, 1, 20, 0, 32, 0, 253, 20, 32, 1, 253, 20, 32, 2, 253, 20, 253, 135, 2, 253, 33, 0, 11],
].flat();

function tryMadd(): Madd {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(MADD)));
    const f = exports.f as (a: number, b: number, c: number) => number;
    // (1 + ε)² − (1 + 2ε) is ε², which a product that is rounded by itself has lost.
    const epsilon = 2 ** -30;
    let last = 0;
    for (let i = 0; i < 100_000; i++) last = f(1 + epsilon, 1 + epsilon, -1 - 2 * epsilon);
    return last === epsilon ** 2 ? 'fused' : 'unfused';
  } catch {
    return 'unknown';
  }
}

export async function probe(): Promise<Findings> {
  return {
    madd: tryMadd(),
    curves: { bn254: await explore('bn254'), 'bls12-381': await explore('bls12-381') },
  };
}
