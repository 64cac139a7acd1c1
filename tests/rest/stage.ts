/** One of everything REST can be asked for, and somebody in every role towards it. */
import { randomBytes } from 'node:crypto';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** Towards the stage's project, ceremony and participant: `alice` is the person that things are about. */
export const ROLES = [
  'stranger',
  'program',
  'signedIn',
  'alice',
  'bob',
  'otherCoordinator',
  'coordinator',
  'operator',
] as const;
export type Role = (typeof ROLES)[number];

export type Client = Omit<RestPerson, 'userId' | 'sessionId'> & { userId?: number };

/** Numbers of the things on the stage. */
export interface Things {
  project: number;
  emptyProject: number;
  ceremony: number;
  slug: string;
  circuit: number;
  draft: number;
  participant: number;
  contribution: number;
  turn: number;
  upload: number;
  invitation: number;
  projectInvitation: number;
  subscription: number;
  reservation: number;
  user: number;
  identity: number;
  session: string;
  otherUser: number;
}

export interface Stage {
  server: TestServer;
  people: Record<Role, Client>;
  things: Things;
}

export async function setStage(server?: TestServer): Promise<Stage> {
  const own = server ?? (await startTestServer({ signInsPerMinute: 1_000_000 }));
  const { ceremony } = own.running;
  const coordinator = await restPerson(own, { role: 'coordinator' });
  const otherCoordinator = await restPerson(own, { role: 'coordinator' });
  const alice = await restPerson(own);
  const bob = await restPerson(own);
  const people = {
    stranger: stranger(own),
    program: await restPerson(own, { sequencerOf: ceremony.id }),
    signedIn: await restPerson(own),
    alice,
    bob,
    otherCoordinator,
    coordinator,
    operator: await restPerson(own, { role: 'operator' }),
  };
  const userIds = { coordinator: coordinator.userId, other: otherCoordinator.userId, alice: alice.userId };
  return { server: own, people, things: await placeThings(own, { ...userIds, bob: bob.userId }) };
}

type UserIds = Record<'coordinator' | 'other' | 'alice' | 'bob', number>;

async function placeThings(server: TestServer, users: UserIds): Promise<Things> {
  const { ctx } = server.running.application;
  const ceremony = server.running.ceremony;
  const at = ctx.clock.now();
  return ctx.store.transaction(async (trx) => {
    const word = randomBytes(4).toString('hex');
    const insert = async (table: never, values: object): Promise<number> => {
      const row = await trx
        .insertInto(table)
        .values(values as never)
        .returning('id' as never)
        .executeTakeFirstOrThrow();
      return (row as { id: number }).id;
    };
    const add = (table: string, values: object) => insert(table as never, values);
    await trx
      .updateTable('project')
      .set({ ownerUserId: users.coordinator })
      .where('id', '=', ceremony.projectId)
      .execute();
    const newProject = (name: string, ownerUserId: number) =>
      add('project', { slug: `${name}-${word}`, name, ownerUserId, createdAt: at });
    await newProject('other', users.other);
    const emptyProject = await newProject('empty', users.coordinator);
    const circuit = await trx
      .selectFrom('circuit')
      .selectAll()
      .where('ceremonyId', '=', ceremony.id)
      .executeTakeFirstOrThrow();
    const identityOf = async (userId: number) =>
      (await trx.selectFrom('identity').select('id').where('userId', '=', userId).executeTakeFirstOrThrow())
        .id;
    const enrol = async (userId: number, status: string) =>
      add('participant', {
        userId,
        ceremonyId: ceremony.id,
        identityId: await identityOf(userId),
        status,
        contributionStep: 'DOWNLOADING',
        publicName: `name-${userId}`,
        createdAt: at,
      });
    const participant = await enrol(users.alice, 'DONE');
    await enrol(users.bob, 'CREATED');
    const draft = await add('draft', {
      ceremonyId: ceremony.id,
      sequence: 2,
      slug: 'in-the-making',
      about: JSON.stringify({ keepPtau: true, acting: { who: 'operator' } }),
      files: '{}',
      state: 'FILES',
      createdAt: at,
      touchedAt: at,
    });
    const turn = await add('turn', {
      circuitId: circuit.id,
      participantId: participant,
      phase: 'CLOSED',
      baseBlob: circuit.headBlob,
      basePosition: 0,
      openedAt: at,
      closedAt: at,
      outcome: 'accepted',
    });
    const contribution = await add('contribution', {
      circuitId: circuit.id,
      position: 1,
      participantId: participant,
      turnId: turn,
      baseBlob: circuit.headBlob,
      headBlob: circuit.headBlob,
      record: '{}',
      checks: JSON.stringify(
        Object.fromEntries(
          ['format', 'mathematical', 'consistency'].map((name) => [
            name,
            { verdict: 'passed', milliseconds: 1, software: '1', message: 'fits' },
          ]),
        ),
      ),
      receipt: '{}',
      signature: '00',
      acceptedAt: at,
    });
    const upload = await add('upload', {
      participantId: participant,
      turnId: turn,
      kind: 'slim',
      size: 10,
      state: 'DISCARDED',
      parts: JSON.stringify({ partSize: 10, parts: [] }),
      createdAt: at,
    });
    const common = { role: 'participant', queueClass: 'PUBLIC', createdBy: users.coordinator, createdAt: at };
    const projectId = ceremony.projectId;
    const invitation = await add('invitation', {
      ...common,
      projectId,
      ceremonyId: ceremony.id,
      name: 'Ada',
    });
    const projectInvitation = await add('invitation', { ...common, role: 'coordinator', projectId });
    const subscription = await add('subscription', {
      userId: users.alice,
      ceremonyId: ceremony.id,
      kind: 'WEBHOOK',
      form: 'JSON',
      target: 'https://hooks.example.org/x',
      secret: 'secret',
      topics: JSON.stringify(['ceremony.opened']),
      timeZone: 'UTC',
      createdAt: at,
    });
    const reservation = await add('reservation', {
      ceremonyId: ceremony.id,
      circuitId: circuit.id,
      participantId: participant,
      from: at + 3_600_000,
      until: at + 7_200_000,
      note: 'on a machine without a network',
      state: 'PLANNED',
      createdAt: at,
    });
    const session = await trx
      .selectFrom('session')
      .select('publicId')
      .where('userId', '=', users.alice)
      .executeTakeFirstOrThrow();
    return {
      project: projectId,
      emptyProject,
      ceremony: ceremony.id,
      slug: ceremony.slug,
      circuit: circuit.id,
      draft,
      participant,
      contribution,
      turn,
      upload,
      invitation,
      projectInvitation,
      subscription,
      reservation,
      user: users.alice,
      identity: await identityOf(users.alice),
      session: session.publicId ?? '',
      otherUser: users.bob,
    };
  });
}
