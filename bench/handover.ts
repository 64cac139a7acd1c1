/** From one contributor's acceptance to the moment the next one holds the state: polling, and held. */
import type { Person } from '@brebaje/server/sequencer/test-server';
import { startLiveServer } from './live-server.ts';
import { line, median } from './measure.ts';

/** A tenth of the default interval, so that a run takes seconds; gaps are told in intervals. */
const INTERVAL = 3_200;
const ROUNDS = 8;

export async function run(): Promise<void> {
  const test = await startLiveServer({ checkInInterval: INTERVAL, checkInTolerance: INTERVAL / 2 });
  const gaps = { poll: [] as number[], wait: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ['poll', 'wait'] as const) {
      const [first, second] = [await test.person(), await test.person()];
      const contribution = await first.compute(await first.tryContribute());
      await second.tryContribute();
      const started = way === 'poll' ? poll(second) : hold(second);
      // Acceptance falls anywhere within the next one's interval.
      await new Promise((resolve) => setTimeout(resolve, INTERVAL + (INTERVAL * round) / ROUNDS));
      const accepted = await first.contribute(contribution);
      const at = performance.now();
      if (accepted.status !== 200) throw new Error(accepted.text);
      const { time, handedOut } = await started;
      gaps[way].push(Math.max(0, time - at));
      await second.contribute(await second.compute(handedOut));
    }
  }
  line('gap, the next one polls', `${(median(gaps.poll) / INTERVAL).toFixed(3)} intervals`);
  line('gap, the next one waits by Prefer: wait', `${(median(gaps.wait) / INTERVAL).toFixed(3)} intervals`);
  line('  the latter in milliseconds', `${median(gaps.wait).toFixed(1)} ms`);
  await test.close();

  async function until(person: Person, pause: number, headers?: Record<string, string>) {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      const handedOut = await person.tryContribute(headers);
      if ('contributions' in handedOut.json) return { time: performance.now(), handedOut };
    }
  }
  function poll(person: Person) {
    return until(person, INTERVAL);
  }
  function hold(person: Person) {
    return until(person, INTERVAL * 0.6, { prefer: 'wait=25' });
  }
}
