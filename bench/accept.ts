/** What accepting contribution n costs, over HTTP, for n = 10, 1,000 and 100,000: it must not grow. */
import { startTestServer } from '@brebaje/server/sequencer/test-server';
import { fillContributions } from './fill.ts';
import { interleave, line, median, ratio } from './measure.ts';

const PASTS = [10, 1_000, 100_000];
const ROUNDS = 15;

export async function run(): Promise<void> {
  const servers = await Promise.all(PASTS.map(() => startTestServer()));
  for (const [k, past] of PASTS.entries()) await fillContributions(servers[k]!, past);
  // Everything but the answer to POST /contribute is prepared outside the measured call.
  const prepare = async (k: number) => {
    const person = await servers[k]!.person();
    const contribution = await person.compute(await person.tryContribute());
    return async () => {
      const answer = await person.contribute(contribution);
      if (answer.status !== 200) throw new Error(answer.text);
    };
  };
  const waiting: (() => Promise<void>)[] = [];
  const samples = Object.fromEntries(
    PASTS.map((past) => [String(past), { name: String(past), rounds: [] as number[] }]),
  );
  for (let round = 0; round < ROUNDS; round++) {
    for (const k of PASTS.keys()) waiting[k] = await prepare(k);
    const one = await interleave(Object.fromEntries(PASTS.map((past, k) => [String(past), waiting[k]!])), 1);
    // The first round warms the threads up.
    if (round > 0) for (const past of PASTS) samples[past]!.rounds.push(...one[past]!.rounds);
  }
  for (const past of PASTS) {
    const sample = samples[past]!;
    line(
      `accepting contribution ${past.toLocaleString('en')} (verification of 2 small sub-ceremonies included)`,
      `${median(sample.rounds).toFixed(1)} ms`,
    );
    line(`  in ratio to contribution ${PASTS[0]}`, `${ratio(sample, samples[PASTS[0]!]!).toFixed(2)}x`);
  }
  for (const server of servers) await server.close();
}
