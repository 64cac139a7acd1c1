import type { Expression, Type } from '../wasm/expression.ts';
import type { FunctionBuilder, Local } from '../wasm/function.ts';

/** Every integer from `min` to `max`, both included. */
export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/**
 * One kind of step. It says what the step means for integers (`exact`), between which bounds its result lies
 * (`range`, which throws a RangeError where the machine's number would not hold the integer), and which
 * instructions do it (`code`). Vector steps do the same in both lanes; `exact` and `range` speak of one.
 */
export interface Operation {
  readonly name: string;
  readonly type: Type;
  exact(values: readonly bigint[]): bigint;
  range(ranges: readonly Range[]): Range;
  code(values: readonly Expression[]): Expression;
}

/** A value of a program. */
export interface Value {
  readonly id: number;
  readonly type: Type;
  readonly range: Range;
}

export interface Step {
  readonly operation: Operation;
  readonly values: readonly Value[];
  readonly result: Value;
}

/**
 * Straight-line arithmetic with a proven range for every value: the generator cannot emit a step whose range
 * does not fit, and tests replay the same steps in exact integers ({@link replayProgram}).
 */
export class Program {
  readonly inputs: Value[] = [];
  readonly steps: Step[] = [];
  readonly outputs: Value[] = [];
  #values = 0;

  input(type: Type, range: Range): Value {
    const value = this.#value(type, range);
    this.inputs.push(value);
    return value;
  }

  add(operation: Operation, ...values: Value[]): Value {
    const range = operation.range(values.map((value) => value.range));
    if (range.min > range.max) throw new RangeError(`${operation.name}: an empty range`);
    const result = this.#value(operation.type, range);
    this.steps.push({ operation, values, result });
    return result;
  }

  output(...values: Value[]): void {
    this.outputs.push(...values);
  }

  /** The same program with its steps in another order, which must respect what depends on what. */
  reordered(steps: readonly Step[]): Program {
    const copy = new Program();
    copy.inputs.push(...this.inputs);
    copy.outputs.push(...this.outputs);
    copy.#values = this.#values;
    const known = new Set(this.inputs.map((value) => value.id));
    for (const step of steps) {
      if (!step.values.every((value) => known.has(value.id))) {
        throw new RangeError(`${step.operation.name} comes before what it needs`);
      }
      known.add(step.result.id);
      copy.steps.push(step);
    }
    if (steps.length !== this.steps.length) throw new RangeError('steps were lost');
    return copy;
  }

  #value(type: Type, range: Range): Value {
    return { id: this.#values++, type, range };
  }
}

/**
 * Writes the program into the function; answers its outputs. A value that only the next step needs stays on the
 * stack; others have a variable, which is free again after its last reader: that keeps the function's variables few.
 */
export function emitProgram(
  program: Program,
  f: FunctionBuilder,
  inputs: readonly Expression[],
): Expression[] {
  const known = new Map<number, Expression>();
  for (const [i, value] of program.inputs.entries()) known.set(value.id, inputs[i]!);
  const free: Record<Type, Local[]> = { i32: [], i64: [], f64: [], v128: [] };
  const uses = new Map<number, number>();
  const lastUse = new Map<number, number>();
  const use = (value: Value, at: number) => {
    uses.set(value.id, (uses.get(value.id) ?? 0) + 1);
    lastUse.set(value.id, at);
  };
  for (const [at, step] of program.steps.entries()) for (const value of step.values) use(value, at);
  for (const value of program.outputs) use(value, program.steps.length);
  const homes = new Map<number, Local>();
  for (const [at, { operation, values, result }] of program.steps.entries()) {
    const code = operation.code(values.map((value) => known.get(value.id)!));
    for (const value of new Set(values)) {
      const home = homes.get(value.id);
      if (home && lastUse.get(value.id) === at) free[value.type].push(home);
    }
    if (uses.get(result.id) === 1 && lastUse.get(result.id) === at + 1 && at + 1 < program.steps.length) {
      known.set(result.id, code);
      continue;
    }
    const home = free[result.type].pop() ?? f.local(result.type);
    f.set(home, code as Expression<'i32'>);
    homes.set(result.id, home);
    known.set(result.id, home);
  }
  return program.outputs.map((value) => known.get(value.id)!);
}

/**
 * Runs the steps on integers and answers the outputs. Throws a RangeError when a value leaves the range that
 * the generator proved for it.
 */
export function replayProgram(program: Program, inputs: readonly bigint[]): bigint[] {
  const known = new Map<number, bigint>();
  const learn = (value: Value, integer: bigint, what: string) => {
    if (integer < value.range.min || integer > value.range.max) {
      throw new RangeError(`${what}: ${integer} is not within ${value.range.min} … ${value.range.max}`);
    }
    known.set(value.id, integer);
  };
  for (const [i, value] of program.inputs.entries()) learn(value, inputs[i]!, `input ${i}`);
  for (const { operation, values, result } of program.steps) {
    const integers = values.map((value) => known.get(value.id)!);
    learn(result, operation.exact(integers), operation.name);
  }
  return program.outputs.map((value) => known.get(value.id)!);
}
