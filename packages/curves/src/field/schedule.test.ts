import { describe, expect, it } from 'vitest';
import { type Operation, Program, replayProgram } from './program.ts';
import { alternated, fetchedAnew, spread } from './schedule.ts';

const RANGE = { min: -1000n, max: 1000n };

const operation = (name: string, exact: (...values: bigint[]) => bigint): Operation => ({
  name,
  type: 'v128',
  exact: (values) => exact(...values),
  range: () => RANGE,
  code: ([value]) => value!,
});
const seven = operation('seven', () => 7n);
const plus = operation('plus', (a, b) => a! + b!);

/** Two streams that each add seven to an input so many times. */
function adding(times: number) {
  const program = new Program();
  const inputs = [program.input('v128', RANGE), program.input('v128', RANGE)];
  const constant = program.add(seven);
  const streams = inputs.map((input, i) => {
    const start = program.steps.length;
    let value = input;
    for (let k = 0; k < times; k++) value = program.add(plus, value, constant);
    program.output(value);
    return program.steps.slice(i === 0 ? 0 : start);
  });
  return { program, streams };
}

describe('a schedule', () => {
  it('spreads one list evenly over another', () => {
    expect(spread<number | string>([1, 2, 3, 4], ['a', 'b'])).toEqual([1, 'a', 2, 3, 'b', 4]);
    expect(spread<number | string>([1], ['a', 'b'])).toEqual([1, 'a', 'b']);
    expect(spread([], ['a'])).toEqual(['a']);
    expect(spread([1, 2], [])).toEqual([1, 2]);
  });

  it('takes streams in turn, a constant before its first use', () => {
    const { program, streams } = adding(2);
    const steps = alternated(streams);
    expect(steps.map((step) => step.operation.name)).toEqual(['seven', 'plus', 'plus', 'plus', 'plus']);
    expect(steps.slice(1).map((step) => streams.findIndex((stream) => stream.includes(step)))).toEqual([
      0, 1, 0, 1,
    ]);
    expect(replayProgram(program.reordered(steps), [1n, 2n])).toEqual([15n, 16n]);
  });

  it('loads again what was not used for long, and computes the same', () => {
    const { program, streams } = adding(4);
    const names = (kept: number) =>
      fetchedAnew(program, streams.flat(), kept).steps.map((step) => step.operation.name);
    expect(names(100).filter((name) => name === 'seven')).toHaveLength(1);
    expect(names(0).filter((name) => name === 'seven')).toHaveLength(8);
    for (const kept of [0, 1, 100]) {
      expect(replayProgram(fetchedAnew(program, streams.flat(), kept), [1n, 2n])).toEqual([29n, 30n]);
    }
  });

  it('refuses an order that uses what is not there yet', () => {
    const { program, streams } = adding(2);
    expect(() => program.reordered(streams.flat().reverse())).toThrow(RangeError);
  });
});
