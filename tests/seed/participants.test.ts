/** The document that participants are built from, as a test: every request as printed, every statement shown. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { participantSchema } from '@brebaje/protocol/rest/participant';
import { afterEach, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { coordinatorOf, must } from '../support/participants.ts';
import { type QueueStage, queueStage, sendParts, verdicts } from '../support/queue-stage.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { contribute } from '../support/test-scheme.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';
import { examples, jsonExamples, statements } from './document.ts';
import { PROOFS } from './proofs.ts';

const STATEMENTS = 127;
const EXAMPLES = examples();
const [REGISTRATION, TIMEOUT, PROGRESS] = jsonExamples() as [
  Record<string, unknown>,
  Record<string, unknown>,
  Record<string, number | object>,
];

describe('the document', () => {
  it('leaves no statement without a proof, and no proof without a statement', () => {
    expect(statements()).toHaveLength(STATEMENTS);
    expect(Object.keys(PROOFS).sort()).toEqual(statements().sort());
  });

  const house = fileURLToPath(new URL('../..', import.meta.url));
  const own = readFileSync(new URL(import.meta.url), 'utf8');
  const hasTest = (text: string, name: string) => text.includes(`it('${name}'`);

  it('sends every request that is printed', () => {
    expect([...EXAMPLES.keys()].filter((title) => !own.includes(`example('${title}'`))).toEqual([]);
    expect(EXAMPLES.size).toBe(7);
  });

  it.each(Object.entries(PROOFS))('has the proof that it names for “%s”', (_, proof) => {
    if ('leads' in proof) expect(statements().join('\n')).toContain(proof.leads);
    else if ('page' in proof) expect(existsSync(house + proof.page), proof.page).toBe(true);
    else if ('here' in proof) expect(hasTest(own, proof.here), proof.here).toBe(true);
    else expect(hasTest(readFileSync(house + proof.file, 'utf8'), proof.test), proof.test).toBe(true);
  });
});

describe.each(backings())('a participant, as the document says, on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  type Person = RestPerson & { id: number };

  /** Sends an example of the document, with the participant's number in its path. */
  const example = async (title: string, person: Person, by: RestPerson = person) => {
    const { method, path, body } = EXAMPLES.get(title)!;
    expect(method).toBe('PATCH');
    return by.patch(path.replace('{id}', String(person.id)), body);
  };
  const see = async (person: Person) => must(await person.get(`/participants/${person.id}`)).json;
  const patch = (person: Person, body: object) => person.patch(`/participants/${person.id}`, body);
  const now = () => Math.floor(server.now() / 1000);

  /** Registers somebody with the body as printed. */
  const register = async (ceremonyId: number): Promise<Person> => {
    const person = await restPerson(server);
    const body = { ...REGISTRATION, userId: person.userId, ceremonyId };
    const answer = must(await person.post('/participants', body), 201);
    return { ...person, id: answer.json.id };
  };
  const hour = { timeout: { type: 'FIXED', duration: 3_600_000 } } as const;
  const stageWith = (policy = {}) => queueStage(server, { policy: { ...hour, ...policy } });
  const waiting = async (stage: QueueStage) => {
    const person = await register(stage.ceremonyId);
    must(await patch(person, { status: 'WAITING', acceptTerms: 1 }));
    return person;
  };
  const beginUpload = async (person: Person) => {
    const { base } = must(await person.get(`/participants/${person.id}/turn`)).json;
    const bytes = contribute(await server.running.application.ctx.blobs.read(base.sha256), 'somebody');
    const path = `/participants/${person.id}/uploads`;
    const upload = must(await person.post(path, { kind: 'whole', size: bytes.length }), 201).json;
    return () => sendParts(server, person, upload, bytes);
  };
  /** Verifications wait until the function that is returned is called. */
  const holdVerification = () => {
    let open = () => {};
    server.scheme.gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  };
  /** `from --> to` of every event about a participant. */
  const arrows = async ({ id }: Person) => {
    const rows = await server.running.application.ctx.store.db
      .selectFrom('event')
      .select('body')
      .orderBy('seq')
      .execute();
    return rows
      .map(({ body }) => JSON.parse(body).data)
      .filter((data) => data.participant === id && data.to !== undefined)
      .map((data) => `${data.from ?? '[*]'} --> ${data.to}`);
  };

  it('has the structure', async () => {
    server = await start();
    const stage = await stageWith();
    const person = await waiting(stage);
    must(await example('Start contributing', person));
    const seen = await see(person);
    const numbers = ['id', 'userId', 'ceremonyId', 'contributionProgress', 'contributionStartedAt'];
    for (const name of numbers) expect(seen[name], name).toBeTypeOf('number');
    expect(seen).toMatchObject({ id: person.id, userId: person.userId, ceremonyId: stage.ceremonyId });
    expect(PARTICIPANT_STATUSES).toContain(seen.status);
    expect(CONTRIBUTION_STEPS).toContain(seen.contributionStep);
    expect(seen.verificationStartedAt).toBeUndefined();
    expect(Object.keys(seen.tempContributionData)).toEqual(Object.keys(PROGRESS.tempContributionData!));
    expect(Object.keys(seen.timeout)).toEqual(Object.keys(TIMEOUT.timeout as object));
    expect((await see(await register(stage.ceremonyId))).id).not.toBe(person.id);
  });

  it('has these words', async () => {
    server = await start();
    const printed = (type: string) => {
      const all = statements();
      const words = all.slice(all.indexOf(type) + 1).map((line) => /^\| "(\w+)"/.exec(line)?.[1]);
      return words.slice(0, words.indexOf(undefined));
    };
    const { status, contributionStep } = participantSchema.shape;
    expect(printed('type ParticipantStatus =')).toEqual(status.options);
    expect(printed('type ParticipantContributionStep =')).toEqual(contributionStep.options);
  });

  it('is registered as printed', async () => {
    server = await start();
    const person = await register(server.running.ceremony.id);
    const created = await see(person);
    expect(created).toMatchObject({
      status: 'CREATED',
      contributionStep: 'DOWNLOADING',
      contributionProgress: 0,
    });
    expect(await arrows(person)).toEqual(['[*] --> CREATED']);
    for (const missing of Object.keys(REGISTRATION)) {
      const other = await restPerson(server);
      const body = { userId: other.userId, ceremonyId: server.running.ceremony.id, status: 'CREATED' };
      const { [missing as keyof typeof body]: _, ...rest } = body;
      expect((await other.post('/participants', rest)).status).toBe(400);
    }
  });

  it('goes through statuses and steps as drawn', async () => {
    server = await start();
    const stage = await stageWith();
    const first = await waiting(stage);
    const person = await register(stage.ceremonyId);
    expect(must(await patch(person, { status: 'WAITING', acceptTerms: 1 })).json).toMatchObject({
      status: 'WAITING',
      position: 1,
    });
    // Not their turn yet: where they stand is the answer.
    expect(await example('Mark participant as ready', person)).toMatchObject({
      status: 409,
      json: { position: 1 },
    });
    must(await patch(first, { status: 'WAITING' }));
    expect(must(await example('Mark participant as ready', person)).json.status).toBe('READY');

    const started = must(await example('Start contributing', person)).json;
    const clock = { ...(TIMEOUT.timeout as object), startedAt: now(), expiresAt: now() + 3600 };
    expect(started).toMatchObject({
      ...EXAMPLES.get('Start contributing')!.body,
      contributionStartedAt: now(),
    });
    expect(started.timeout).toEqual(clock);

    const computing = must(await example('Update contribution progress', person)).json;
    expect(computing).toMatchObject(EXAMPLES.get('Update contribution progress')!.body);
    // As printed whole, times included: the server keeps its own.
    const told = must(await patch(person, PROGRESS)).json;
    const { contributionProgress, tempContributionData } = PROGRESS;
    expect(told).toMatchObject({ contributionProgress, tempContributionData, contributionStartedAt: now() });

    const unseen = await example('Start verification', person);
    expect(unseen).toMatchObject({ status: 409 });
    const send = await beginUpload(person);
    expect(must(await patch(person, { contributionStep: 'UPLOADING' })).json.contributionStep).toBe(
      'UPLOADING',
    );
    const verified = holdVerification();
    must(await send());
    expect(must(await example('Start verification', person)).json).toMatchObject({
      status: 'CONTRIBUTING',
      contributionStep: 'VERIFYING',
      verificationStartedAt: now(),
    });
    expect((await example('Complete verification', person)).status).toBe(409);
    verified();
    await verdicts(server);
    expect(must(await example('Complete verification', person)).json).toMatchObject({
      status: 'DONE',
      contributionStep: 'COMPLETED',
      contributionProgress: 100,
      circuitsDone: 1,
    });
    expect((await stage.heads())[0]!.position).toBe(1);
    expect(await arrows(person)).toEqual([
      '[*] --> CREATED',
      'CREATED --> WAITING',
      'WAITING --> READY',
      'READY --> CONTRIBUTING',
      'DOWNLOADING --> COMPUTING',
      'COMPUTING --> UPLOADING',
      'UPLOADING --> VERIFYING',
      'CONTRIBUTING --> CONTRIBUTED',
      'CONTRIBUTED --> DONE',
    ]);
  });

  it('is verified by named checks', async () => {
    server = await start();
    await (await newContributor(server)).takeTurn();
    const { items } = must(await stranger(server).get('/contributions')).json;
    expect(items[0].checks).toMatchObject({
      format: { verdict: 'passed' },
      mathematical: { verdict: 'passed' },
      consistency: { verdict: 'passed' },
    });
  });

  it('ends with the ceremony', async () => {
    server = await start();
    const { ceremony, application } = server.running;
    await (await newContributor(server)).takeTurn();
    const operator = await restPerson(server, { role: 'operator' });
    const path = `/ceremonies/${ceremony.id}`;
    must(await operator.patch(path, { status: 'CLOSED', reason: 'enough' }));
    await server.tick();
    const person = { ...operator, id: 1 };
    expect((await see(person)).status).toBe('DONE');
    must(await operator.post(`${path}/finalize`, {}), 202);
    expect((await see(person)).status).toBe('FINALIZING');
    await server.tick();
    await Promise.all([...application.ctx.finalizations.values()].map(({ done }) => done));
    expect((await see(person)).status).toBe('FINALIZED');
    // Everybody moves as one set: the ceremony's events are theirs.
    const moves = await application.ctx.store.db
      .selectFrom('event')
      .select('type')
      .where('type', 'like', 'ceremony.final%')
      .orderBy('seq')
      .execute();
    expect(moves.map(({ type }) => type)).toEqual(['ceremony.finalizing', 'ceremony.finalized']);
  });

  it('loses a turn at any step', async () => {
    server = await start();
    const stage = await stageWith({ lostTurn: 'NOTHING', returnAfterPenalty: false });
    const steps = CONTRIBUTION_STEPS.filter((step) => step !== 'COMPLETED');
    for (const [index, step] of steps.entries()) {
      const person = await waiting(stage);
      must(await example('Mark participant as ready', person));
      must(await example('Start contributing', person));
      const open = holdVerification();
      if (index >= 1) must(await example('Update contribution progress', person));
      const send = index >= 2 ? await beginUpload(person) : undefined;
      if (index >= 2) must(await patch(person, { contributionStep: 'UPLOADING' }));
      if (index >= 3) must(await send!());
      expect((await see(person)).contributionStep).toBe(step);
      expect((await example('Mark participant as timed out', person)).status).toBe(409);
      const lost = must(await example('Mark participant as timed out', person, stage.coordinator)).json;
      expect(lost).toMatchObject({ status: 'TIMEDOUT', contributionStep: step });
      expect(lost.timeout).toBeUndefined();
      const gone = must(await example('Replace timed out participant', person, stage.coordinator)).json;
      expect(gone.status).toBe('EXHUMED');
      expect((await arrows(person)).slice(-2)).toEqual(['CONTRIBUTING --> TIMEDOUT', 'TIMEDOUT --> EXHUMED']);
      open();
      await verdicts(server);
      // Somebody else has the slot in the next round.
    }
  });

  it('is told of to its coordinators when the time is up', async () => {
    server = await start();
    const stage = await stageWith({ timeout: { type: 'FIXED', duration: 60_000 } });
    const hook = await startWebhookReceiver();
    const target = { kind: 'WEBHOOK', target: hook.url };
    const subscription = { ceremonyId: stage.ceremonyId, ...target, topics: ['turn.timedout'] };
    must(await stage.coordinator.post('/subscriptions', subscription), 201);
    const person = await waiting(stage);
    must(await example('Start contributing', person));
    await stage.pass(68_000);
    expect((await see(person)).infractions).toMatchObject([
      { cause: 'BLOCKING_CONTRIBUTION', why: 'DEADLINE' },
    ]);
    await server.running.application.ctx.sender.idle();
    expect(hook.hooks.map(({ json }) => json.topic)).toEqual(['turn.timedout']);
    await hook.close();
  });

  it('is told what to do, when, and where help is', async () => {
    server = await start();
    const coordinator = await coordinatorOf(server);
    const about = {
      instructions: 'Keep the tab open.',
      timeline: 'Until June.',
      support: 'help@example.org',
    };
    const path = `/ceremonies/${server.running.ceremony.id}`;
    must(await coordinator.patch(path, { about, reason: 'first texts' }));
    expect(must(await stranger(server).get(path)).json.about).toMatchObject(about);
    const person = await restPerson(server);
    const answer = await person.get(`${path}/eligibility`);
    expect(answer.json.support).toBe('help@example.org');
  });

  it('is reached at every endpoint', async () => {
    server = await start();
    const ceremonyId = server.running.ceremony.id;
    const person = await register(ceremonyId);
    const path = `/participants/${person.id}`;
    for (const list of ['/participants', `/ceremonies/${ceremonyId}/participants`]) {
      const { items, total } = must(await stranger(server).get(list)).json;
      expect(total).toBe(1);
      expect(items[0].id).toBe(person.id);
    }
    expect((await see(person)).id).toBe(person.id);
    expect((await patch(person, { status: 'CREATED' })).status).toBe(200);
    expect((await person.remove(path)).status).toBe(204);
    expect((await person.get(path)).status).toBe(404);
  });
});
