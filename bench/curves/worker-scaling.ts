/**
 * How much faster two workers are than one, through the interface that ceremonies use. Time on the wall, in turns;
 * and the processor time of both, which says what the second worker costs on a machine that others use too.
 */
import { interleave, line, median, ratio } from '../measure.ts';
import type { BenchOptions } from '../run.ts';
import { ENGINES, rescaleG1 } from './engines.ts';
import { loadFfjavascript } from './ffjavascript.ts';
import { makeInput } from './inputs.ts';
import { checkOutput } from './oracle.ts';

const ROUNDS = 5;

export async function run({ full }: BenchOptions): Promise<void> {
  const input = await makeInput(await loadFfjavascript(), 'bls12-381-g1-powers', full ? 1 << 15 : 2048);
  const [s, t] = [input.scalars.slice(0, 32), input.scalars.slice(32)];
  for (const [name, create] of Object.entries(ENGINES)) {
    const engines = { one: await create(1), two: await create(2) };
    const spent: Record<keyof typeof engines, number[]> = { one: [], two: [] };
    const work = (threads: keyof typeof engines) => async () => {
      const before = process.cpuUsage();
      const output = await rescaleG1(engines[threads], input.points, s, t);
      const { user, system } = process.cpuUsage(before);
      spent[threads].push(user + system);
      checkOutput(input, output);
    };
    // Once without counting: threads start and WebAssembly is compiled for good.
    await interleave({ one: work('one'), two: work('two') }, 1);
    spent.one = [];
    spent.two = [];
    const samples = await interleave({ one: work('one'), two: work('two') }, ROUNDS);
    const perPoint = (rounds: number[], unit: number) =>
      `${((median(rounds) * unit) / input.count).toFixed(1)} µs/point`;
    line(`${name}, ${input.count} points of BLS12-381 G1: one worker`, perPoint(samples.one!.rounds, 1000));
    line('two workers', perPoint(samples.two!.rounds, 1000));
    line('one / two, on the wall', `${ratio(samples.one!, samples.two!).toFixed(2)}x`);
    const overhead = median(spent.two.map((time, round) => time / spent.one[round]!));
    line('two / one, processor time (the ideal is 1)', `${overhead.toFixed(3)}x`);
    await engines.one.close();
    await engines.two.close();
  }
}
