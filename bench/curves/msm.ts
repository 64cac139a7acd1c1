/**
 * Multi-scalar multiplication alone, per kernel and against ffjavascript in turns: microseconds of processor time
 * per point. All results must be the same bytes.
 *
 *     node bench/curves/msm.ts [points] [curve,…] [group,…] [scalar bytes,…] [rounds]
 */

import { groupKernel } from '../../packages/curves/src/batch/group.ts';
import { emitMultiplication } from '../../packages/curves/src/batch/multiply.ts';
import { secretScalars } from '../../packages/curves/src/batch/secrets.ts';
import { CURVES, type CurveName, type CurveParameters } from '../../packages/curves/src/curve/parameters.ts';
import { storagePoint } from '../../packages/curves/src/curve/storage.ts';
import type { Group } from '../../packages/curves/src/engine.ts';
import type { PrimeField } from '../../packages/curves/src/field/field.ts';
import { fmaField } from '../../packages/curves/src/field/fma.ts';
import { plainField } from '../../packages/curves/src/field/plain.ts';
import { emitCombinations } from '../../packages/curves/src/msm/combinations.ts';
import { i32 } from '../../packages/curves/src/wasm/expression.ts';
import { ModuleBuilder } from '../../packages/curves/src/wasm/module.ts';
import { median } from '../measure.ts';
import { loadFfjavascript } from './ffjavascript.ts';

const FIELDS: Record<string, (m: ModuleBuilder, prime: bigint) => PrimeField> = {
  fma: fmaField,
  plain: plainField,
};

const [count = '16384', curves = 'bn254,bls12-381', groups = 'G1', widths = '16', rounds = '5'] =
  process.argv.slice(2);
const engines = await loadFfjavascript();
for (const curve of curves.split(',') as CurveName[]) {
  for (const group of groups.split(',') as Group[]) {
    for (const width of widths.split(',')) await report(CURVES[curve], group, Number(width), Number(count));
  }
}

async function report(curve: CurveParameters, group: Group, width: number, n: number): Promise<void> {
  const scalars = new Uint8Array(n * width);
  for (let at = 0; at < scalars.length; at += 65_536)
    crypto.getRandomValues(scalars.subarray(at, at + 65_536));
  // Below both orders.
  if (width === 32) for (let at = 31; at < scalars.length; at += 32) scalars[at]! &= 0x1f;
  const kernels = Object.entries(FIELDS).map(([name, make]) => ({
    name,
    ...started(curve, group, make, n, width),
  }));
  const points = kernels[0]!.points();
  const theirs = engines[curve.name][group];
  const rivals: Record<string, () => Uint8Array | Promise<Uint8Array>> = {
    ffjavascript: async () => theirs.toAffine(await theirs.multiExpAffine(points, scalars)),
  };
  for (const { name, run } of kernels) rivals[name] = () => run(points, scalars);

  const times = new Map<string, number[]>();
  const results = new Set<string>();
  for (let round = 0; round <= Number(rounds); round++) {
    for (const [name, run] of Object.entries(rivals)) {
      const start = process.cpuUsage();
      const result = await run();
      const { user, system } = process.cpuUsage(start);
      results.add(Buffer.from(result).toString('hex'));
      // The first round is for the compilers.
      if (round > 0) times.set(name, [...(times.get(name) ?? []), (user + system) / n]);
    }
  }
  console.log(`${curve.name} ${group}, ${8 * width}-bit scalars, ${n} points`);
  const baseline = times.get('ffjavascript')!;
  for (const [name, own] of times) {
    const ratio = median(baseline.map((time, i) => time / own[i]!));
    console.log(`  ${name.padEnd(12)} ${median(own).toFixed(2).padStart(7)} µs/point  ${ratio.toFixed(2)}x`);
  }
  if (results.size !== 1) throw new Error('the results differ');
}

function started(
  curve: CurveParameters,
  group: Group,
  make: (m: ModuleBuilder, prime: bigint) => PrimeField,
  n: number,
  width: number,
) {
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, make(m, curve.p));
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const check = { params: { from: 'i32', n: 'i32', flags: 'i32' }, result: 'i32' } as const;
  emitMultiplication(
    kernel,
    secrets,
    m.function('unchecked', check, (f) => f.return(i32.const(0))),
  );
  emitCombinations(kernel);
  const size = kernel.pointBytes;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ names: true })));
  const call = exports as unknown as Record<string, (...values: number[]) => number>;
  const label = group.toLowerCase();
  const from = m.memoryBytes + 64;
  const factors = from + n * size;
  const work = factors + n * width;
  const out = work + call[`${label}MsmWork`]!(n, width);
  const memory = exports.memory as WebAssembly.Memory;
  memory.grow(Math.ceil((out + size - memory.buffer.byteLength) / 65_536));
  const bytes = new Uint8Array(memory.buffer);
  return {
    points(): Uint8Array {
      const [s, t] = [curve.r / 7n, curve.r / 11n];
      for (let i = 0; i < 32; i++) {
        bytes[secrets.address + i] = Number((s >> BigInt(8 * i)) & 0xffn);
        bytes[secrets.address + 32 + i] = Number((t >> BigInt(8 * i)) & 0xffn);
      }
      for (let i = 0; i < n; i++) bytes.set(storagePoint(curve, group), from + i * size);
      call[`${label}Powers`]!(from, from, n, 0, 1);
      return bytes.slice(from, from + n * size);
    },
    run(points: Uint8Array, scalars: Uint8Array): Uint8Array {
      bytes.set(points, from);
      bytes.set(scalars, factors);
      call[`${label}Msm`]!(from, factors, n, width, work, out);
      return bytes.slice(out, out + size);
    },
  };
}
