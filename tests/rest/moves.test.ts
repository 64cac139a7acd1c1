/** Every status patched to every status by everybody: a move of the table, a confirmation, or a refusal. */
import { PARTICIPANT_STATUSES, type ParticipantStatus } from '@brebaje/ceremony/participant';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coordinatorOf, enrolled } from '../support/participants.ts';
import { queueStage } from '../support/queue-stage.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const ROLES = ['participant', 'coordinator', 'operator', 'somebody'] as const;
type Role = (typeof ROLES)[number];

/** What the pinned table lets each bring about by a patch; everything else is the server's alone. */
const MOVES: Record<'LOBBY' | 'QUEUE', Partial<Record<Role, string[]>>> = {
  LOBBY: {
    participant: ['CREATED WAITING'],
    coordinator: ['CONTRIBUTING TIMEDOUT', 'TIMEDOUT EXHUMED'],
  },
  QUEUE: {
    participant: [
      'CREATED WAITING',
      // The slot is free and nobody else is there: who asks is selected.
      'WAITING READY',
      'READY WAITING',
      'READY CONTRIBUTING',
    ],
    // A coordinator's word readmits.
    coordinator: ['CONTRIBUTING TIMEDOUT', 'TIMEDOUT EXHUMED', 'TIMEDOUT WAITING', 'EXHUMED WAITING'],
  },
};
const movesOf = (discipline: 'LOBBY' | 'QUEUE', role: Role) =>
  MOVES[discipline][role === 'operator' ? 'coordinator' : role] ?? [];

/** A status that cannot be where it is without a turn has one of this phase. */
const PHASES: Partial<Record<ParticipantStatus, 'OFFERED' | 'WORKING'>> = {
  READY: 'OFFERED',
  CONTRIBUTING: 'WORKING',
};

describe.each(['LOBBY', 'QUEUE'] as const)('patching the status in a %s', (discipline) => {
  let server: TestServer;
  let circuit: number;
  let person: RestPerson & { id: number };
  let people: Record<Role, RestPerson>;
  beforeAll(async () => {
    server = await startTestServer();
    const ceremonyId =
      discipline === 'QUEUE' ? (await queueStage(server)).ceremonyId : server.running.ceremony.id;
    const { id } = await db()
      .selectFrom('circuit')
      .select('id')
      .where('ceremonyId', '=', ceremonyId)
      .executeTakeFirstOrThrow();
    circuit = id;
    person = await enrolled(server, ceremonyId);
    people = {
      participant: person,
      coordinator: await coordinatorOf(server, ceremonyId),
      operator: await restPerson(server, { role: 'operator' }),
      somebody: await restPerson(server),
    };
  });
  afterAll(() => server.close());

  const db = () => server.running.application.ctx.store.db;

  /** Puts the participant into a status, as if it had come there. */
  const place = async (status: ParticipantStatus) => {
    const now = server.now();
    await db().deleteFrom('infraction').execute();
    await db().deleteFrom('turn').execute();
    const at = status === 'DONE' || status.startsWith('FINAL') || status === 'CONTRIBUTED';
    const queued = discipline === 'QUEUE' && status !== 'CREATED';
    await db()
      .updateTable('participant')
      .set({
        status,
        contributionStep: at ? 'COMPLETED' : 'DOWNLOADING',
        contributionProgress: at ? 100 : 0,
        contributionStartedAt: status === 'CREATED' ? null : now,
        enteredAt: status === 'CREATED' ? null : now,
        checkedInAt: null,
        checkInDueAt: discipline === 'LOBBY' && status === 'WAITING' ? now + 60_000 : null,
        circuitId: queued ? circuit : null,
        queuedAt: queued ? now : null,
        presentUntil: null,
        cause: status === 'TIMEDOUT' || status === 'EXHUMED' ? 'DEADLINE' : null,
        barredUntil: null,
      })
      .where('id', '=', person.id)
      .execute();
    const phase = PHASES[status];
    if (!phase) return;
    const { headBlob } = await db()
      .selectFrom('circuit')
      .select('headBlob')
      .where('id', '=', circuit)
      .executeTakeFirstOrThrow();
    await db()
      .insertInto('turn')
      .values({
        circuitId: circuit,
        participantId: person.id,
        phase,
        baseBlob: headBlob,
        basePosition: 0,
        openedAt: now,
        deadlineAt: now + 60_000,
        ...(phase === 'WORKING' ? { startedAt: now, limitMillis: 60_000 } : {}),
      })
      .execute();
  };

  it.each(PARTICIPANT_STATUSES.flatMap((from) => ROLES.map((role) => ({ from, role }))))(
    'from $from by a $role',
    async ({ from, role }) => {
      const moves = movesOf(discipline, role);
      const possible = moves.filter((move) => move.startsWith(`${from} `)).map((move) => move.split(' ')[1]);
      for (const to of PARTICIPANT_STATUSES) {
        await place(from);
        const answer = await people[role].patch(`/participants/${person.id}`, { status: to });
        const told = `${from} to ${to} by ${role}: ${answer.status} ${answer.text.slice(0, 200)}`;
        if (role === 'somebody') expect(answer.status, told).toBe(403);
        else if (to === from || possible.includes(to)) expect(answer.status, told).toBe(200);
        else if (isConfirmation(from, to)) expect(answer.json.status, told).toBe(from);
        else {
          expect(answer.status, told).toBe(409);
          expect([...answer.json.allowed].sort(), told).toEqual([...possible].sort());
        }
      }
    },
  );

  /** "Complete verification" after the verdict, whatever has become of the participant since. */
  const isConfirmation = (from: string, to: string) =>
    to === 'CONTRIBUTED' && (from === 'DONE' || from.startsWith('FINAL'));
});
