import type { CurveName } from '@brebaje/curves/engine';
import { KERNEL_NAMES } from '@brebaje/curves/kernel/choose';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { expect } from 'vitest';
import { compute, type Findings, type Kernel } from './probe.ts';

const curves: CurveName[] = ['bn254', 'bls12-381'];

/** What must come out everywhere, by noble. */
export type Expected = Record<CurveName, Record<string, string>>;

export async function expectedResults(): Promise<Expected> {
  const entries = curves.map(async (curve) => [curve, await compute(createNobleEngine(curve))] as const);
  return Object.fromEntries(await Promise.all(entries)) as Expected;
}

/** How the table says it. */
export function inWords(verdict: string): 'runs' | 'no' | 'wrong' {
  if (verdict === 'correct') return 'runs';
  return verdict.startsWith('not started') ? 'no' : 'wrong';
}

/**
 * The results are right on both curves, and the engine took the first kernel that passes its test here and says why
 * not those before. Answers that kernel.
 */
export function expectBestChoice(findings: Findings, expected: Expected): Kernel {
  const chosen = curves.map((curve) => {
    const { kernels, report, results } = findings.curves[curve];
    expect(results).toEqual(expected[curve]);
    const words = KERNEL_NAMES.map((name) => inWords(kernels[name].first));
    expect(KERNEL_NAMES.map((name) => inWords(kernels[name].warm))).toEqual(words);
    const best = words.indexOf('runs');
    expect(report).toEqual({
      kernel: KERNEL_NAMES[best],
      rejected: KERNEL_NAMES.slice(0, best).map((kernel, i) => ({
        kernel,
        reason: expect.stringMatching(/./),
        wrong: words[i] === 'wrong',
      })),
    });
    return report.kernel;
  });
  expect(new Set(chosen).size).toBe(1);
  return chosen[0]!;
}

/** The kernel on doubles is found to be right exactly where a multiply-add rounds once. */
export function expectMaddSeen({ madd, curves: found }: Findings): void {
  const seen = { runs: 'fused', wrong: 'unfused', no: 'unknown' } as const;
  for (const curve of curves) expect(seen[inWords(found[curve].kernels.fma.first)]).toBe(madd);
}
