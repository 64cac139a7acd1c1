/** A ceremony with queues on a test server, of the scheme that lives in the tests, and people in it. */

import type { Policy } from '@brebaje/ceremony/policy';
import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { confirmOffer, declineOffer, joinQueue, startTurn } from '@brebaje/server/queue/steps';
import { type CeremonyTransaction, inCeremony } from '@brebaje/server/sequencer/ceremony-transaction';
import type { Blobs } from '@brebaje/server/store/blob-files';
import { recordBlob } from '@brebaje/server/store/blobs';
import { createCeremony, ensureProject } from '@brebaje/server/store/ceremonies';
import { createCircuit } from '@brebaje/server/store/circuits';
import { enrolParticipant, findParticipant } from '@brebaje/server/store/participants';
import type { ParticipantRow } from '@brebaje/server/store/schema';
import { type Answer, send } from './http.ts';
import { type RestPerson, restPerson } from './rest-person.ts';
import type { TestServer } from './server.ts';
import { contribute, genesis } from './test-scheme.ts';

export interface QueueStage {
  ceremonyId: number;
  /** By sequence. */
  circuits: number[];
  /** The owner of its project. */
  coordinator: RestPerson;
  /** Somebody new, enrolled; in the queue of the first circuit unless told otherwise. */
  person(values?: Partial<ParticipantRow> & { waits?: boolean }): Promise<QueuePerson>;
  /** Passes time in rounds of the sweep, while these people's clients say that they are there. */
  pass(millis: number, present?: QueuePerson[]): Promise<void>;
  heads(): Promise<{ position: number; head: string; haltedAt: number | null; faults: number }[]>;
  /** Statuses in the order in which people came. */
  statuses(): Promise<string[]>;
}

/** Somebody in the queues, with a session. */
export interface QueuePerson extends RestPerson {
  id: number;
  row(): Promise<ParticipantRow>;
  join(): Promise<void>;
  confirm(): Promise<void>;
  decline(): Promise<void>;
  start(): Promise<void>;
  turn(headers?: Record<string, string>): Promise<Answer>;
  /** The state that was handed out with the turn. */
  base(): Promise<Uint8Array>;
  /** Sends bytes in parts and completes them; whole unless told otherwise. */
  upload(bytes: Uint8Array, kind?: 'slim' | 'whole'): Promise<Answer>;
  /** A whole turn that has been offered: starts, computes, uploads, waits for the verdict. */
  work(): Promise<void>;
}

/** Stores a circuit's genesis. */
type StoreGenesis = (
  blobs: Blobs,
  name: string,
) => Promise<{ slim: StoredBlob; immutable?: StoredBlob; metadata: unknown }>;

interface StoredBlob {
  hash: string;
  size: number;
}

const storeTestGenesis: StoreGenesis = async (blobs, name) => ({
  slim: await blobs.put(genesis(name)),
  metadata: { name },
});

/** Well within the interval of {@link QUEUE_POLICY}, after which somebody counts as absent. */
const HEARTBEAT = QUEUE_POLICY.checkInInterval / 2;

export async function queueStage(
  server: TestServer,
  {
    slug = 'queues',
    circuits = 1,
    policy = {},
    store = storeTestGenesis,
  }: { slug?: string; circuits?: number; policy?: Partial<Policy>; store?: StoreGenesis } = {},
): Promise<QueueStage> {
  const coordinator = await restPerson(server);
  const people: QueuePerson[] = [];
  const ctx = () => server.running.application.ctx;
  const { address } = await ctx().keys.receiptKey(slug);
  const names = Array.from({ length: circuits }, (_, index) => `circuit-${index + 1}`);
  const stored = await Promise.all(names.map((name) => store(ctx().blobs, name)));
  const made = await ctx().store.transaction(async (trx) => {
    const now = ctx().clock.now();
    const owner = { slug: `${slug}-project`, name: slug, ownerUserId: coordinator.userId };
    const project = await ensureProject(trx, owner, now);
    const ceremony = await createCeremony(trx, {
      projectId: project.id,
      slug,
      title: slug,
      scheme: 'GROTH16',
      status: 'OPENED',
      manifest: '{}',
      manifestHash: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      policy: JSON.stringify({ ...QUEUE_POLICY, ...policy }),
      qualification: JSON.stringify({ mode: 'open', ethereum: null, github: null }),
      test: 1,
      receiptAddress: address,
      createdAt: now,
    });
    const ids: number[] = [];
    for (const [index, { slim, immutable, metadata }] of stored.entries()) {
      await recordBlob(trx, { ...slim, kind: 'genesis', createdAt: now });
      if (immutable) await recordBlob(trx, { ...immutable, kind: 'immutable', createdAt: now });
      const circuit = await createCircuit(trx, {
        ceremonyId: ceremony!.id,
        sequence: index + 1,
        slug: names[index]!,
        metadata: JSON.stringify(metadata),
        genesisBlob: slim.hash,
        headBlob: slim.hash,
      });
      ids.push(circuit.id);
    }
    return { ceremonyId: ceremony!.id, ids };
  });

  const stage: QueueStage = {
    ceremonyId: made.ceremonyId,
    circuits: made.ids,
    coordinator,
    async person({ waits = true, ...values } = {}) {
      const person = await newPerson(server, stage, values);
      people.push(person);
      if (waits) await person.join();
      return person;
    },
    async pass(millis, present = []) {
      const STEP = 4_000;
      let unheard = HEARTBEAT;
      for (let left = millis; left > 0; left -= STEP) {
        server.step(Math.min(left, STEP));
        unheard += STEP;
        // At the end, too: from there everybody stays present as long as ever.
        if (unheard >= HEARTBEAT || left <= STEP) {
          for (const person of present)
            await person.post(`/participants/${person.id}/presence`, { sign: 'HEARTBEAT' });
          unheard = 0;
        }
        await server.tick();
      }
    },
    async heads() {
      const rows = await ctx()
        .store.db.selectFrom('circuit')
        .selectAll()
        .where('ceremonyId', '=', made.ceremonyId)
        .orderBy('sequence')
        .execute();
      return rows.map(({ position, headBlob, haltedAt, faults }) => ({
        position,
        head: headBlob,
        haltedAt,
        faults,
      }));
    },
    statuses: () => Promise.all(people.map(async (person) => (await person.row()).status)),
  };
  return stage;
}

async function newPerson(
  server: TestServer,
  { ceremonyId }: Pick<QueueStage, 'ceremonyId'>,
  values: Partial<ParticipantRow>,
): Promise<QueuePerson> {
  const rest = await restPerson(server);
  const ctx = () => server.running.application.ctx;
  const { id } = await ctx().store.transaction(async (trx) => {
    const identity = await trx
      .selectFrom('identity')
      .select('id')
      .where('userId', '=', rest.userId)
      .executeTakeFirstOrThrow();
    const { participant } = await enrolParticipant(trx, {
      status: 'CREATED',
      contributionStep: 'DOWNLOADING',
      createdAt: ctx().clock.now(),
      ...values,
      userId: rest.userId,
      identityId: identity.id,
      ceremonyId,
    });
    return participant;
  });
  const row = async () => (await findParticipant(ctx().store.db, id))!;
  const act = (
    step: (
      context: ReturnType<typeof ctx>,
      transaction: CeremonyTransaction,
      row: ParticipantRow,
    ) => Promise<unknown>,
  ) =>
    inCeremony(ctx(), ceremonyId, async (transaction) => {
      await step(ctx(), transaction, (await findParticipant(transaction.trx, id))!);
    });
  const person: QueuePerson = {
    ...rest,
    id,
    row,
    join: () => act((context, transaction, before) => joinQueue(context, transaction, before)),
    confirm: () => act(confirmOffer),
    decline: () => act(declineOffer),
    start: () => act(startTurn),
    turn: (headers) => rest.get(`/participants/${id}/turn`, headers),
    async base() {
      const { json } = await person.turn();
      return ctx().blobs.read(json.base.sha256);
    },
    async upload(bytes, kind = 'whole') {
      const begun = await rest.post(`/participants/${id}/uploads`, { kind, size: bytes.length });
      if (begun.status !== 201) return begun;
      return sendParts(server, rest, begun.json, bytes);
    },
    async work() {
      await person.start();
      await person.upload(contribute(await person.base(), `person ${id}`));
      await verdicts(server);
    },
  };
  return person;
}

/** Sends the parts of an upload that has begun, and completes it. */
export async function sendParts(
  server: TestServer,
  person: RestPerson,
  upload: { id: number; partSize: number },
  bytes: Uint8Array,
): Promise<Answer> {
  const count = Math.ceil(bytes.length / upload.partSize);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const signed = await person.post(`/uploads/${upload.id}/parts`, { numbers });
  if (signed.status !== 200) return signed;
  const parts: { number: number; etag: string }[] = [];
  for (const { number, url } of signed.json.parts) {
    const start = (number - 1) * upload.partSize;
    const stored = await send(new URL(url, server.url).href, {
      method: 'PUT',
      body: bytes.subarray(start, start + upload.partSize),
    });
    if (stored.status !== 200) return stored;
    parts.push({ number, etag: stored.headers.get('etag') ?? '' });
  }
  return person.post(`/uploads/${upload.id}/complete`, { parts });
}

/** Waits for the verifications that run. */
export async function verdicts(server: TestServer): Promise<void> {
  const { ctx } = server.running.application;
  while (ctx.verifications.size > 0)
    await Promise.allSettled([...ctx.verifications.values()].map(({ answer }) => answer));
}
