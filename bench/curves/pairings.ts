/**
 * What a pair costs in a product of many pairings, and what a record of a KZG transcript costs with all its checks:
 * microseconds of processor time per pair or record, rivals taking turns.
 *
 *     node bench/curves/pairings.ts [curve] [pairs]
 *
 * The rivals' figures contain one final exponentiation, ours none: it takes some milliseconds, once per product.
 */
import { CURVES, type CurveName } from '../../packages/curves/src/curve/parameters.ts';
import type { Group } from '../../packages/curves/src/engine.ts';
import type { KernelName } from '../../packages/curves/src/field/field.ts';
import { CHECK_SUBGROUP, ENCODING_CODES, SUBGROUP_KNOWN } from '../../packages/curves/src/kernel/abi.ts';
import { KernelInstance } from '../../packages/curves/src/kernel/instance.ts';
import { isPairingOne } from '../../packages/curves/src/kernel/is-one.ts';
import { emitKernel } from '../../packages/curves/src/kernel/module.ts';
import { line, median } from '../measure.ts';
import { loadFfjavascript } from './ffjavascript.ts';
import { cutInput, type KnownInput, makeInput } from './inputs.ts';
import { createMcl } from './mcl.ts';
import { createNoble } from './noble.ts';

const KERNELS: readonly KernelName[] = ['fma', 'wide', 'plain'];
const ROUNDS = 5;
const MOST_OF_NOBLE = 32;

interface Rival {
  name: string;
  pairs: number;
  run(): unknown;
  micros: number[];
}

/** The kernel's work on the pairs, after one product of them was found to be one. */
function kernelRivals(curve: CurveName, name: KernelName, input: KnownInput): Rival[] {
  const parameters = CURVES[curve];
  const kernel = new KernelInstance(
    parameters,
    name,
    new WebAssembly.Module(emitKernel(parameters, name, { names: true })),
  );
  const n = input.count;
  const valueBytes = 12 * parameters.coordinateBytes;
  const [g1, g2, encodedG1, encodedG2, out] = kernel.place(
    input.points,
    input.second,
    input.points.length / 2,
    input.second.length / 2,
    Math.max(valueBytes, input.second.length),
  ) as [number, number, number, number, number];
  const rival = (what: string, run: () => unknown): Rival => ({
    name: `${name}: ${what}`,
    pairs: n,
    run,
    micros: [],
  });
  const miller = () => kernel.require('G2', kernel.exports.miller(g1, g2, n, out));
  miller();
  if (!isPairingOne(kernel, out)) throw new Error(`${name} is wrong`);
  const rivals = [rival('Miller loop', miller)];
  // Records are of BLS12-381, in zcash's encoding.
  if (curve !== 'bls12-381') return rivals;
  const decode = (group: Group, from: number, encoded: number) => {
    kernel.call(group, 'Encode')(from, encoded, n, ENCODING_CODES.zcash);
    return rival(`decode in ${group}, with the subgroup`, () =>
      kernel.require(
        group,
        kernel.call(group, 'Decode')(encoded, out, n, ENCODING_CODES.zcash, CHECK_SUBGROUP),
      ),
    );
  };
  const scalar = new Uint8Array(32).fill(0x35);
  const multiply = () =>
    kernel.withSecrets(scalar, scalar, () =>
      kernel.require('G1', kernel.call('G1', 'Powers')(g1, out, n, 0, SUBGROUP_KNOWN)),
    );
  return [
    ...rivals,
    decode('G1', g1, encodedG1),
    decode('G2', g2, encodedG2),
    rival('two multiplications in G1', () => [multiply(), multiply()]),
  ];
}

function available(name: KernelName): boolean {
  try {
    new WebAssembly.Module(emitKernel(CURVES.bn254, name));
    return true;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return false;
    throw error;
  }
}

async function measure(curve: CurveName, input: KnownInput): Promise<void> {
  const few = cutInput(input, MOST_OF_NOBLE);
  const rivals = KERNELS.filter(available).flatMap((name) => kernelRivals(curve, name, input));
  for (const [peer, given] of [
    [await createMcl(), input],
    [createNoble(), few],
  ] as const) {
    const run = peer.operations[input.name]!;
    rivals.push({ name: peer.name, pairs: given.count, run: () => run(given), micros: [] });
  }
  for (let round = -1; round < ROUNDS; round++) {
    for (const rival of rivals) {
      const start = process.cpuUsage();
      await rival.run();
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) rival.micros.push((user + system) / rival.pairs);
    }
  }
  console.log(`${curve}, ${input.count} pairs`);
  for (const { name, micros } of rivals) line(name, `${median(micros).toFixed(1)} µs`);
  if (curve !== 'bls12-381') return;
  for (const kernel of KERNELS) {
    const parts = rivals.filter(({ name }) => name.startsWith(`${kernel}: `));
    const sum = parts.reduce((total, { micros }) => total + median(micros), 0);
    if (parts.length > 0) line(`${kernel}: a record, all of that`, `${sum.toFixed(1)} µs`);
  }
}

const [curve, pairs] = process.argv.slice(2);
const ffjavascript = await loadFfjavascript();
for (const name of (curve ? [curve] : Object.keys(CURVES)) as CurveName[]) {
  await measure(name, await makeInput(ffjavascript, `${name}-pairing`, Number(pairs ?? 1024)));
}
