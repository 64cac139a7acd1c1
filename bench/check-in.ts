/** Check-ins a second in a lobby of 1,000 and of 65,536, and how long one takes while a contribution is verified. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { randomScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { parseContribution } from '@brebaje/kzg/contribution';
import { ETHEREUM_SIZES, formatSizes } from '@brebaje/kzg/sizes';
import type { TestServer } from '@brebaje/server/sequencer/test-server';
import { fillLobby } from './fill.ts';
import { startLiveServer } from './live-server.ts';
import { line } from './measure.ts';
import type { BenchOptions } from './run.ts';

const HOUR = 3_600_000;

interface Load {
  perSecond: number;
  p50: number;
  p99: number;
}

async function load(
  test: TestServer,
  sessions: string[],
  rate: number | null,
  seconds: number,
): Promise<Load> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('check-in-load.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ port: test.server.port, sessions, rate, seconds }));
  return JSON.parse(await text(child.stdout));
}

export async function run({ full }: BenchOptions): Promise<void> {
  const sizes = full ? ETHEREUM_SIZES : ETHEREUM_SIZES.map(({ g2 }) => ({ g1: 1024, g2 }));
  const rates: Record<number, number> = {};
  for (const people of [1_000, 65_536]) {
    // The window is open all the time: as many check-ins count as come.
    const test = await startLiveServer({
      checkInInterval: HOUR,
      checkInTolerance: HOUR,
      ceremonySizes: formatSizes(sizes),
      // Room for the one who contributes.
      maxLobbySize: people + 1,
      threads: null,
    });
    const sessions = await fillLobby(test, people);
    const active = await test.person();
    const handedOut = await active.tryContribute();
    await load(test, sessions, null, 1);
    const fast = await load(test, sessions, null, 5);
    rates[people] = fast.perSecond;
    line(`${people.toLocaleString('en')} in the lobby: check-ins a second`, fast.perSecond.toFixed(0));
    line(
      '  of what 65,536 people every 32 s need (2,048 a second)',
      `${(fast.perSecond / 2048).toFixed(2)}x`,
    );
    if (people === 65_536) await besideVerification(test, sessions, active, handedOut.text);
    await test.close();
  }
  line('65,536 in ratio to 1,000', `${(rates[65_536]! / rates[1_000]!).toFixed(2)}x`);
}

/** The same steady load of check-ins beside nothing and beside a verification. */
async function besideVerification(
  test: TestServer,
  sessions: string[],
  active: Awaited<ReturnType<TestServer['person']>>,
  state: string,
): Promise<void> {
  const engine = await createWasmEngine();
  const received = parseContribution(new TextEncoder().encode(state));
  const contribution = await contribute(engine, received, received.contributions.map(randomScalar));
  await engine.close();
  const rate = 200;
  const idle = await load(test, sessions, rate, 4);
  const verified = active.contribute(contribution);
  const busy = await load(test, sessions, rate, 4);
  const answer = await verified;
  if (answer.status !== 200) throw new Error(answer.text);
  for (const p of ['p50', 'p99'] as const) {
    const [a, b] = [idle[p], busy[p]];
    line(
      `  ${p} of a check-in at ${rate} a second, nothing else / verification`,
      `${a.toFixed(1)} / ${b.toFixed(1)} ms`,
    );
    line('    ratio', `${(b / a).toFixed(1)}x`);
  }
}
