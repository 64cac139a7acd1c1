/**
 * Where a multiplication's time goes: nanoseconds of processor time per point for every step of the batch layer.
 *
 *     node bench/curves/steps.ts [kernel] [curve] [group] [capacity]
 *
 * Beside each step the number of products it counts, and how many products of the kernel's own it took.
 */

import { type GroupKernel, groupKernel } from '../../packages/curves/src/batch/group.ts';
import { emitMultiplication } from '../../packages/curves/src/batch/multiply.ts';
import { secretScalars } from '../../packages/curves/src/batch/secrets.ts';
import { walk } from '../../packages/curves/src/batch/walk.ts';
import { cubicEndomorphism } from '../../packages/curves/src/curve/endomorphism.ts';
import { CURVES, type CurveName, type CurveParameters } from '../../packages/curves/src/curve/parameters.ts';
import { storagePoint } from '../../packages/curves/src/curve/storage.ts';
import type { Group } from '../../packages/curves/src/engine.ts';
import type { PrimeField } from '../../packages/curves/src/field/field.ts';
import { fmaField } from '../../packages/curves/src/field/fma.ts';
import { plainField } from '../../packages/curves/src/field/plain.ts';
import { i32 } from '../../packages/curves/src/wasm/expression.ts';
import type { Callable } from '../../packages/curves/src/wasm/function.ts';
import { ModuleBuilder } from '../../packages/curves/src/wasm/module.ts';
import { median } from '../measure.ts';

const FIELDS: Record<string, (m: ModuleBuilder, prime: bigint) => PrimeField> = {
  fma: fmaField,
  plain: plainField,
};

interface Step {
  name: string;
  /** Products of coordinates per point; none where they do not matter. */
  products?: number;
  points: number;
  run(): unknown;
}

const ROUNDS = 7;
const CHUNKS = 2;

const [kernels, curves, groups, capacity] = process.argv.slice(2);
for (const kernel of kernels?.split(',') ?? Object.keys(FIELDS)) {
  for (const curve of (curves?.split(',') ?? Object.keys(CURVES)) as CurveName[]) {
    for (const group of (groups?.split(',') ?? ['G1', 'G2']) as Group[]) {
      report(`${curve} ${group} ${kernel}`, stepsOf(CURVES[curve], group, FIELDS[kernel]!));
    }
  }
}

function stepsOf(
  curve: CurveParameters,
  group: Group,
  make: (m: ModuleBuilder, prime: bigint) => PrimeField,
) {
  const m = new ModuleBuilder();
  const field = make(m, curve.p);
  const kernel = groupKernel(m, curve, group, field, capacity === undefined ? undefined : Number(capacity));
  const [x, y, qx, qy] = [kernel.column(), kernel.column(), kernel.column(), kernel.column()];
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const check = { params: { from: 'i32', n: 'i32', flags: 'i32' }, result: 'i32' } as const;
  const unchecked = m.function('unchecked', check, (f) => f.return(i32.const(0)));
  emitMultiplication(kernel, secrets, unchecked);
  const { read, write, double, add, doubleAdd, invertAll } = kernel;
  exported(m, { read, write, double, add, doubleAdd, invertAll, ...products(kernel) });
  const points = kernel.capacity;
  const many = CHUNKS * points;
  const place = m.reserve(many * kernel.pointBytes);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ names: true })));
  const call = exports as unknown as Record<string, (...values: number[]) => number>;
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);

  const prefix = group.toLowerCase();
  memory.set(littleEndian((curve.r * 5n) / 7n), secrets.address);
  memory.set(littleEndian(cubicEndomorphism(curve).lambda + 12345n), secrets.address + 32);
  for (let i = 0; i < many; i++) memory.set(storagePoint(curve, group), place + i * kernel.pointBytes);
  call[`${prefix}Powers`]!(place, place, many, 0, 1);
  call.read!(place, qx, qy, points);
  call.read!(place + points * kernel.pointBytes, x, y, points);

  const n = points / field.lanes;
  const again = (run: () => unknown) => () => {
    for (let i = 0; i < 20; i++) run();
  };
  const column = (name: string, products: number | undefined, ...values: number[]): Step => ({
    name,
    ...(products === undefined ? {} : { products }),
    points: 20 * points,
    run: again(() => call[name]!(...values)),
  });
  const steps: Step[] = [
    column('multiply', 1, x, qx, n),
    column('square', 1, x, n),
    column('invertAll', 3, x, n),
    column('double', 7, x, y, n),
    column('add', 6, x, y, qx, qy, n),
    column('doubleAdd', 11, x, y, qx, qy, n),
    column('read', 2, place, x, y, points),
    column('write', 2, place, x, y, points),
    {
      name: `${prefix}Scale`,
      products: group === 'G1' ? 1185 : 771,
      points: many,
      run: () => call[`${prefix}Scale`]!(place, place, many, 1),
    },
    {
      name: `${prefix}Powers`,
      products: group === 'G1' ? 1185 : 771,
      points: many,
      run: () => call[`${prefix}Powers`]!(place, place, many, 0, 1),
    },
  ];
  console.log(
    `\nmodule ${m.bytes().length} bytes, memory ${m.memoryBytes - many * kernel.pointBytes} bytes, ${points} points a chunk`,
  );
  return {
    steps,
    refill: () => {
      call.read!(place, qx, qy, points);
      call.read!(place + points * kernel.pointBytes, x, y, points);
    },
  };
}

/** Loops of nothing but one product of coordinates. */
function products(kernel: GroupKernel): Record<string, Callable> {
  const { m, elementBytes, step } = kernel;
  const multiply = m.function(
    'multiplyAll',
    { params: { x: 'i32', y: 'i32', n: 'i32' } },
    (f, { x, y, n }) => {
      walk(f, 'upward', i32.mul(n, elementBytes), step, [x, y], (x, y) =>
        kernel.formula(f, (ops) => ops.store(x, ops.mul(ops.load(x), ops.load(y)))),
      );
    },
  );
  const square = m.function('squareAll', { params: { x: 'i32', n: 'i32' } }, (f, { x, n }) => {
    walk(f, 'upward', i32.mul(n, elementBytes), step, [x], (x) =>
      kernel.formula(f, (ops) => ops.store(x, ops.sqr(ops.load(x)))),
    );
  });
  return { multiply, square };
}

function report(title: string, { steps, refill }: { steps: Step[]; refill(): void }): void {
  console.log(title);
  const times = new Map<string, number[]>(steps.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, points, run } of steps) {
      refill();
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      times.get(name)!.push(((user + system) * 1000) / points);
    }
  }
  const product = median(times.get('multiply')!);
  for (const { name, products } of steps) {
    const time = median(times.get(name)!);
    const count =
      products === undefined
        ? ''
        : `${products} products: ${(time / product / products).toFixed(3)} of a product each`;
    console.log(`  ${name.padEnd(12)} ${time.toFixed(1).padStart(10)} ns/point   ${count}`);
  }
}

function exported(m: ModuleBuilder, callables: Record<string, Callable>): void {
  for (const [name, callable] of Object.entries(callables)) {
    const params = Object.fromEntries(callable.params.map((type, k) => [`p${k}`, type]));
    m.function(name, { params, result: callable.result, export: true }, (f, values) => {
      if (callable.result) f.return(f.call(callable as Callable<'i32'>, ...Object.values(values)));
      else f.run(callable as Callable<undefined>, ...Object.values(values));
    });
  }
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
