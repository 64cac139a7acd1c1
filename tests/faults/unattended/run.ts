/** Hours of a ceremony with queues and one with a lobby, on one server, with people of every kind and no help. */
import { randomBytes } from 'node:crypto';
import { coordinatorOf } from '../../support/participants.ts';
import { type QueueStage, queueStage, verdicts } from '../../support/queue-stage.ts';
import { restPerson } from '../../support/rest-person.ts';
import type { TestServer } from '../../support/server.ts';
import { verdictOf } from '../../support/transcript.ts';
import type { WebhookReceiver } from '../../support/webhook-receiver.ts';
import { seat } from '../people.ts';
import { Coordinator } from './coordinator.ts';
import { INCIDENTS } from './incidents.ts';
import { complaints, type Judged } from './judge.ts';
import { Life } from './life.ts';
import { LOBBY_KINDS, LobbyPerson } from './lobby-person.ts';
import { wrongNotices } from './notices.ts';
import { HOUR, MINUTE, type World } from './person.ts';
import { KINDS, type Kind, STANDBY } from './queue-kinds.ts';
import { QueuePerson } from './queue-person.ts';
import { lines, reportOf } from './report.ts';

/** Between two rounds of the sweep; longer silence counts as a stall of the server. */
const ROUND = 4_000;

export interface Plan {
  hours: number;
  /** One of each kind instead of 25 people. */
  few: boolean;
}

export interface Ran {
  /** Whatever is not as it must be. */
  wrong: string[];
  /** What happened, for people. */
  table: string[];
}

interface Cast {
  queue: (QueuePerson & { done: boolean })[];
  lobby: (LobbyPerson & { done: boolean })[];
}

/** Lets the time pass, and judges what has become of everybody. */
export async function unattended(server: TestServer, hook: WebhookReceiver, plan: Plan): Promise<Ran> {
  const length = plan.hours * HOUR;
  const life = new Life(() => server.now());
  const world: World = { server, life, down: false, between: [] };
  const stage = await queueStage(server, {
    circuits: 3,
    policy: { drainPatience: plan.few ? 10 * MINUTE : HOUR },
  });
  const lobbyId = server.running.ceremony.id;
  const coordinators = [
    new Coordinator(world, stage.coordinator, stage.ceremonyId),
    new Coordinator(world, await coordinatorOf(server), lobbyId),
  ];
  await stage.coordinator.post('/subscriptions', {
    ceremonyId: stage.ceremonyId,
    kind: 'WEBHOOK',
    target: hook.url,
  });
  await closesAt(server, stage, server.now() + 0.94 * length);
  const cast: Cast = { queue: [], lobby: [] };
  for (const coordinator of coordinators) life.begin(() => coordinator.live());
  await inviteQueue(world, stage, hook.url, plan, cast);
  inviteLobby(world, plan, cast);
  const struck = strikeIncidents(world, stage, plan);
  const { failedSweeps } = await pass(world, length);
  await server.tick();
  await server.running.application.ctx.sender.idle();

  const { db } = server.running.application.ctx.store;
  const judged = cast.queue.filter(({ id }) => id !== 0);
  const wrong = [
    ...(await complaints(db, stage.ceremonyId, judged)),
    ...(await complaints(db, lobbyId, await inLobby(server, cast))),
    ...(await wrongNotices(db, stage.ceremonyId, hook.hooks)),
    ...coordinators.flatMap(({ surprises }) => surprises),
  ];
  if (judged.length < cast.queue.length) wrong.push('not everybody has come');
  if (struck.length < INCIDENTS.length) wrong.push(`only this befell the server: ${struck.join(', ')}`);
  for (const coordinator of coordinators)
    for (const { code } of await coordinator.attention()) wrong.push(`attention still names ${code}`);
  if (!(await verdictOf(server)).ok) wrong.push('the transcript does not verify');
  const acts = coordinators.map((one) => JSON.stringify(one.acts)).join(' and ');
  const troubles = [...cast.queue, ...cast.lobby].reduce((sum, person) => sum + person.troubles, 0);
  return {
    wrong,
    table: [
      ...lines('queues', await reportOf(db, stage.ceremonyId)),
      ...lines('lobby', await reportOf(db, lobbyId)),
      `befell: ${struck.join(', ')}; requests that failed by it ${troubles}, sweeps ${failedSweeps}`,
      `a human did, because attention named it: ${acts}; messages delivered ${hook.hooks.length}`,
    ],
  };
}

/** Rounds of the sweep and of everybody's life. */
async function pass(world: World, length: number): Promise<{ failedSweeps: number }> {
  const { server, life } = world;
  let failedSweeps = 0;
  for (const end = server.now() + length; server.now() < end; ) {
    server.step(ROUND);
    for (const work of world.between.splice(0)) await work();
    if (!world.down) {
      await server.tick().catch(() => {
        failedSweeps += 1;
      });
      await server.running.application.ctx.sender.idle();
    }
    await life.round();
    if (!world.down) await verdicts(server);
  }
  return { failedSweeps };
}

async function closesAt(server: TestServer, { ceremonyId }: QueueStage, at: number): Promise<void> {
  await server.running.application.ctx.store.db
    .updateTable('ceremony')
    .set({ closesAt: Math.round(at) })
    .where('id', '=', ceremonyId)
    .execute();
}

/** Puts everybody on the roster; each comes in their time, the slow ones just before something befalls us. */
async function inviteQueue(
  world: World,
  stage: QueueStage,
  hook: string,
  { hours, few }: Plan,
  cast: Cast,
): Promise<void> {
  const length = hours * HOUR;
  const night = few ? 40 * MINUTE : 12 * HOUR;
  const invited = Object.entries<Kind>(KINDS).flatMap(([name, kind]) =>
    Array.from({ length: few && name !== 'slow' ? 1 : kind.among }, () => ({ name, kind })),
  );
  const standby = Array.from({ length: few ? 1 : 2 }, () => ({ name: 'standby', kind: STANDBY }));
  const incidents = [...INCIDENTS];
  for (const [index, { name, kind }] of [...invited, ...standby].entries()) {
    const address = `0x${randomBytes(20).toString('hex')}`;
    const queueClass = name === 'standby' ? 'STANDBY' : 'PRIVATE';
    const rows = [{ identity: `eth|${address}`, cohort: 'invited', queueClass }];
    const listed = await stage.coordinator.post(`/ceremonies/${stage.ceremonyId}/roster`, { rows });
    if (listed.status !== 200) throw new Error(listed.text);
    const rest = await restPerson(world.server, { address });
    const person = Object.assign(new QueuePerson(world, name, rest, stage.ceremonyId), { done: kind.done });
    cast.queue.push(person);
    const incident = name === 'slow' ? incidents.shift() : undefined;
    const arrives = incident
      ? incident.at * length - 3 * MINUTE
      : (0.66 * length * index) / (invited.length + standby.length);
    world.life.begin(async () => {
      await person.sleep(arrives);
      await person.arrive(hook);
      await kind.live(person, night);
    });
  }
}

/** Groups of three in the lobby, one of them at each incident. */
function inviteLobby(world: World, { hours, few }: Plan, cast: Cast): void {
  const length = hours * HOUR;
  const arrivals = INCIDENTS.flatMap(({ at }, index) => (few && index > 0 ? [at] : [at, at, at + 0.05]));
  const kinds = Object.entries(LOBBY_KINDS);
  for (const [index, at] of arrivals.entries()) {
    const [name, kind] = kinds[index % 3 === 1 && index < 6 ? (index < 3 ? 1 : 2) : 0]!;
    world.life.begin(async () => {
      await world.life.sleep(at * length - 2 * MINUTE);
      const [client] = await seat(world.server, 1);
      const person = Object.assign(new LobbyPerson(world, name, client!), { done: kind.done });
      cast.lobby.push(person);
      await kind.live(person);
    });
  }
}

/** Each waits until somebody is at work in the queues: what hits nobody shows nothing. */
function strikeIncidents(world: World, { ceremonyId }: QueueStage, { hours, few }: Plan): string[] {
  const struck: string[] = [];
  for (const { name, at, strike } of INCIDENTS)
    world.life.begin(async () => {
      await world.life.sleep(at * hours * HOUR);
      while (!(await atWork(world, ceremonyId))) await world.life.sleep(ROUND);
      struck.push(name);
      await strike(world, few ? 20 * MINUTE : HOUR);
    });
  return struck;
}

async function atWork({ server }: World, ceremonyId: number): Promise<boolean> {
  const open = await server.running.application.ctx.store.db
    .selectFrom('turn')
    .innerJoin('circuit', 'circuit.id', 'turn.circuitId')
    .select('turn.id')
    .where('circuit.ceremonyId', '=', ceremonyId)
    .where('turn.phase', '=', 'WORKING')
    .execute();
  return open.length > 0;
}

async function inLobby(server: TestServer, { lobby }: Cast): Promise<Judged[]> {
  const rows = await server.running.application.ctx.store.db
    .selectFrom('participant')
    .innerJoin('identity', 'identity.id', 'participant.identityId')
    .select(['participant.id', 'identity.subject'])
    .where('participant.ceremonyId', '=', server.running.ceremony.id)
    .execute();
  return lobby.map((person) => {
    const row = rows.find(({ subject }) => person.client.identity === `eth|${subject}`);
    if (!row) throw new Error('somebody in the lobby is no participant');
    return Object.assign(person, { id: row.id });
  });
}
