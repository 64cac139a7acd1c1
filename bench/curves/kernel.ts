/** Our own kernels as peers, each called as a thread of the engine calls it, without the thread. */
import { readFileSync } from 'node:fs';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { supportsRelaxedSimd, supportsWide } from '@brebaje/curves/field/features';
import type { KernelName } from '@brebaje/curves/field/field';
import {
  ALLOW_INFINITY,
  CHECK_SUBGROUP,
  ENCODING_CODES,
  type GroupExports,
  SUBGROUP_KNOWN,
} from '@brebaje/curves/kernel/abi';
import { KERNEL_FILES } from '@brebaje/curves/kernel/files';
import { KernelInstance } from '@brebaje/curves/kernel/instance';
import { isPairingOne } from '@brebaje/curves/kernel/is-one';
import {
  type BenchCurve,
  type Input,
  type Operation,
  operationsOf,
  type Peer,
  pointBytes,
  type Run,
} from './peer.ts';

/** The kernels that this engine runs. */
export const KERNELS: readonly KernelName[] = [
  ...(supportsRelaxedSimd() ? (['fma'] as const) : []),
  ...(supportsWide() ? (['wide'] as const) : []),
  'plain',
];

export function createKernelPeer(name: KernelName): Peer {
  const operations = (['bn254', 'bls12-381'] as const).map((curve) => {
    // Started when first used: a bench of one curve does not wait for the other.
    let kernel: KernelInstance | undefined;
    const started = () => {
      kernel ??= new KernelInstance(CURVES[curve], name, compiled(curve, name));
      return kernel;
    };
    return operationsOf(curve, (operation) => (input) => runOf(started(), curve, operation)(input));
  });
  return { name: `ours ${name}`, baseline: false, operations: Object.assign({}, ...operations) };
}

/** Benches call kernels without waiting for anything, so that nothing but the work is measured. */
function compiled(curve: BenchCurve, name: KernelName): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(KERNEL_FILES[curve][name]));
}

function runOf(kernel: KernelInstance, curve: BenchCurve, operation: Operation): Run {
  const { group, form, width } = operation;
  const stored = pointBytes({ curve }, group, 'lem');
  const encoded = pointBytes({ curve }, group, form);
  const call = <Name extends keyof GroupExports>(name: Name) => kernel.call(group, name);

  /** Decodes the input; answers where the points lie in storage form, and where there is room behind them. */
  function decode({ points, count }: Input, flags: number): { at: number; end: number } {
    const [source, at] = kernel.place(points, count * stored) as [number, number];
    kernel.require(group, call('Decode')(source, at, count, ENCODING_CODES[form], flags | ALLOW_INFINITY));
    return { at, end: at + count * stored };
  }

  function encode(at: number, end: number, count: number): Uint8Array {
    const [out] = kernel.placeBehind(end, count * encoded) as [number];
    call('Encode')(at, out, count, ENCODING_CODES[form]);
    return kernel.read(out, count * encoded);
  }

  function combine(at: number, end: number, count: number, scalars: Uint8Array): [sum: number, end: number] {
    const work = call('MsmWork')(count, width);
    const [factors, scratch, sum] = kernel.placeBehind(end, scalars, work, stored) as [
      number,
      number,
      number,
    ];
    call('Msm')(at, factors, count, width, scratch, sum);
    return [sum, sum + stored];
  }

  switch (operation.kind) {
    case 'scale':
    case 'powers':
      return (input) => {
        const { at, end } = decode(input, 0);
        const known = SUBGROUP_KNOWN | ALLOW_INFINITY;
        kernel.withSecrets(input.scalars.slice(0, 32), input.scalars.slice(32, 64), () => {
          const answer =
            operation.kind === 'scale'
              ? call('Scale')(at, at, input.count, known)
              : call('Powers')(at, at, input.count, 0, known);
          kernel.require(group, answer);
        });
        return encode(at, end, input.count);
      };
    case 'check':
      return (input) => kernel.read(decode(input, CHECK_SUBGROUP).at, input.count * stored);
    case 'verify':
      return (input) => {
        const { at, end } = decode(input, CHECK_SUBGROUP);
        const sums = [at, at + stored].map((from) => {
          const [sum, behind] = combine(from, end, input.count - 1, input.scalars);
          return encode(sum, behind, 1);
        });
        return Uint8Array.from(sums.flatMap((sum) => [...sum]));
      };
    case 'msm':
      return (input) => {
        const { at, end } = decode(input, 0);
        const [sum, behind] = combine(at, end, input.count, input.scalars);
        return encode(sum, behind, 1);
      };
    case 'pairing':
      return (input) => {
        const size = 12 * CURVES[curve].coordinateBytes;
        const [g1, g2, out] = kernel.place(input.points, input.second, size) as [number, number, number];
        kernel.require('G2', kernel.exports.miller(g1, g2, input.count, out));
        return Uint8Array.of(isPairingOne(kernel, out) ? 1 : 0);
      };
  }
}
