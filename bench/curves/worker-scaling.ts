/**
 * How much faster two workers are than one, through the interface that ceremonies use. Time on the wall, in turns;
 * and the processor time of both, which says what the second worker costs on a machine that others use too. Flags: --full, --points=N, --rounds=N.
 */
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { option } from '../flags.ts';
import { interleave, line, median, ratio } from '../measure.ts';
import { ownMicros } from '../process-time.ts';
import type { BenchOptions } from '../run.ts';
import { loadFfjavascript } from './ffjavascript.ts';
import { makeInput } from './inputs.ts';
import { checkOutput } from './oracle.ts';
import { rescaleG1 } from './rescale.ts';

const rounds = Number(option('rounds') ?? 5);

export async function run({ full }: BenchOptions): Promise<void> {
  const input = await makeInput(
    await loadFfjavascript(),
    'bls12-381-g1-powers',
    Number(option('points') ?? (full ? 1 << 15 : 2048)),
  );
  const [s, t] = [input.scalars.slice(0, 32), input.scalars.slice(32)];
  const engines = {
    one: await createWasmEngine({ threads: 1 }),
    two: await createWasmEngine({ threads: 2 }),
  };
  const spent = { one: [] as number[], two: [] as number[] };
  let output: Uint8Array = new Uint8Array();
  const work = (threads: keyof typeof engines) => async () => {
    const before = ownMicros();
    output = await rescaleG1(engines[threads], input.points, s, t);
    spent[threads].push(ownMicros() - before);
  };
  // Once without counting: threads start and WebAssembly is compiled for good.
  for (const threads of ['one', 'two'] as const) {
    await work(threads)();
    checkOutput(input, output);
    spent[threads] = [];
  }
  const samples = await interleave({ one: work('one'), two: work('two') }, rounds);
  const perPoint = (rounds: number[], unit: number) =>
    `${((median(rounds) * unit) / input.count).toFixed(1)} µs/point`;
  const { kernel } = await engines.two.kernel();
  line(
    `${input.count} points of BLS12-381 G1, kernel ${kernel}: one worker`,
    perPoint(samples.one!.rounds, 1000),
  );
  line('two workers', perPoint(samples.two!.rounds, 1000));
  line('one / two, on the wall', `${ratio(samples.one!, samples.two!).toFixed(2)}x`);
  const overhead = median(spent.two.map((time, round) => time / spent.one[round]!));
  line('two / one, processor time (the ideal is 1)', `${overhead.toFixed(3)}x`);
  await engines.one.close();
  await engines.two.close();
}
