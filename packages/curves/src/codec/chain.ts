import type { GroupKernel } from '../batch/group.ts';
import type { FieldOps } from '../field/field.ts';
import { type Address, at, type I32, i32, pointer } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import * as jacobian from './jacobian.ts';

/**
 * Jacobian points in memory: `unroll` of them in three paired elements X, Y, Z, a step apart. Everything here
 * works on one such group; its points never meet.
 */
export interface Chains {
  readonly bytes: number;
  coordinates(point: I32 | Address): { readonly x: Address; readonly y: Address; readonly z: Address };
  load(ops: FieldOps<unknown>, point: I32 | Address): jacobian.Jacobian<unknown>;
  store(ops: FieldOps<unknown>, point: I32 | Address, value: jacobian.Jacobian<unknown>): void;
  /** (point) */
  readonly double: Callable<undefined>;
  /** (point, x, y): adds affine points, given by the addresses of their coordinates. */
  readonly addAffine: Callable<undefined>;
  /** A function (point, x, y): sets the point to `factor` times affine points. The factor is public. */
  multiple(factor: bigint, label: string): Callable<undefined>;
}

/** A step of a chain: doublings, then ± the point, or nothing. */
interface Step {
  readonly doublings: number;
  readonly sign: -1 | 0 | 1;
}

/** Doublings and additions for a positive factor: its binary or its non-adjacent form, whichever is cheaper. */
export function chainPlan(factor: bigint): Step[] {
  const binary = [...factor.toString(2)].map(Number);
  const plans = [binary, nonAdjacentForm(factor)].map(stepsOf);
  return plans.reduce((best, plan) => (chainCost(plan) < chainCost(best) ? plan : best));
}

/** Products of a chain over F_p: 7 for a doubling, 11 for an addition of an affine point. */
export function chainCost(steps: readonly Step[]): number {
  return steps.reduce((sum, { doublings, sign }) => sum + 7 * doublings + (sign === 0 ? 0 : 11), 0);
}

/** Digits −1, 0, 1, no two neighbours both non-zero, highest first. */
function nonAdjacentForm(factor: bigint): number[] {
  const digits: number[] = [];
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    const digit = rest & 1n ? 2 - Number(rest & 3n) : 0;
    digits.unshift(digit);
    rest -= BigInt(digit);
  }
  return digits;
}

function stepsOf([, ...digits]: number[]): Step[] {
  const steps: Step[] = [];
  let doublings = 0;
  for (const digit of digits) {
    doublings++;
    if (digit === 0) continue;
    steps.push({ doublings, sign: digit > 0 ? 1 : -1 });
    doublings = 0;
  }
  return doublings > 0 ? [...steps, { doublings, sign: 0 }] : steps;
}

const SUBTRACT = 2;

export function emitChains(kernel: GroupKernel): Chains {
  const { m, step } = kernel;
  const label = kernel.group.toLowerCase();
  const opposite = m.reserve(step, 64);

  const coordinates = (point: I32 | Address) => ({
    x: at(point),
    y: at(point, step),
    z: at(point, 2 * step),
  });
  const load = (ops: FieldOps<unknown>, point: I32 | Address) => {
    const { x, y, z } = coordinates(point);
    return { x: ops.load(x), y: ops.load(y), z: ops.load(z) };
  };
  const store = (ops: FieldOps<unknown>, point: I32 | Address, value: jacobian.Jacobian<unknown>) => {
    const { x, y, z } = coordinates(point);
    ops.store(z, value.z);
    ops.store(x, value.x);
    ops.store(y, value.y);
  };

  const double = m.function(`${label}JacobianDouble`, { params: { point: 'i32' } }, (f, { point }) => {
    kernel.formula(f, (ops) => store(ops, point, jacobian.double(ops, load(ops, point))));
  });

  const affine = { params: { point: 'i32', x: 'i32', y: 'i32' } } as const;

  const addAffine = m.function(`${label}JacobianAddAffine`, affine, (f, { point, x, y }) => {
    kernel.compact(f, (ops) => {
      const q = { x: ops.load(at(x)), y: ops.load(at(y)) };
      store(ops, point, jacobian.addAffine(ops, load(ops, point), q));
    });
  });

  const multiple = (factor: bigint, name: string) => {
    const plan = chainPlan(factor);
    const codes = { '-1': SUBTRACT, 0: 0, 1: 1 };
    const bytes = new Uint8Array(plan.flatMap(({ doublings, sign }) => [doublings, codes[sign]]));
    const steps = m.constant(bytes);
    return m.function(name, affine, (f, { point, x, y }) => {
      const start = coordinates(point);
      f.copy(pointer(start.x), x, step);
      f.copy(pointer(start.y), y, step);
      kernel.compact(f, (ops) => {
        ops.store(start.z, ops.one());
        ops.store(at(opposite), ops.neg(ops.load(at(y))));
      });
      const next = f.local('i32');
      const count = f.local('i32');
      f.for(next, steps, steps + bytes.length, 2, () => {
        f.set(count, i32.load8U(at(next)));
        f.while(
          () => count,
          () => {
            f.run(double, point);
            f.set(count, i32.sub(count, 1));
          },
        );
        f.set(count, i32.load8U(at(next, 1)));
        f.if(count, () => f.run(addAffine, point, x, i32.select(opposite, y, i32.eq(count, SUBTRACT))));
      });
    });
  };

  return { bytes: 3 * step, coordinates, load, store, double, addAffine, multiple };
}
