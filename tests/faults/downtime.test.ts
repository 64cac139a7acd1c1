import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contributor } from '../support/contributor.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { transcriptOf, verdictOf } from '../support/transcript.ts';
import { rollCall, seat } from './people.ts';

const CROWD = 1_000;
/** For a machine that does much else. */
const PATIENCE = 300_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const EVERYBODY_WAITS = { '200 TryContributeError::AnotherContributionInProgress': CROWD };

/** What happens to the server or its clock; the length of the gap in milliseconds. */
const FAULTS: [string, (server: TestServer) => Promise<number>][] = [
  [
    'is stopped for ten minutes',
    async (server) => {
      await server.restart({}, 10 * MINUTE);
      return 10 * MINUTE;
    },
  ],
  [
    'stands still for ten minutes',
    async (server) => {
      server.step(10 * MINUTE);
      return 10 * MINUTE;
    },
  ],
  [
    'has its clock stepped forward by an hour',
    async (server) => {
      server.step(HOUR);
      return HOUR;
    },
  ],
  [
    'has its clock stepped back by an hour',
    async (server) => {
      server.step(-HOUR);
      return -HOUR;
    },
  ],
  [
    'comes back with its clock an hour behind',
    async (server) => {
      await server.restart({}, -HOUR);
      return -HOUR;
    },
  ],
  [
    'comes back with its clock an hour ahead',
    async (server) => {
      await server.restart({}, HOUR);
      return HOUR;
    },
  ],
];

describe.each(oneBacking('SQLite'))('a server on $name with a thousand people in the lobby', ({ start }) => {
  let server: TestServer;
  let people: Contributor[];
  let atTurn: Contributor;
  let handedOut: string;

  beforeAll(async () => {
    // Longer than everything below takes, so that only a fault could end the turn.
    server = await start({ ceremonySizes: '4,3:8,3', contributionTime: 20 * MINUTE });
    [atTurn, ...people] = (await seat(server, 1 + CROWD)) as [Contributor, ...Contributor[]];
    handedOut = await atTurn.start();
    expect(await rollCall(people)).toEqual(EVERYBODY_WAITS);
  }, PATIENCE);
  afterAll(() => server.close());

  const rows = () => server.running.application.ctx.store.db;
  const openTurns = () => rows().selectFrom('turn').selectAll().where('phase', '<>', 'CLOSED').execute();
  const blamed = () =>
    rows()
      .selectFrom('participant')
      .select(['id', 'status', 'cause'])
      .where('status', 'not in', ['WAITING', 'CONTRIBUTING'])
      .execute();

  async function nobodyIsGone(): Promise<void> {
    expect(await blamed()).toEqual([]);
    expect((await server.send('/info/status')).json.lobby_size).toBe(CROWD);
    expect(await openTurns()).toMatchObject([{ phase: 'WORKING' }]);
  }

  it.each(FAULTS)('that %s bars nobody and loses no turn', async (_, fault) => {
    // With 16 of 48 seconds left to most, a gap of any length would make all of them late.
    await server.pass(32 * SECOND);
    const [before] = await openTurns();
    const gap = await fault(server);
    // Whoever comes before the first round of the sweep is judged by clocks that were moved.
    expect(await rollCall(people.slice(0, 1))).toEqual({ [Object.keys(EVERYBODY_WAITS)[0]!]: 1 });
    await server.tick();
    await nobodyIsGone();
    const [after] = await openTurns();
    expect(after!.deadlineAt).toBe(before!.deadlineAt! + gap);
    await server.pass(40 * SECOND);
    await nobodyIsGone();
    expect(await rollCall(people)).toEqual(EVERYBODY_WAITS);
  });

  it('still takes the contribution, and the next one gets the slot', async () => {
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
    await server.pass(20 * SECOND);
    const answers = await rollCall(people);
    expect(answers).toMatchObject({ '200 handed out': 1 });
    expect((await transcriptOf(server)).participantIds).toEqual(['', atTurn.identity]);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 1 });
  });

  it('still removes who has really gone', async () => {
    // On Postgres other processes get a few seconds more to write what they heard.
    await server.pass(60 * SECOND);
    expect((await server.send('/info/status')).json.lobby_size).toBe(0);
    expect(await blamed()).toHaveLength(CROWD);
  });
});
