/**
 * Lists, single participants and progress with 100,000 participants, against `GET /policies`: the cheapest real
 * route, which goes through the same router, session, schemas and headers, and asks the database for nothing else.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TestServer } from '@brebaje/server/sequencer/test-server';
import { fillParticipants } from './fill.ts';
import { startLiveServer } from './live-server.ts';
import { line, median } from './measure.ts';
import type { RestLoad, Rival } from './rest-load.ts';

const PEOPLE = 100_000;
const PAGE = 100;

const NOTHING = 'GET /policies (nothing)';
const NOTHING_SIGNED_IN = 'the same, signed in';

export async function run(): Promise<void> {
  const test = await startLiveServer();
  const first = await fillParticipants(test, PEOPLE);
  const rates = await load(test, await rivalsOf(test, first));
  for (const [name, rounds] of Object.entries(rates)) {
    line(`${name}, a second`, median(rounds).toFixed(0));
    if (name === NOTHING || name === NOTHING_SIGNED_IN) continue;
    const nothing = rates[name.startsWith('PATCH') ? NOTHING_SIGNED_IN : NOTHING]!;
    const times = median(rounds.map((perSecond, round) => nothing[round]! / perSecond));
    line('  takes of the time of nothing', `${times.toFixed(2)}x`);
  }
  await test.close();
}

async function rivalsOf(test: TestServer, first: number): Promise<Record<string, Rival>> {
  const { id: ceremonyId } = test.server.ceremony;
  const list = `/participants?ceremonyId=${ceremonyId}&limit=${PAGE}`;
  const some = Array.from({ length: 1_000 }, (_, k) => `/participants/${first + k * (PEOPLE / 1_000)}`);
  const { participantId, headers } = await atWork(test);
  return {
    [NOTHING]: { method: 'GET', paths: ['/policies'] },
    [NOTHING_SIGNED_IN]: { method: 'GET', paths: ['/policies'], headers },
    'GET one of them': { method: 'GET', paths: some },
    [`GET the first ${PAGE}`]: { method: 'GET', paths: [list] },
    [`GET ${PAGE} from the middle`]: { method: 'GET', paths: [await middle(test, list)] },
    [`GET the first ${PAGE} of one status`]: { method: 'GET', paths: [`${list}&status=TIMEDOUT`] },
    'PATCH the progress': {
      method: 'PATCH',
      paths: [`/participants/${participantId}`],
      headers,
      bodies: Array.from({ length: 100 }, (_, percent) => JSON.stringify({ contributionProgress: percent })),
    },
  };
}

/** Somebody who has been handed the state, with a session for this interface. */
async function atWork(test: TestServer): Promise<{ participantId: number; headers: Record<string, string> }> {
  const person = await test.person();
  await person.tryContribute();
  const { db } = test.server.application.ctx.store;
  await db.updateTable('session').set({ ceremonyId: null }).execute();
  const { id } = await db
    .selectFrom('participant')
    .select('id')
    .where('status', '=', 'CONTRIBUTING')
    .executeTakeFirstOrThrow();
  return { participantId: id, headers: { authorization: `Bearer ${person.sessionId}` } };
}

/** The page after half of them. */
async function middle({ server }: TestServer, list: string): Promise<string> {
  let after = '';
  for (let seen = 0; seen < PEOPLE / 2; seen += PAGE) {
    const response = await fetch(`http://127.0.0.1:${server.port}${list}${after}`);
    const { next } = (await response.json()) as { next: string };
    after = `&after=${encodeURIComponent(next)}`;
  }
  return list + after;
}

async function load(test: TestServer, rivals: Record<string, Rival>): Promise<Record<string, number[]>> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('rest-load.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const asked: RestLoad = { port: test.server.port, rivals, rounds: 5, seconds: 1 };
  child.stdin.end(JSON.stringify(asked));
  return JSON.parse(await text(child.stdout));
}
