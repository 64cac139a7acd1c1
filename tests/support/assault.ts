/** Somebody at turn sends one bad contribution after the other, while somebody else checks in. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Contributor, newContributor } from './contributor.ts';
import type { TestServer } from './server.ts';

/** Losing a turn costs nothing, so one person can lose hundreds; check-ins may come every four seconds. */
export const FORGIVING = {
  ceremonySizes: '4,3:8,3',
  lostTurn: 'NOTHING',
  missedCheckIn: 'NOTHING',
  attempts: 1_000_000_000,
  contributionTime: 1_000_000_000,
  checkInInterval: 500_000,
  checkInTolerance: 496_000,
} as const;

const INTERVAL = 4_000;

export interface AssaultOrder {
  url: string;
  sessionId: string;
  cases: number;
  seed: number;
}

export interface AssaultReport {
  /** How often each answer came: the status, with the code where there is one. */
  answers: Map<string, number>;
  /** What was sent for every answer that is neither a refusal nor unreadable. */
  surprises: string[];
}

export interface Assault extends AssaultReport {
  /** Check-ins that were answered not-ready, and how long they took. */
  checkIns: { made: number; p99Millis: number; maxMillis: number };
}

/** Sends `cases` bodies; the same `seed` gives the same ones. */
export async function assault(
  server: TestServer,
  { cases, seed }: { cases: number; seed: number },
): Promise<Assault> {
  const { sessionId } = (await newContributor(server)).session;
  const beside = await newContributor(server);
  const workerData: AssaultOrder = { url: server.url, sessionId, cases, seed };
  const thread = new Worker(new URL('assault-thread.ts', import.meta.url), { workerData });
  const ended = new Promise<AssaultReport>((resolve, reject) => {
    thread.on('message', (message: AssaultReport | 'at turn') => message !== 'at turn' && resolve(message));
    thread.once('error', reject);
  });
  await Promise.race([once(thread, 'message'), ended]);
  const checkIns = await checkInUntil(ended, server, beside);
  const report = await ended;
  await thread.terminate();
  return { ...report, checkIns };
}

/** Checks in as often as allowed and measures how long each answer takes. */
async function checkInUntil(
  ended: Promise<unknown>,
  server: TestServer,
  person: Contributor,
): Promise<Assault['checkIns']> {
  let goesOn = true;
  const stop = () => {
    goesOn = false;
  };
  ended.then(stop, stop);
  const millis: number[] = [];
  while (goesOn) {
    const started = performance.now();
    const { status, json } = await person.poll();
    const took = performance.now() - started;
    if (status !== 200) throw new Error(`the check-in was answered ${status} ${json.code}`);
    // The slot is free after each refusal, and this person is not here for it.
    if (json.contributions) await person.abort();
    else millis.push(took);
    await server.pass(INTERVAL);
    // The pace of check-ins, not a wait for anything.
    await pause(10);
  }
  millis.sort((a, b) => a - b);
  const at = (share: number) => millis[Math.floor((millis.length - 1) * share)] ?? 0;
  return { made: millis.length, p99Millis: at(0.99), maxMillis: at(1) };
}
