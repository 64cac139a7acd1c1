import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../wasm/module.ts';
import { Constants, type Fetch, memoryConstants } from './fma-constants.ts';
import {
  addScaled,
  carryUp,
  constant,
  high,
  low,
  middle,
  multiplyAdd,
  nearest,
  quotient,
  rest,
  sum,
} from './fma-operations.ts';
import { asFloat, bitsOf, gather, lowest, onUnit, plus, shifted } from './fma-words.ts';
import { exactly } from './limb-bounds.ts';
import { requireFit, shiftRight } from './plain-operations.ts';
import { type Operation, Program, type Range, replayProgram } from './program.ts';
import { corners, integerMachine, vectorMachine } from './test-machine.ts';

type Kind = 'float' | 'word';

interface Step {
  readonly operation: Operation;
  /** The widest ranges that the step takes, or some of them: at least one bound is reached. */
  readonly ranges: readonly Range[];
  /** An operand, and how far it must go beyond the end of its range to be refused. */
  readonly beyond: readonly (readonly [operand: number, by: bigint])[];
  readonly kinds?: { inputs?: readonly Kind[]; outputs?: readonly Kind[] };
}

const upTo = (most: bigint): Range => ({ min: -most, max: most });
const between = (min: bigint, max: bigint): Range => ({ min, max });

function alone(operation: Operation, ranges: readonly Range[]): Program {
  const program = new Program();
  program.output(program.add(operation, ...ranges.map((range) => program.input(operation.type, range))));
  return program;
}

/** What the ends of a range become when the range is widened at one end. */
const widened = ({ min, max }: Range, by: bigint): Range =>
  by < 0n ? { min: min + by, max } : { min, max: max + by };

const BITS = 51;
const top = middle(BITS);
const unit = 1n << 51n;
const binade = (bits: number) => between(1n << BigInt(52 + bits), 1n << BigInt(53 + bits));

const FLOATS: Record<string, Step> = {
  sum: {
    operation: sum(),
    ranges: [upTo(2n ** 52n), upTo(2n ** 52n)],
    beyond: [
      [0, 1n],
      [1, -1n],
    ],
  },
  'sum of multiples': {
    operation: sum(BITS),
    ranges: [upTo(unit << 52n), upTo(unit << 52n)],
    beyond: [
      [0, unit],
      [1, -unit],
    ],
  },
  // c + x·y from 2^103 to 2^104 about c = 3·2^102.
  high: {
    operation: high(BITS),
    ranges: [upTo(unit), upTo(unit), exactly(top)],
    beyond: [
      [0, 1n],
      [1, -1n],
      [2, unit],
    ],
  },
  'high of a chain': {
    operation: high(BITS),
    ranges: [upTo(2n ** 50n), upTo(2n ** 50n), between(top - 3n * 2n ** 100n, top + 3n * 2n ** 100n)],
    beyond: [
      [0, 1n],
      [2, unit],
      [2, -unit],
    ],
  },
  'high below zero': {
    operation: high(BITS),
    ranges: [upTo(unit), upTo(unit), exactly(-top)],
    beyond: [
      [0, 1n],
      [2, -unit],
    ],
  },
  rest: {
    operation: rest(BITS),
    ranges: [upTo(unit << 52n), upTo(unit << 52n)],
    beyond: [
      [0, unit],
      [1, -unit],
    ],
  },
  multiplyAdd: {
    operation: multiplyAdd(),
    ranges: [upTo(8n), upTo(2n ** 49n), upTo(2n ** 52n)],
    beyond: [
      [0, 1n],
      [1, 1n],
      [2, -1n],
    ],
  },
  nearest: {
    operation: nearest(1),
    ranges: [upTo(2n ** 52n), exactly(middle(1))],
    beyond: [
      [0, 1n],
      [0, -1n],
    ],
  },
  carryUp: {
    operation: carryUp(BITS),
    ranges: [upTo(2n ** 53n), between(binade(BITS).min + 2n ** 53n, binade(BITS).max - 2n ** 53n)],
    beyond: [
      [0, 1n],
      [1, unit],
      [1, -unit],
    ],
  },
};

const WORDS: Record<string, Step> = {
  gather: {
    operation: gather(BITS),
    ranges: [between(0n, 2n ** 62n), binade(BITS)],
    beyond: [
      [1, unit],
      [1, -unit],
    ],
    kinds: { inputs: ['word'], outputs: ['word'] },
  },
  lowest: {
    operation: lowest,
    ranges: [between(0n, 2n ** 64n - 1n), exactly(unit - 1n)],
    beyond: [
      [0, 1n],
      [0, -1n],
    ],
    kinds: { inputs: ['word', 'word'], outputs: ['word'] },
  },
  shifted: {
    operation: shifted(BITS),
    ranges: [between(0n, 2n ** 64n - 1n)],
    beyond: [
      [0, 1n],
      [0, -1n],
    ],
    kinds: { inputs: ['word'], outputs: ['word'] },
  },
  onUnit: {
    operation: onUnit,
    ranges: [between(0n, 2n ** 52n - 1n), exactly(bitsOf(2n ** 52n))],
    beyond: [
      [0, 1n],
      [0, -1n],
    ],
    kinds: { inputs: ['word', 'word'], outputs: ['word'] },
  },
  asFloat: {
    operation: asFloat,
    ranges: [between(bitsOf(2n ** 52n), bitsOf(2n ** 53n)), exactly(middle(0))],
    beyond: [
      [0, 1n],
      [0, -1n],
    ],
    kinds: { inputs: ['word'] },
  },
};

describe.each(Object.entries({ ...FLOATS, ...WORDS }))('%s', (_, { operation, ranges, beyond, kinds }) => {
  it('computes at the ends of its ranges what integers do', () => {
    const program = alone(operation, ranges);
    const run = vectorMachine(() => program, kinds);
    for (const inputs of corners(ranges)) {
      expect(run([inputs, inputs])).toEqual([replayProgram(program, inputs), replayProgram(program, inputs)]);
    }
  });

  it.each(beyond)('refuses operand %i beyond them by %d', (operand, by) => {
    const wider = ranges.map((range, i) => (i === operand ? widened(range, by) : range));
    expect(() => alone(operation, wider)).toThrow(RangeError);
  });
});

/** (multiple, float) ↦ float + multiple/2^BITS. */
function scaling(multiple: Range, float: Range, fetch: Fetch): Program {
  const program = new Program();
  const inputs = [program.input('v128', multiple), program.input('v128', float)] as const;
  const fraction = new Constants(program, fetch).fraction(BITS);
  program.output(program.add(addScaled(BITS), inputs[0], fraction, inputs[1]));
  return program;
}

/** x·y as a multiple of 2^BITS and the rest. */
function pair(x: Range, y: Range, fetch: Fetch): Program {
  const program = new Program();
  const operands = [program.input('v128', x), program.input('v128', y)] as const;
  const above = program.add(high(BITS), ...operands, new Constants(program, fetch).float(top));
  const left = program.add(rest(BITS), new Constants(program, fetch).float(top), above);
  program.output(above, program.add(low(BITS, 0n), ...operands, left));
  return program;
}

describe('several steps', () => {
  const fetch = memoryConstants(new ModuleBuilder());

  it('carry as much as a double holds', () => {
    const ranges = [upTo(unit << 52n), upTo(2n ** 52n)] as const;
    const run = vectorMachine((constants) => scaling(...ranges, constants));
    const program = scaling(...ranges, fetch);
    for (const inputs of corners(ranges)) {
      expect(run([inputs, inputs])[1]).toEqual(replayProgram(program, inputs));
    }
    expect(() => scaling(widened(ranges[0], unit), ranges[1], fetch)).toThrow(RangeError);
    expect(() => scaling(ranges[0], widened(ranges[1], -1n), fetch)).toThrow(RangeError);
  });

  it('split the largest products, also halfway between two multiples', () => {
    const ranges = [upTo(unit), upTo(unit)] as const;
    const run = vectorMachine((constants) => pair(...ranges, constants));
    const program = pair(...ranges, fetch);
    const half = unit / 2n;
    const ties = [half, 3n * half - unit].flatMap((x) => [1n, 3n, -1n].map((y) => [x, y]));
    for (const inputs of [...corners(ranges), ...ties, [unit - 1n, unit - 1n], [1n - unit, unit]]) {
      const [above, below] = replayProgram(program, inputs) as [bigint, bigint];
      expect(above - top + below).toBe(inputs[0]! * inputs[1]!);
      expect(run([inputs, inputs])[0]).toEqual([above, below]);
    }
    expect(replayProgram(program, [half, 1n])[1]).toBe(half);
    expect(replayProgram(program, [half, -1n])[1]).toBe(-half);
    expect(() => pair(upTo(unit + 1n), upTo(unit), fetch)).toThrow(RangeError);
  });

  it('estimate quotients up to 2^32', () => {
    const factor = 2 ** -20;
    const make = (most: bigint, fetch: Fetch) => {
      const splat = (value: number) => fetch(new Uint8Array(new Float64Array(2).fill(value).buffer));
      const program = new Program();
      const step = quotient(factor, splat(factor), splat(Number(middle(0))));
      program.output(program.add(step, program.input('v128', upTo(most))));
      return program;
    };
    const run = vectorMachine((constants) => make(2n ** 52n, constants));
    for (const value of [2n ** 52n, 2n ** 52n - 1n, 2n ** 19n, 3n * 2n ** 19n, 2n ** 19n - 1n, 0n]) {
      for (const input of [value, -value]) {
        expect(run([[input], [input]])[0]).toEqual(replayProgram(make(2n ** 52n, fetch), [input]));
      }
    }
    expect(() => make(2n ** 53n, fetch)).toThrow(RangeError);
  });
});

describe('the bounds are those of the machine', () => {
  /** The step as the machine does it, whatever the ranges. */
  const unchecked = (operation: Operation, ...inputs: bigint[]) => {
    const any: Operation = { ...operation, range: () => upTo(1n << 200n) };
    const ranges = inputs.map(exactly);
    return [operation.exact(inputs), vectorMachine(() => alone(any, ranges))([inputs, inputs])[0]![0]];
  };

  it('a sum of doubles beyond 2^53 is rounded', () => {
    const [exact, found] = unchecked(sum(), 2n ** 53n, 1n);
    expect(found).not.toBe(exact);
  });

  it('a product that leaves its binade is rounded to other multiples', () => {
    // Below 2^103 doubles are twice as dense: half a unit stays.
    const [exact, found] = unchecked(high(BITS), -(unit / 2n), 1n, 2n ** 103n);
    expect(found).not.toBe(exact);
  });

  it('integers of 64 bits are shifted as long as they are themselves', () => {
    const program = alone(shiftRight(29), [between(-(2n ** 63n), 2n ** 63n - 1n)]);
    const run = integerMachine(program);
    for (const input of [-(2n ** 63n), 2n ** 63n - 1n, -1n, 0n]) {
      expect(run([input])).toEqual(replayProgram(program, [input]));
    }
    expect(() => alone(shiftRight(29), [between(0n, 2n ** 63n)])).toThrow(RangeError);
    expect(() => alone(shiftRight(29), [between(-(2n ** 63n) - 1n, 0n)])).toThrow(RangeError);
    expect(() => requireFit('an output', between(0n, 2n ** 63n))).toThrow(RangeError);
  });

  it('words that are not what they stand for cannot be looked at', () => {
    const program = new Program();
    const word = program.input('v128', between(0n, 2n ** 64n - 1n));
    const sum = program.add(plus, word, word);
    expect(() => program.add(shifted(BITS), sum)).toThrow(RangeError);
    expect(() => program.add(lowest, sum, program.add(constant(unit - 1n, [] as never)))).toThrow(RangeError);
  });
});
