/** A Groth16 ceremony on a test server, opened with a manifest of its own, up to its end. */
import { createHash } from 'node:crypto';
import type { Policy } from '@brebaje/ceremony/policy';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { memorySource } from '@brebaje/groth16/files/source';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { manifestOf } from '@brebaje/server/sequencer/open-ceremony';
import { circuitsOf } from '@brebaje/server/store/circuits';
import { storeGenesis } from '@brebaje/server/verify/groth16-metadata';
import type { Answer } from './http.ts';
import { type QueuePerson, type QueueStage, queueStage, verdicts } from './queue-stage.ts';
import { type RestPerson, stranger } from './rest-person.ts';
import type { TestServer } from './server.ts';

const HOUR = 3_600_000;

export interface Groth16Stage extends QueueStage {
  operator: RestPerson;
  read(): Promise<Answer['json']>;
  /** Somebody new contributes to every circuit. */
  contribute(): Promise<QueuePerson>;
  /** Whoever's turn it is contributes to the circuit of the turn. */
  contributeAs(person: QueuePerson): Promise<void>;
  /** Closes and drains it. */
  close(): Promise<void>;
  /** Lets hours pass that the server is not asked about. */
  hours(count: number): Promise<void>;
  finalize(body?: object): ReturnType<RestPerson['post']>;
  /** Until nothing is finalized in this process any more. */
  work(): Promise<void>;
  /** Closes, waits for the beacon, finalizes. */
  end(): Promise<void>;
  artifacts(): Promise<{ name: string; url: string; sha256: string; size: number; kind: string }[]>;
}

/** Gives a ceremony that was written into the tables the manifest that its opening would have given it. */
export async function writeManifest(server: TestServer, id: number): Promise<void> {
  const { store, keys } = server.running.application.ctx;
  const { db } = store;
  const row = await db.selectFrom('ceremony').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const opened = { openedAt: server.now(), logKey: keys.logPublicKey };
  const manifest = manifestOf(row, await circuitsOf(db, id), opened);
  const manifestHash = createHash('sha256').update(manifest).digest('hex');
  await db.updateTable('ceremony').set({ manifest, manifestHash }).where('id', '=', id).execute();
}

/** `geneses`: a whole zkey for each circuit. */
export async function groth16Stage(
  server: TestServer,
  engine: WasmEngine,
  geneses: readonly Uint8Array[],
  { policy = {} }: { policy?: Partial<Policy> } = {},
): Promise<Groth16Stage> {
  const ctx = () => server.running.application.ctx;
  let next = 0;
  const stage = await queueStage(server, {
    circuits: geneses.length,
    policy,
    store: (blobs) => storeGenesis(blobs, memorySource(geneses[next++]!)),
  });
  const { ceremonyId: id, coordinator: operator } = stage;
  await writeManifest(server, id);

  const all: Groth16Stage = {
    ...stage,
    operator,
    read: async () => (await stranger(server).get(`/ceremonies/${id}`)).json,
    async contribute() {
      const person = await stage.person();
      for (const _ of geneses) await all.contributeAs(person);
      return person;
    },
    async contributeAs(person) {
      await person.start();
      const base = await zkeyIn(await person.base(), 'slim');
      const { output } = await contribute(engine, base, personStream());
      const sent = await person.upload(await bytesOf(output), 'slim');
      if (sent.status !== 200) throw new Error(sent.text);
      await verdicts(server);
    },
    async close() {
      const closed = await operator.patch(`/ceremonies/${id}`, { status: 'CLOSED', reason: 'enough' });
      if (closed.status !== 200) throw new Error(closed.text);
      await server.tick();
    },
    async hours(count) {
      server.step(count * HOUR);
      await server.tick();
    },
    finalize: (body = {}) => operator.post(`/ceremonies/${id}/finalize`, body),
    async work() {
      await server.tick();
      await Promise.all([...ctx().finalizations.values()].map(({ done }) => done));
    },
    async end() {
      await all.close();
      await all.hours(25);
      const begun = await all.finalize();
      if (begun.status !== 202) throw new Error(begun.text);
      await all.work();
    },
    artifacts: async () => (await stranger(server).get(`/ceremonies/${id}/artifacts`)).json.items,
  };
  return all;
}
