import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { CurveKernel } from '../verify/verification-messages.ts';
import { showState } from './figures.ts';

/** Samples of the curve kernels as Prometheus reads them. */
async function samples(kernel: CurveKernel | undefined): Promise<string[]> {
  const registry = new Registry();
  const nothing = { held: { size: 0 }, live: { size: 0 }, verifications: new Map(), clock: { now: () => 0 } };
  const ctx = { ...nothing, verification: { kernel } } as unknown as Parameters<typeof showState>[1];
  showState(registry, ctx, { lastTick: null });
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('brebaje_curve_kernel'));
}

it('the figures name no kernel before one has checked something', async () => {
  expect(await samples(undefined)).toEqual([]);
});

it('the figures name the kernel, and why faster ones are not used', async () => {
  const rejected = [
    { kernel: 'fma', reason: 'known answers differ', wrong: true },
    { kernel: 'wide', reason: 'invalid numeric opcode', wrong: false },
  ] as const;
  expect(await samples({ curve: 'bls12-381', kernel: 'plain', rejected })).toEqual([
    'brebaje_curve_kernel_info{curve="bls12-381",kernel="plain"} 1',
    'brebaje_curve_kernel_rejected{curve="bls12-381",kernel="fma",why="wrong"} 1',
    'brebaje_curve_kernel_rejected{curve="bls12-381",kernel="wide",why="absent"} 1',
  ]);
});

it('the figures follow a kernel that was dropped', async () => {
  const registry = new Registry();
  const verification: { kernel: CurveKernel | undefined } = {
    kernel: { curve: 'bls12-381', kernel: 'fma', rejected: [] },
  };
  showState(registry, { verification } as unknown as Parameters<typeof showState>[1], { lastTick: null });
  const metric = registry.getSingleMetric('brebaje_curve_kernel_info')!;
  const labels = async () => (await metric.get()).values.map(({ labels }) => labels.kernel);
  expect(await labels()).toEqual(['fma']);
  verification.kernel = { curve: 'bls12-381', kernel: 'plain', rejected: [] };
  expect(await labels()).toEqual(['plain']);
});
