import { storagePoint } from '../curve/storage.ts';
import { BAD_SCALAR, DEGENERATE, SUBGROUP_KNOWN } from '../kernel/abi.ts';
import { at, type I32, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { recoding } from './digits.ts';
import { gathering } from './gather.ts';
import type { GroupKernel } from './group.ts';
import type { Secrets } from './secrets.ts';
import type { Area } from './splitting.ts';
import { multiples } from './table.ts';

/** What a group's multiplications keep in memory, and their inner loop for factors that are not secret. */
export interface Multiplication {
  readonly areas: readonly Area[];
  /** (i, scalar): the factor of point i of the next chunk, 32 bytes in 1…r−1. */
  readonly setScalar: Callable<undefined>;
  /**
   * (from, to, count) → 0 or {@link DEGENERATE}: multiplies points of the subgroup in storage form, at most a column
   * of them, each by its factor. Infinity stays. Lanes after the last need factors too: that of the last.
   */
  readonly multiplyChunk: Callable<'i32'>;
}

/**
 * Exports the multiplications of a contribution: `n` points in storage form, to the same place or one that does not
 * overlap it:
 *
 * - g1Scale(in, out, n, flags): every point times s.
 * - g1Powers(in, out, n, start, flags): point i times s·t^(start + i).
 *
 * They answer 0, or what `check` found for the lowest bad point, {@link BAD_SCALAR}, or {@link DEGENERATE} after
 * zeroing everything. Before anything is made of a secret, all n points were checked: (in, n, flags), canonical, on
 * the curve, in the subgroup unless {@link SUBGROUP_KNOWN}, and not infinity unless ALLOW_INFINITY, which stays
 * infinity. In the end columns, tables and digits are zero again: `areas`.
 *
 * Digits are regular and the formulas affine: each denominator is of points that the recodings prove distinct
 * (curve/eisenstein.ts, curve/sac.ts), for points of order r.
 */
export function emitMultiplication(
  kernel: GroupKernel,
  secrets: Secrets,
  check: Callable<'i32'>,
): Multiplication {
  const { m, curve, group, capacity, pointBytes } = kernel;
  const label = group.toLowerCase();
  const [s, t] = [secrets.address, secrets.address + 32];
  const [x, y, qx, qy] = [kernel.column(), kernel.column(), kernel.column(), kernel.column()];
  const table = multiples(kernel, { x: qx, y: qy });
  const gather = gathering(kernel, table);
  const { digits: rows, recode, area } = recoding(m, curve, group);
  const digits = m.reserve(rows * capacity, 64);
  const scalar = m.reserve(32);
  const staged = m.reserve(capacity * pointBytes, 64);
  const infinities = m.reserve(capacity);
  const generator = m.constant(storagePoint(curve, group));

  const areas = [
    ...kernel.areas(),
    secrets.areas.made,
    area,
    { address: digits, bytes: rows * capacity },
    { address: scalar, bytes: 32 },
  ];
  const clear = (f: FunctionBuilder, places: readonly Area[]) => {
    for (const { address, bytes } of places) f.fill(address, 0, bytes);
  };
  const finish = m.function(`${label}Clear`, { params: {} }, (f) => clear(f, areas));
  const fail = m.function(`${label}Fail`, { params: {} }, (f) => clear(f, [...areas, secrets.areas.secrets]));

  /** (source, points): reads points into the table's first columns, the generator where there is infinity. */
  const load = m.function(
    `${label}Load`,
    { params: { source: 'i32', points: 'i32' } },
    (f, { source, points }) => {
      f.copy(staged, source, i32.mul(points, pointBytes));
      const place = f.local('i32', staged);
      const i = f.local('i32');
      f.for(i, 0, points, 1, () => {
        let any = i64.load(at(place));
        for (let byte = 8; byte < pointBytes; byte += 8) any = i64.or(any, i64.load(at(place, byte)));
        const infinite = f.local('i32', i64.eqz(any));
        f.store8(at(i, infinities), infinite);
        f.if(infinite, () => f.copy(place, generator, pointBytes));
        f.set(place, i32.add(place, pointBytes));
      });
      f.run(kernel.read, staged, table.x, table.y, points);
    },
  );

  /** (target, points): writes the columns x, y, and infinity where it was. */
  const unload = m.function(
    `${label}Unload`,
    { params: { target: 'i32', points: 'i32' } },
    (f, { target, points }) => {
      f.run(kernel.write, target, x, y, points);
      const i = f.local('i32');
      f.for(i, 0, points, 1, () => {
        f.if(i32.load8U(at(i, infinities)), () => f.fill(target, 0, pointBytes));
        f.set(target, i32.add(target, pointBytes));
      });
    },
  );

  /**
   * (n, shared) → 0 or {@link DEGENERATE}: multiplies the loaded points, n slots, each by the digits of its lane, or all
   * by those of the first.
   */
  const multiplyLanes = m.function(
    `${label}MultiplyLanes`,
    { params: { n: 'i32', shared: 'i32' }, result: 'i32' },
    (f, { n, shared }) => {
      const failUnless = (done: I32) =>
        f.if(i32.eqz(done), () => {
          f.run(fail);
          f.return(i32.const(DEGENERATE));
        });
      const row = f.local('i32', 0);
      const select = () => {
        const first = f.local('i32', i32.add(i32.mul(row, capacity), digits));
        f.if(
          shared,
          () => f.run(gather.shared, first, qx, qy, n),
          () => f.run(gather.each, first, qx, qy, n),
        );
      };
      failUnless(f.call(table.build, n));
      select();
      f.copy(x, qx, i32.mul(n, kernel.elementBytes));
      f.copy(y, qy, i32.mul(n, kernel.elementBytes));
      const step = (double: boolean) => {
        select();
        if (double) failUnless(f.call(kernel.double, x, y, n));
        failUnless(f.call(kernel.doubleAdd, x, y, qx, qy, n));
      };
      if (group === 'G1') f.for(row, 1, rows, 1, () => step(true));
      else {
        // In the first step P + Q could be infinity: 2P and then the addition.
        f.set(row, i32.const(1));
        select();
        failUnless(f.call(kernel.double, x, y, n));
        failUnless(f.call(kernel.add, x, y, qx, qy, n));
        f.for(row, 2, rows, 1, () => step(false));
      }
      f.return(i32.const(0));
    },
  );

  /** Emits the loop over chunks. */
  function chunks(
    f: FunctionBuilder,
    points: { from: Local<'i32'>; to: Local<'i32'>; n: Local<'i32'> },
    body: (count: Local<'i32'>) => void,
  ): void {
    const { from, to, n } = points;
    const count = f.local('i32');
    f.while(
      () => n,
      () => {
        f.set(count, i32.select(n, capacity, i32.ltU(n, capacity)));
        f.run(load, from, count);
        body(count);
        f.run(unload, to, count);
        f.set(from, i32.add(from, i32.mul(count, pointBytes)));
        f.set(to, i32.add(to, i32.mul(count, pointBytes)));
        f.set(n, i32.sub(n, count));
      },
    );
  }

  const refuseBad = (f: FunctionBuilder, scalars: readonly number[], from: I32, n: I32, flags: I32) => {
    for (const secret of scalars) {
      f.if(f.call(secrets.isBad, secret), () => f.return(i32.const(BAD_SCALAR)));
    }
    // The flags of a check say the opposite about the subgroup.
    const fault = f.local('i32', f.call(check, from, n, i32.xor(flags, SUBGROUP_KNOWN)));
    f.if(fault, () => f.return(fault));
  };

  m.function(
    `${label}Scale`,
    { params: { from: 'i32', to: 'i32', n: 'i32', flags: 'i32' }, result: 'i32', export: true },
    (f, { from, to, n, flags }) => {
      refuseBad(f, [s], from, n, flags);
      f.run(recode, s, digits, capacity);
      chunks(f, { from, to, n }, (count) => {
        const fault = f.local('i32', f.call(multiplyLanes, kernel.slots(count), 1));
        f.if(fault, () => f.return(fault));
      });
      f.run(finish);
      f.return(i32.const(0));
    },
  );

  const params = { from: 'i32', to: 'i32', n: 'i32', start: 'i32', flags: 'i32' } as const;
  m.function(
    `${label}Powers`,
    { params, result: 'i32', export: true },
    (f, { from, to, n, start, flags }) => {
      refuseBad(f, [s, t], from, n, flags);
      f.run(secrets.begin, start);
      chunks(f, { from, to, n }, (count) => {
        const n = f.local('i32', kernel.slots(count));
        const i = f.local('i32');
        // Lanes after the last point repeat it with its scalar.
        f.for(i, 0, i32.mul(n, kernel.field.lanes), 1, () => {
          f.if(i32.ltU(i, count), () => f.run(secrets.next, scalar));
          f.run(recode, scalar, i32.add(i, digits), capacity);
        });
        const fault = f.local('i32', f.call(multiplyLanes, n, 0));
        f.if(fault, () => f.return(fault));
      });
      f.run(finish);
      f.return(i32.const(0));
    },
  );

  const setScalar = m.function(
    `${label}SetScalar`,
    { params: { i: 'i32', scalar: 'i32' } },
    (f, { i, scalar }) => f.run(recode, scalar, i32.add(i, digits), capacity),
  );

  const multiplyChunk = m.function(
    `${label}MultiplyChunk`,
    { params: { from: 'i32', to: 'i32', count: 'i32' }, result: 'i32' },
    (f, { from, to, count }) => {
      f.run(load, from, count);
      const fault = f.local('i32', f.call(multiplyLanes, kernel.slots(count), 0));
      f.if(fault, () => f.return(fault));
      f.run(unload, to, count);
      f.return(i32.const(0));
    },
  );

  return { areas, setScalar, multiplyChunk };
}

/** Exports `wipe`(), which takes all memory of the module back to what it was at the start. To be emitted last. */
export function emitWipe(m: ModuleBuilder): void {
  m.function('wipe', { params: {}, export: true }, (f) => {
    for (const { address, bytes } of m.variables) f.fill(address, 0, bytes);
  });
}
