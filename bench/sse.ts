/** What 5,000 listeners to one ceremony cost: an event to all of them, doing nothing, memory; against none. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inCeremony } from '@brebaje/server/sequencer/ceremony-transaction';
import type { TestServer } from '@brebaje/server/sequencer/test-server';
import { startLiveServer } from './live-server.ts';
import { line, median } from './measure.ts';

const LISTENERS = 5_000;
const EVENTS = 20;

/** As long as one heartbeat to everybody is apart from the next. */
const IDLE = 15_000;

export async function run(): Promise<void> {
  const test = await startLiveServer({ maxListeners: 2 * LISTENERS, maxListenersPerPrefix: 2 * LISTENERS });
  await events(test, EVENTS);
  const before = { writes: median((await events(test, EVENTS)).map(({ took }) => took)), cpu: await idle() };
  const memory = live();
  const listeners = await openListeners(test);
  const each = (live() - memory) / LISTENERS;
  await events(test, 3, listeners.lastOf);
  const told = await events(test, EVENTS, listeners.lastOf);
  const cpu = await idle();
  const last = told.map(({ last }) => last);
  line(`an event, from its commit to the last of ${LISTENERS.toLocaleString('en')}`, millis(median(last)));
  line('  the slowest', millis(Math.max(...last)));
  const writes = median(told.map(({ took }) => took));
  line('writing an event, nobody / all of them listen', `${millis(before.writes)} / ${millis(writes)}`);
  line('  ratio', `${(writes / before.writes).toFixed(2)}x`);
  line('processor in 10 idle seconds, nobody / all', `${millis(before.cpu)} / ${millis(cpu)}`);
  line('  more for each listener', `${(((cpu - before.cpu) / LISTENERS) * 1000).toFixed(1)} µs`);
  line('memory for each listener', `${(each / 1024).toFixed(1)} KiB`);
  listeners.close();
  await test.close();
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use on the heap and beside it, without what nobody needs any more. */
function live(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const millis = (value: number) => `${value.toFixed(1)} ms`;

/** Processor time of this process in ten seconds in which nothing happens but rounds of the sweep, in milliseconds. */
async function idle(): Promise<number> {
  const from = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, IDLE));
  const { user, system } = process.cpuUsage(from);
  return ((user + system) / 1000) * (10_000 / IDLE);
}

/** Writes events one after another; milliseconds that each write took, and until the last listener had it. */
async function events(
  { server }: TestServer,
  count: number,
  lastOf?: (seq: number) => Promise<bigint>,
): Promise<{ took: number; last: number }[]> {
  const { ctx } = server.application;
  const samples: { took: number; last: number }[] = [];
  for (let n = 0; n < count; n++) {
    let committed = 0n;
    const start = performance.now();
    const seq = await inCeremony(ctx, server.ceremony.id, async ({ ceremony, emit, afterCommit }) => {
      emit([{ type: 'coordinator.note', data: { note: 'BENCH', text: `number ${n}`, who: 'server' } }]);
      afterCommit(() => {
        committed = process.hrtime.bigint();
      });
      return ceremony.lastSeq + 1;
    });
    const took = performance.now() - start;
    const last = lastOf ? Number((await lastOf(seq)) - committed) / 1e6 : 0;
    samples.push({ took, last });
  }
  return samples;
}

/** All of them in a process of its own, so that nobody measures themselves. */
async function openListeners({ server }: TestServer) {
  const program = fileURLToPath(new URL('sse-listeners.ts', import.meta.url));
  const path = `/ceremonies/${server.ceremony.id}/events`;
  const child = spawn(process.execPath, [program, String(server.port), path, String(LISTENERS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heard = new Map<number, bigint>();
  const waiting = new Map<number, (last: bigint) => void>();
  const ready = Promise.withResolvers<void>();
  child.once('exit', (code) => ready.reject(new Error(`the listeners ended with ${code}`)));
  createInterface(child.stdout).on('line', (text) => {
    if (text === 'ready') return ready.resolve();
    const { seq, last } = JSON.parse(text) as { seq: number; last: string };
    heard.set(seq, BigInt(last));
    waiting.get(seq)?.(BigInt(last));
  });
  await ready.promise;
  return {
    lastOf: async (seq: number) =>
      heard.get(seq) ?? new Promise<bigint>((resolve) => waiting.set(seq, resolve)),
    close: () => child.kill(),
  };
}
