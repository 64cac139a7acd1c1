import type { Step } from './program.ts';

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
