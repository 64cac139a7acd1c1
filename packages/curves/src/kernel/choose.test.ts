import { describe, expect, test } from 'vitest';
import { LARGE } from '../bytes.ts';
import { CURVES } from '../curve/parameters.ts';
import { storagePoint } from '../curve/storage.ts';
import { PointError } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import { bigIntToScalar } from '../scalar.ts';
import { negate, scale } from '../threads/operations.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { ChosenKernel, KERNEL_NAMES, type KernelSources } from './choose.ts';
import { KernelInstance, MiscomputationError } from './instance.ts';
import { testKernel } from './known-answers.ts';
import { loadKernel } from './load-kernel.ts';
import { miscomputing } from './test-kernels.ts';

const curve = CURVES.bn254;

/** A module that does nothing. */
const empty = new WebAssembly.Module(new ModuleBuilder().bytes());

/** Sources whose kernels do nothing, and pass their test as long as `verdict` says so. */
function fakeSources(verdict: (name: KernelName, test: number) => string | undefined) {
  const tested: KernelName[] = [];
  const sources: KernelSources = {
    load: async () => empty,
    test({ name }) {
      tested.push(name);
      return verdict(name, tested.filter((other) => other === name).length);
    },
  };
  return { sources, tested };
}

describe('the choice of a kernel', () => {
  test('takes the fastest that computes what it must, and tests it before its first job', async () => {
    const { sources, tested } = fakeSources(() => undefined);
    const chosen = new ChosenKernel(curve, sources);
    expect(tested).toEqual([]);
    expect((await chosen.current()).name).toBe('fma');
    expect(await chosen.current()).toBe(await chosen.current());
    expect(tested).toEqual(['fma']);
    expect(chosen.rejected).toEqual([]);
    expect(KERNEL_NAMES.at(-1)).toBe('plain');
  });

  test('passes over kernels that compute wrongly, and says why', async () => {
    const { sources } = fakeSources((name) => (name === 'plain' ? undefined : `${name} is wrong`));
    const chosen = new ChosenKernel(curve, sources);
    expect((await chosen.current()).name).toBe('plain');
    expect(chosen.rejected).toEqual([
      { kernel: 'fma', reason: 'fma is wrong', wrong: true },
      { kernel: 'wide', reason: 'wide is wrong', wrong: true },
    ]);
  });

  test('passes over a module that does not compile, and over one that cannot be read', async () => {
    const sources: KernelSources = {
      async load(_curve, name) {
        if (name === 'wide') throw new RangeError('no such arithmetic');
        return name === 'fma' ? WebAssembly.compile(new ModuleBuilder().bytes().slice(0, -1)) : empty;
      },
      test: () => undefined,
    };
    const chosen = new ChosenKernel(curve, sources);
    expect((await chosen.current()).name).toBe('plain');
    expect(chosen.rejected).toEqual([
      { kernel: 'fma', reason: expect.stringContaining('WebAssembly.compile()'), wrong: false },
      { kernel: 'wide', reason: 'no such arithmetic', wrong: false },
    ]);
  });

  test('fails with every reason when no kernel is left, now and later', async () => {
    const { sources } = fakeSources((name, count) =>
      name === 'plain' && count < 2 ? undefined : `${name}!`,
    );
    const none = new ChosenKernel(curve, sources, ['fma', 'wide']);
    const text = 'no curve kernel computes correctly here (fma: fma!; wide: wide!)';
    await expect(none.current()).rejects.toThrow(text);
    await expect(none.run(() => 1)).rejects.toThrow(text);
    const chosen = new ChosenKernel(curve, sources);
    expect((await chosen.current()).name).toBe('plain');
    await expect(chosen.run(() => 1)).rejects.toThrow('(fma: fma!; wide: wide!; plain: plain!)');
  });

  test('is made again after the jobs 1, 4, 16, 64 …, before their results are given out', async () => {
    const { sources, tested } = fakeSources(() => undefined);
    const chosen = new ChosenKernel(curve, sources);
    const after: number[] = [];
    for (let i = 0; i < 20; i++) {
      const before = tested.length;
      expect(await chosen.run(() => i)).toBe(i);
      after.push(tested.length - before);
    }
    // The first job also starts the kernel.
    expect(after).toEqual([2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  test('drops a kernel that begins to compute wrongly, and does its last job again', async () => {
    // The test at the start and after job 1 are passed, that after job 4 is not.
    const { sources } = fakeSources((name, count) => (name === 'fma' && count === 3 ? 'broken' : undefined));
    const chosen = new ChosenKernel(curve, sources);
    const done: string[] = [];
    const results: string[] = [];
    for (let i = 0; i < 6; i++) {
      const used = await chosen.run(({ name }) => {
        done.push(`${i} ${name}`);
        return name;
      });
      results.push(used);
    }
    expect(results).toEqual(['fma', 'fma', 'fma', 'wide', 'wide', 'wide']);
    expect(done).toEqual(['0 fma', '1 fma', '2 fma', '3 fma', '3 wide', '4 wide', '5 wide']);
    expect(chosen.rejected).toEqual([{ kernel: 'fma', reason: 'broken', wrong: true }]);
  });

  test('tests the next kernel from its own first job on', async () => {
    // The next one passes at its start, and is wrong from then on.
    const { sources, tested } = fakeSources((name, count) =>
      (name === 'fma' && count === 3) || (name === 'wide' && count === 2) ? 'broken' : undefined,
    );
    const chosen = new ChosenKernel(curve, sources);
    const results: string[] = [];
    for (let i = 0; i < 8; i++) results.push(await chosen.run(({ name }) => name));
    expect(results).toEqual(['fma', 'fma', 'fma', 'plain', 'plain', 'plain', 'plain', 'plain']);
    // At the start and after the jobs 1 and 4 of each.
    expect(tested).toEqual(['fma', 'fma', 'fma', 'wide', 'wide', 'plain', 'plain', 'plain']);
  });

  test('gives no job to a kernel that another one found wrong, and drops no other for it', async () => {
    const { sources } = fakeSources((name, count) => (name === 'fma' && count > 1 ? 'broken' : undefined));
    const chosen = new ChosenKernel(curve, sources);
    const fault = new RangeError('too few bytes');
    const failing = () => {
      throw fault;
    };
    const jobs = [chosen.run(({ name }) => name), chosen.run(({ name }) => name), chosen.run(failing)];
    expect(await Promise.allSettled(jobs)).toEqual([
      { status: 'fulfilled', value: 'wide' },
      { status: 'fulfilled', value: 'wide' },
      { status: 'rejected', reason: fault },
    ]);
    expect(chosen.rejected).toEqual([{ kernel: 'fma', reason: 'broken', wrong: true }]);
  });

  test('is doubted when a job fails, and kept when the job is to blame', async () => {
    const { sources, tested } = fakeSources(() => undefined);
    const chosen = new ChosenKernel(curve, sources);
    const fault = new PointError('G1', 3, 'not-on-curve');
    for (let i = 0; i < 3; i++) await chosen.run(() => i);
    const before = tested.length;
    for (const error of [fault, new RangeError('too few bytes'), new MiscomputationError('a ray')]) {
      const failing = chosen.run(() => {
        throw error;
      });
      await expect(failing).rejects.toThrow(error);
    }
    // The first of them was job 4.
    expect(tested.length - before).toBe(3);
    expect((await chosen.current()).name).toBe('fma');
    expect(chosen.rejected).toEqual([]);
  });

  test('repeats a job with its secrets when the kernel broke in the middle', async () => {
    const module = await loadKernel(curve.name, 'plain');
    const started: KernelInstance[] = [];
    const sources: KernelSources = {
      load: async () => module,
      test(kernel) {
        const wrong = testKernel(kernel);
        if (!started.includes(kernel)) {
          started.push(kernel);
          // From now on, as when an optimizing compiler takes over.
          if (kernel.name === 'fma') miscomputing(kernel, 'g1Scale');
        }
        return wrong;
      },
    };
    const chosen = new ChosenKernel(curve, sources, ['fma', 'plain']);
    const secret = bigIntToScalar(5n ** 70n, curve.r);
    const s = secret.slice();
    const generator = storagePoint(curve, 'G1');
    const points = new Uint8Array(3 * generator.length);
    for (let i = 0; i < 3; i++) points.set(generator, i * generator.length);
    const job = { op: 'scale', curve: 'bn254', group: 'G1', points, s } as const;
    const used: KernelName[] = [];
    const result = await chosen.run((kernel) => {
      used.push(kernel.name);
      expect(s).toEqual(secret);
      return scale(kernel, job);
    });
    expect(used).toEqual(['fma', 'plain']);
    expect(chosen.rejected).toEqual([
      { kernel: 'fma', reason: expect.stringContaining('known answers differ'), wrong: true },
    ]);
    expect(result).toEqual(scale(new KernelInstance(curve, 'plain', module), job));
  });

  test('repeats a job with what it was of, however large its answer was', async () => {
    const module = await loadKernel(curve.name, 'plain');
    const sources: KernelSources = {
      load: async () => module,
      test(kernel) {
        const wrong = testKernel(kernel);
        // It computes this job well, and another one no more.
        if (kernel.name === 'fma' && !wrong) miscomputing(kernel, 'g1Scale');
        return wrong;
      },
    };
    const chosen = new ChosenKernel(curve, sources, ['fma', 'plain']);
    const generator = storagePoint(curve, 'G1');
    const count = LARGE / generator.length;
    const points = new Uint8Array(LARGE);
    for (let i = 0; i < count; i++) points.set(generator, i * generator.length);
    const job = { op: 'negate', curve: 'bn254', group: 'G1' } as const;
    const expected = negate(new KernelInstance(curve, 'plain', module), { ...job, points: points.slice() });
    const used: KernelName[] = [];
    const result = await chosen.run((kernel) => {
      used.push(kernel.name);
      return negate(kernel, { ...job, points });
    });
    expect(used).toEqual(['fma', 'plain']);
    expect(result).toEqual(expected);
    // What needs no test again comes out in the memory of what it is of.
    const again = await chosen.run((kernel) => negate(kernel, { ...job, points }));
    expect(again).toBe(points);
  });
});
