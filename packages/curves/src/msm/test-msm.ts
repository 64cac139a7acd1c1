import { groupKernel } from '../batch/group.ts';
import { type Instance, instance, littleEndian } from '../batch/test-instance.ts';
import type { TestGroup, TestPoint } from '../batch/test-points.ts';
import { modulo } from '../curve/arithmetic.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { completeAddition } from './complete-add.ts';
import { conversion } from './conversion.ts';
import { emitNegate } from './negate.ts';
import { emitMsm } from './pippenger.ts';
import { emitSum } from './sum.ts';

/** A running module with what this room exports, and free memory behind what it uses itself. */
export interface MsmInstance extends Instance {
  readonly label: string;
  /** Lays bytes, or room for so many, into free memory; answers the addresses. */
  place(...parts: (Uint8Array | number)[]): number[];
  msm(points: readonly TestPoint[], scalars: readonly bigint[], width: number): Uint8Array;
}

export function msmInstance(
  { field, curve, group, pointBytes, bytes }: TestGroup,
  capacity: number,
): MsmInstance {
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, field.make(m), capacity);
  const addition = completeAddition(kernel);
  const between = conversion(kernel, addition);
  emitMsm(kernel, addition, between);
  emitSum(kernel, addition, between);
  emitNegate(kernel);
  const heap = m.reserve(1 << 23, 64);
  const running = instance(m);
  const label = group.toLowerCase();
  const place = (...parts: (Uint8Array | number)[]) => {
    let end = heap;
    return parts.map((part) => {
      const address = Math.ceil(end / 8) * 8;
      end = address + (typeof part === 'number' ? part : part.length);
      if (end > heap + (1 << 23)) throw new RangeError('too much for the test');
      if (typeof part !== 'number') running.bytes(address, part.length).set(part);
      else running.bytes(address, part).fill(0xee);
      return address;
    });
  };
  return {
    ...running,
    label,
    place,
    msm(points, scalars, width) {
      const work = running.calls[`${label}MsmWork`]!(points.length, width);
      const guard = 64;
      const factors = Uint8Array.from(scalars.flatMap((scalar) => [...littleEndian(scalar, width)]));
      const [from, by, scratch, out] = place(bytes(points), factors, work + guard, pointBytes) as [
        number,
        number,
        number,
        number,
      ];
      running.calls[`${label}Msm`]!(from, by, points.length, width, scratch, out);
      const behind = running.bytes(scratch + work, guard);
      if (behind.some((byte) => byte !== 0xee)) throw new Error('wrote behind the work area');
      return running.bytes(out, pointBytes).slice();
    },
  };
}

/** Multiples of the generator, and what combinations of them must be. */
export function multiplesOf({ curve, model }: TestGroup, logs: readonly bigint[]) {
  const known = new Map<bigint, TestPoint>();
  const point = (log: bigint): TestPoint => {
    const k = modulo(log, curve.r);
    if (!known.has(k)) known.set(k, model.multiply(model.generator, k));
    return known.get(k)!;
  };
  return {
    points: logs.map(point),
    combination: (scalars: readonly bigint[]) =>
      model.multiply(
        model.generator,
        modulo(
          scalars.reduce((sum, s, i) => sum + s * logs[i]!, 0n),
          curve.r,
        ),
      ),
  };
}
