import type { GroupKernel } from '../batch/group.ts';
import { quarterLattice } from '../curve/cyclotomic.ts';
import { eisensteinLattice } from '../curve/eisenstein.ts';
import { i32 } from '../wasm/expression.ts';
import { bitSums } from './bit-sums.ts';
import { bucketSums } from './buckets.ts';
import type { CompleteAddition } from './complete-add.ts';
import type { Conversion } from './conversion.ts';
import { planning } from './plan.ts';
import { scalarShifting } from './scalars.ts';
import { sourceReading } from './sources.ts';

/**
 * Exports g1Msm(points, scalars, n, width, work, out), Σ scalarᵢ·Pᵢ, and g1MsmWork(n, width), the bytes it needs at
 * `work`. Pippenger's buckets over signed windows; scalars are public, the time depends on them.
 *
 * Points are in storage form and on the curve; any may be infinity, equal or opposite. Scalars are little-endian
 * integers of `width` bytes, any value:
 * - 4 or 16: the points may be outside the subgroup.
 * - 32: taken modulo r and split by the endomorphism, into two halves in G1 and four quarters in G2, which holds
 *   for points of order r only.
 */
export function emitMsm(kernel: GroupKernel, addition: CompleteAddition, conversion: Conversion): void {
  const { m, curve, group } = kernel;
  const label = group.toLowerCase();
  const lattice = group === 'G1' ? eisensteinLattice(curve) : quarterLattice(curve);
  const plan = planning(m, label, lattice, addition.records);
  const readSources = sourceReading(kernel, addition);
  const shiftScalars = scalarShifting(kernel, plan, lattice);
  const sumBuckets = bucketSums(kernel, addition, plan);
  const sumBits = bitSums(kernel, addition, plan);

  m.function(
    `${label}MsmWork`,
    { params: { n: 'i32', width: 'i32' }, result: 'i32', export: true },
    (f, { n, width }) => f.return(i32.add(f.call(plan.make, n, width, 0), 64)),
  );

  const params = { points: 'i32', scalars: 'i32', n: 'i32', width: 'i32', work: 'i32', out: 'i32' } as const;
  m.function(`${label}Msm`, { params, export: true }, (f, { points, scalars, n, width, work, out }) => {
    // Places are told from their negatives by the lowest bit of an address.
    f.set(work, i32.and(i32.add(work, 63), -64));
    const end = f.local('i32', f.call(plan.make, n, width, work));
    f.if(i32.ltU(end, work), () => f.trap());
    f.run(readSources, points, n, plan.get('sources'), plan.get('parts'));
    f.run(shiftScalars, points, scalars);
    const windows = f.local('i32', plan.get('windows'));
    const [first, count] = [f.local('i32', 0), f.local('i32')];
    f.while(
      () => i32.ltU(first, windows),
      () => {
        f.set(count, i32.sub(windows, first));
        f.set(count, i32.select(plan.get('together'), count, i32.ltU(plan.get('together'), count)));
        f.run(sumBuckets, first, count);
        f.set(first, i32.add(first, count));
      },
    );
    f.run(sumBits);
    f.run(conversion.write, out, plan.get('bitSums'), 1);
  });
}
