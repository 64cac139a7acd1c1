/** Where verification's time goes, and what the combined pairing product saves. */

import { randomScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { ETHEREUM_SIZES } from '@brebaje/kzg/sizes';
import { contributionFromState, initialState } from '@brebaje/kzg/state';
import { verifyContribution } from '@brebaje/kzg/verify';
import { line, median, timed } from './measure.ts';
import type { BenchOptions } from './run.ts';

export async function run({ full }: BenchOptions): Promise<void> {
  const sizes = full ? ETHEREUM_SIZES : ETHEREUM_SIZES.map(({ g2 }) => ({ g1: 1024, g2 }));
  const engine = await createWasmEngine();
  const before = initialState(sizes);
  const after = await contribute(engine, contributionFromState(before), sizes.map(randomScalar));
  const stages = { decode: [] as number[], msm: [] as number[], pairing: [] as number[] };
  const totals: number[] = [];
  for (let round = 0; round < (full ? 3 : 5); round++) {
    totals.push(
      await timed(async () => {
        const verdict = await verifyContribution(engine, before, after);
        if (!verdict.ok) throw new Error(verdict.text);
        for (const stage of ['decode', 'msm', 'pairing'] as const) stages[stage].push(verdict.timings[stage]);
      }),
    );
  }
  const points = sizes.reduce((sum, { g1, g2 }) => sum + g1 + g2, 0);
  line(`${points} points in four sub-ceremonies`, `${median(totals).toFixed(0)} ms`);
  const names = {
    decode: 'decode, curve and subgroup',
    msm: 'random combinations',
    pairing: 'one product of 10 Miller loops',
  };
  for (const stage of ['decode', 'msm', 'pairing'] as const) {
    line(`  ${names[stage]}`, `${((100 * median(stages[stage])) / median(totals)).toFixed(1)} %`);
  }
  await engine.close();
}
