import { at, i64 } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { v128 } from '../wasm/vector.ts';
import { type Fetch, memoryConstants } from './fma-constants.ts';
import { emitProgram, type Program, type Range } from './program.ts';

/** What 64 bits of a vector stand for. */
type Kind = 'float' | 'word';

const LANES = 2;

/**
 * Runs a program over vectors in WebAssembly: from the inputs of each of two lanes to their outputs. Inputs and
 * outputs are floats, or words where `kinds` says so.
 */
export function vectorMachine(
  make: (fetch: Fetch) => Program,
  kinds: { readonly inputs?: readonly Kind[]; readonly outputs?: readonly Kind[] } = {},
): (lanes: readonly (readonly bigint[])[]) => bigint[][] {
  const m = new ModuleBuilder();
  const program = make(memoryConstants(m));
  const inputs = m.reserve(16 * program.inputs.length);
  const outputs = m.reserve(16 * program.outputs.length);
  m.function('run', { params: {}, export: true }, (f) => {
    const values = program.inputs.map((_, i) => v128.load(at(inputs, 16 * i)));
    for (const [i, limb] of emitProgram(program, f, values).entries()) f.store(at(outputs, 16 * i), limb);
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const { buffer } = exports.memory as WebAssembly.Memory;
  const [floats, words] = [new Float64Array(buffer), new BigUint64Array(buffer)];
  return (lanes) => {
    for (const [lane, values] of lanes.entries()) {
      for (const [i, value] of values.entries()) {
        const place = inputs / 8 + LANES * i + lane;
        if (kinds.inputs?.[i] === 'word') words[place] = BigInt.asUintN(64, value);
        else floats[place] = Number(value);
      }
    }
    (exports.run as () => void)();
    return lanes.map((_, lane) =>
      program.outputs.map((_, i) => {
        const place = outputs / 8 + LANES * i + lane;
        return kinds.outputs?.[i] === 'word' ? words[place]! : BigInt(floats[place]!);
      }),
    );
  };
}

/** Runs a program over 64-bit integers in WebAssembly. */
export function integerMachine(program: Program): (inputs: readonly bigint[]) => bigint[] {
  const m = new ModuleBuilder();
  const [inputs, outputs] = [m.reserve(8 * program.inputs.length), m.reserve(8 * program.outputs.length)];
  m.function('run', { params: {}, export: true }, (f) => {
    const values = program.inputs.map((_, i) => i64.load(at(inputs, 8 * i)));
    for (const [i, limb] of emitProgram(program, f, values).entries()) f.store(at(outputs, 8 * i), limb);
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const memory = (exports.memory as WebAssembly.Memory).buffer;
  return (values) => {
    new BigInt64Array(memory, inputs).set(values);
    (exports.run as () => void)();
    return [...new BigInt64Array(memory, outputs, program.outputs.length)];
  };
}

/** Every choice of one end of each range, or `most` of them: the first is all lower, the last all upper ends. */
export function* corners(ranges: readonly Range[], most = 500): Generator<bigint[]> {
  const all = 2 ** ranges.length;
  const count = Math.min(all, most);
  for (let k = 0; k < count; k++) {
    // Evenly over all choices, so that every range is often at either end.
    const choice = count === 1 ? 0 : Math.round((k * (all - 1)) / (count - 1));
    yield ranges.map(({ min, max }, i) => (Math.floor(choice / 2 ** i) % 2 === 1 ? max : min));
  }
}
