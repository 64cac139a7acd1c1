import { groupKernel } from '../batch/group.ts';
import { exported, type Instance, instance, littleEndian } from '../batch/test-instance.ts';
import type { TestGroup, TestPoint } from '../batch/test-points.ts';
import { modulo } from '../curve/arithmetic.ts';
import { oracle } from '../curve/curve-oracle.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitCombinations } from './combinations.ts';
import type { Records } from './records.ts';

/** Free memory of a test's module. */
const HEAP = 1 << 25;
/** What free memory holds, in turns: nothing may depend on it. */
const FRESH = [0xee, 0x00];

/** A running module with what this room exports, and the parts of it under names. */
export interface MsmInstance extends Instance {
  readonly records: Records;
  /** Lays bytes, or room for so many, into free memory; answers the addresses. */
  place(...parts: (Uint8Array | number)[]): number[];
  msm(points: readonly TestPoint[], scalars: readonly bigint[], width: number): Uint8Array;
  sum(points: readonly TestPoint[]): Uint8Array;
  negate(points: readonly TestPoint[]): Uint8Array;
}

export function msmInstance(test: TestGroup, capacity?: number): MsmInstance {
  const { field, curve, group, pointBytes, bytes } = test;
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, field.make(m), capacity);
  const { addition, conversion } = emitCombinations(kernel);
  const parts = { ...addition, ...conversion };
  const names = ['add', 'collect', 'flush', 'collectDouble', 'double', 'read', 'write'] as const;
  exported(m, ...names.map((name) => parts[name]));
  const heap = m.reserve(HEAP, 64);
  const running = instance(m);
  const label = group.toLowerCase();
  const calls = { ...running.calls };
  for (const [i, name] of names.entries()) calls[name] = running.calls[`exported${i}`]!;

  let fresh = FRESH[0]!;
  const place = (...parts: (Uint8Array | number)[]) => {
    let end = heap;
    fresh = FRESH[fresh === 0 ? 0 : 1]!;
    return parts.map((part) => {
      const address = Math.ceil(end / 8) * 8;
      end = address + (typeof part === 'number' ? part : part.length);
      if (end > heap + HEAP) throw new RangeError('too much for the test');
      if (typeof part === 'number') running.bytes(address, part).fill(fresh);
      else running.bytes(address, part.length).set(part);
      return address;
    });
  };
  const read = (address: number, count: number) => running.bytes(address, count * pointBytes).slice();

  return {
    ...running,
    calls,
    records: addition.records,
    place,
    msm(points, scalars, width) {
      const work = calls[`${label}MsmWork`]!(points.length, width);
      const factors = Uint8Array.from(scalars.flatMap((scalar) => [...littleEndian(scalar, width)]));
      const [from, by, scratch, out] = place(bytes(points), factors, work + 64, pointBytes) as number[];
      calls[`${label}Msm`]!(from!, by!, points.length, width, scratch!, out!);
      const behind = running.bytes(scratch! + work, 64);
      if (behind.some((byte) => byte !== fresh)) throw new Error('wrote behind the work area');
      return read(out!, 1);
    },
    sum(points) {
      const [from, out] = place(bytes(points), pointBytes) as number[];
      calls[`${label}Sum`]!(from!, points.length, out!);
      return read(out!, 1);
    },
    negate(points) {
      const [from] = place(bytes(points)) as number[];
      calls[`${label}Negate`]!(from!, from!, points.length);
      return read(from!, points.length);
    },
  };
}

/** k times the generator for any integers k, by noble. */
export function multiplesOf({ curve, group }: TestGroup): (k: bigint) => TestPoint {
  const { G1, G2, r } = oracle[curve.name];
  const known = new Map<bigint, TestPoint>();
  return (k) => {
    const log = modulo(k, r);
    if (log === 0n) return null;
    let point = known.get(log);
    if (!point) {
      if (group === 'G1') point = G1.BASE.multiply(log).toAffine();
      else {
        const { x, y } = G2.BASE.multiply(log).toAffine();
        point = { x: [x.c0, x.c1], y: [y.c0, y.c1] };
      }
      known.set(log, point);
    }
    return point;
  };
}

/** A point of the curve that the test's model knows nothing about the order of: with a cofactor, outside the subgroup. */
export function anyPoint({ curve, group, model }: TestGroup, seed: bigint): TestPoint {
  const { G1, G2 } = oracle[curve.name];
  for (let i = seed; ; i++) {
    const point = group === 'G1' ? lift(G1.Fp, curve.b, i) : liftPair(G2.Fp, curve.twistB, i);
    if (point && model.isOnCurve(point)) return point;
  }
}

function lift(Fp: typeof oracle.bn254.G1.Fp, b: bigint, x: bigint): TestPoint {
  const y = root(Fp, Fp.add(Fp.mul(Fp.sqr(x), x), b));
  return y === undefined ? null : { x, y };
}

function liftPair(Fp: typeof oracle.bn254.G2.Fp, [c0, c1]: readonly [bigint, bigint], i: bigint): TestPoint {
  const x = { c0: i, c1: 1n };
  const y = root(Fp, Fp.add(Fp.mul(Fp.sqr(x), x), { c0, c1 }));
  return y === undefined ? null : { x: [x.c0, x.c1], y: [y.c0, y.c1] };
}

function root<T>(field: { sqrt(value: T): T }, value: T): T | undefined {
  try {
    return field.sqrt(value);
  } catch {
    // noble throws for a non-residue.
    return undefined;
  }
}
