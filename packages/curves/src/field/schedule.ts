import { type Operation, Program, type Step, type Value } from './program.ts';

/** Both lists merged, each in its order, the second spread evenly over the first. */
export function spread<T>(first: readonly T[], second: readonly T[]): T[] {
  const merged: T[] = [];
  let taken = 0;
  for (const [i, item] of first.entries()) {
    merged.push(item);
    while (taken < second.length && taken * first.length < (i + 1) * second.length) {
      merged.push(second[taken++]!);
    }
  }
  return [...merged, ...second.slice(taken)];
}

/**
 * The steps of independent streams in turn, so that while one waits for a result another has something to
 * do. Constants, which streams share, come where they are first needed.
 */
export function alternated(streams: readonly (readonly Step[])[]): Step[] {
  const makers = new Map(streams.flat().map((step) => [step.result.id, step]));
  const ordered = new Set<Step>();
  const put = (step: Step): void => {
    for (const value of step.values) {
      const maker = makers.get(value.id);
      if (maker?.values.length === 0) ordered.add(maker);
    }
    ordered.add(step);
  };
  const real = streams.map((steps) => steps.filter((step) => step.values.length > 0));
  for (let i = 0; i < Math.max(...real.map((steps) => steps.length)); i++) {
    for (const steps of real) {
      const step = steps[i];
      if (step) put(step);
    }
  }
  return [...ordered];
}

/** Evaluates an input's expression again. */
const load: Operation = {
  name: 'load',
  type: 'v128',
  exact: ([value]) => value!,
  range: ([range]) => range!,
  code: ([value]) => value!,
};

/**
 * The program with these steps, where a constant or an input that was last used more than `kept` steps before
 * is loaded anew. Engines have sixteen vector registers on x64 and would write the value to the stack, to
 * read it from there: one store for nothing.
 */
export function fetchedAnew(program: Program, steps: readonly Step[], kept: number): Program {
  const copy = new Program();
  const known = new Map<number, Value>();
  const sources = new Map<number, () => Value>();
  const used = new Map<number, number>();
  for (const input of program.inputs) {
    const value = copy.input(input.type, input.range);
    sources.set(input.id, () => copy.add(load, value));
  }
  const current = ({ id }: Value): Value => {
    const last = used.get(id) ?? Number.NEGATIVE_INFINITY;
    const source = sources.get(id);
    if (source && copy.steps.length - last > kept) known.set(id, source());
    used.set(id, copy.steps.length);
    return known.get(id)!;
  };
  for (const { operation, values, result } of steps) {
    if (values.length === 0) sources.set(result.id, () => copy.add(operation));
    else known.set(result.id, copy.add(operation, ...values.map(current)));
  }
  copy.output(...program.outputs.map(current));
  return copy;
}
