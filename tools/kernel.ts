/**
 * Shows what the curve kernels are made of.
 *
 * `npm run kernel -- steps <field> <kernel> <program>` prints the steps of a product, square or reduction, one a line:
 * what it computes from which values, and the range that is proven for the result. Fields: bn254, bls12-381, and
 * with -scalars those of the groups' orders. Kernels: fma, plain.
 *
 * `npm run kernel -- module <curve> <kernel> <file>` writes the module with the names of its functions, for a
 * disassembler.
 */
import { writeFileSync } from 'node:fs';
import { CURVES, type CurveName } from '../packages/curves/src/curve/parameters.ts';
import type { KernelName } from '../packages/curves/src/field/field.ts';
import { memoryConstants } from '../packages/curves/src/field/fma-constants.ts';
import { productProgram } from '../packages/curves/src/field/fma-product.ts';
import { radixOf, slotBounds, widthOf } from '../packages/curves/src/field/fma-radix.ts';
import { reductionProgram } from '../packages/curves/src/field/fma-reduction.ts';
import { type Bounds, exactly, mapBounds, multiplyRanges } from '../packages/curves/src/field/limb-bounds.ts';
import { slotBounds as plainSlotBounds } from '../packages/curves/src/field/plain-limbs.ts';
import * as plain from '../packages/curves/src/field/plain-product.ts';
import type { Program, Range } from '../packages/curves/src/field/program.ts';
import { emitKernel } from '../packages/curves/src/kernel/module.ts';
import { ModuleBuilder } from '../packages/curves/src/wasm/module.ts';

const times = (bounds: Bounds, factor: bigint): Bounds =>
  mapBounds((range) => multiplyRanges(range, exactly(factor)), bounds);

const PROGRAMS: Record<string, Record<string, (prime: bigint) => Program>> = {
  fma: {
    product: (prime) =>
      onDoubles(prime, (slot, ...at) => productProgram(...at, 1, times(slot, widthOf(at[0])), slot)),
    square: (prime) => onDoubles(prime, (slot, ...at) => productProgram(...at, 1, slot)),
    reduction: (prime) =>
      onDoubles(prime, (slot, ...at) => reductionProgram(...at, times(slot, 4n), slot.value)),
  },
  plain: {
    product: (prime) => plain.productProgram(prime, plainSlotBounds(prime), plainSlotBounds(prime)).program,
    square: (prime) => plain.squareProgram(prime, plainSlotBounds(prime)).program,
    reduction: (prime) => {
      const slot = plainSlotBounds(prime);
      return plain.reductionProgram(prime, times(slot, 4n), slot.value).program;
    },
  },
};

type Place = [radix: ReturnType<typeof radixOf>, fetch: ReturnType<typeof memoryConstants>];

function onDoubles(prime: bigint, make: (slot: Bounds, ...place: Place) => { program: Program }): Program {
  const radix = radixOf(prime);
  return make(slotBounds(radix), radix, memoryConstants(new ModuleBuilder())).program;
}

function primeOf(field: string): bigint | undefined {
  const [, name, scalars] = /^(bn254|bls12-381)(-scalars)?$/.exec(field) ?? [];
  if (!name) return undefined;
  const { p, r } = CURVES[name as CurveName];
  return scalars ? r : p;
}

/** A power of two above every magnitude of the range. */
function size({ min, max }: Range): string {
  const most = max > -min ? max : -min;
  return most === 0n ? '0' : `2^${most.toString(2).length}`;
}

function* linesOf({ inputs, steps, outputs }: Program): Generator<string> {
  const range = ({ min, max }: Range) =>
    min === max ? `${min}` : `${min} … ${max}  (< ${size({ min, max })})`;
  for (const value of inputs) yield `v${value.id} = input  ${range(value.range)}`;
  for (const { operation, values, result } of steps) {
    yield `v${result.id} = ${operation.name}(${values.map(({ id }) => `v${id}`).join(', ')})  ${range(result.range)}`;
  }
  yield `outputs ${outputs.map(({ id }) => `v${id}`).join(', ')}`;
}

const [word, field = '', kernel = '', last = ''] = process.argv.slice(2);
const prime = primeOf(field);
const program = PROGRAMS[kernel]?.[last];
if (word === 'steps' && prime && program) {
  for (const line of linesOf(program(prime))) console.log(line);
} else if (word === 'module' && field in CURVES && ['fma', 'wide', 'plain'].includes(kernel) && last) {
  const bytes = emitKernel(CURVES[field as CurveName], kernel as KernelName, { names: true });
  try {
    writeFileSync(last, bytes);
    console.log(`${last}  ${bytes.length} bytes`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
} else {
  const asked = word === '--help';
  const curve = Object.keys(CURVES).join('|');
  (asked ? console.log : console.error)(
    `Shows the steps of a product, or writes a module with the names of its functions.

npm run kernel -- steps ${curve} fma|plain product|square|reduction
  (${Object.keys(CURVES)
    .map((name) => `${name}-scalars`)
    .join(', ')}: modulo the groups' order)
npm run kernel -- module ${curve} fma|wide|plain <file>

For example: npm run kernel -- steps bn254 fma product`,
  );
  if (!asked) process.exitCode = 2;
}
