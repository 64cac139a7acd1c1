/**
 * Check-ins from a process of its own: `node check-in-load.ts` with JSON {port, sessions, rate, seconds} on
 * standard input prints JSON {perSecond, p50, p99} (milliseconds). Each session checks in in turn; rate null: as fast as it goes.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { percentile } from './measure.ts';

interface Load {
  port: number;
  sessions: string[];
  rate: number | null;
  seconds: number;
}

const CONNECTIONS = 32;
const { port, sessions, rate, seconds }: Load = JSON.parse(await text(process.stdin));
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const latencies: number[] = [];
let next = 0;

function checkIn(): Promise<void> {
  const session = sessions[next++ % sessions.length]!;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/lobby/try_contribute',
        agent,
        headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
      },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
        response.resume();
        response.on('end', () => {
          latencies.push(performance.now() - start);
          resolve();
        });
      },
    );
    call.on('error', reject);
    call.end();
  });
}

const start = performance.now();
const end = start + seconds * 1000;
if (rate === null) {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) await checkIn();
    }),
  );
} else {
  // By the clock, not by the answers: a late answer does not delay the next check-in.
  const calls: Promise<void>[] = [];
  for (let k = 0; performance.now() < end; k++) {
    const due = start + (k * 1000) / rate;
    const pause = due - performance.now();
    if (pause > 1) await new Promise((resolve) => setTimeout(resolve, pause));
    calls.push(checkIn());
  }
  await Promise.all(calls);
}
const elapsed = (performance.now() - start) / 1000;
console.log(
  JSON.stringify({
    perSecond: latencies.length / elapsed,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  }),
);
agent.destroy();
