/** Contributors' clients of Groth16 ceremonies on a test server. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Enrolled, enrolIn } from '@brebaje/client/groth16/enrol';
import type { CircuitEvent } from '@brebaje/client/groth16/events';
import { type PinnedCeremony, readManifest } from '@brebaje/client/groth16/manifest';
import { nodeWorkStore } from '@brebaje/client/groth16/node-work-store';
import type { AcceptedCircuit } from '@brebaje/client/groth16/outcome';
import { steadyClient } from '@brebaje/client/groth16/steady';
import { type CircuitsOptions, contributeToCircuits } from '@brebaje/client/groth16/take-part';
import type { WorkStore } from '@brebaje/client/groth16/work-store';
import { realSurroundings, type Surroundings } from '@brebaje/client/surroundings';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { memorySource } from '@brebaje/groth16/files/source';
import { genesisOf, type TestCircuit } from '@brebaje/groth16/testing/small-circuit';
import { manifestOf } from '@brebaje/server/sequencer/open-ceremony';
import { circuitsOf } from '@brebaje/server/store/circuits';
import { storeGenesis } from '@brebaje/server/verify/groth16-metadata';
import { type QueueStage, queueStage } from './queue-stage.ts';
import { type RestPerson, restPerson } from './rest-person.ts';
import type { TestServer } from './server.ts';

/** Waits pass at once, so that a client never waits for the clock of a test. */
export function quickSurroundings(): Surroundings {
  return {
    ...realSurroundings(),
    sleep: (milliseconds, signal) => realSurroundings().sleep(Math.min(milliseconds, 20), signal),
  };
}

export interface CircuitStage extends QueueStage {
  pinned: PinnedCeremony;
  contributor(values?: { publicName?: string }): Promise<CircuitContributor>;
  close(): Promise<void>;
}

/** Somebody with a session, a folder for their work, and a client that can be started again and again. */
export interface CircuitContributor {
  person: RestPerson;
  enrolled: Enrolled;
  folder: string;
  store: WorkStore;
  events: CircuitEvent[];
  results: AcceptedCircuit[];
  run(changes?: Partial<CircuitsOptions>, world?: Surroundings): ReturnType<typeof contributeToCircuits>;
}

/** A ceremony with a circuit for each that is given, open, with the manifest that such a ceremony has. */
export async function circuitStage(
  server: TestServer,
  circuits: TestCircuit[],
  options: Parameters<typeof queueStage>[1] = {},
): Promise<CircuitStage> {
  const geneses = await Promise.all(circuits.map(genesisOf));
  let next = 0;
  const stage = await queueStage(server, {
    circuits: circuits.length,
    store: (blobs) => storeGenesis(blobs, memorySource(geneses[next++]!)),
    ...options,
  });
  const ctx = () => server.running.application.ctx;
  const { db } = ctx().store;
  const ceremony = await db
    .selectFrom('ceremony')
    .selectAll()
    .where('id', '=', stage.ceremonyId)
    .executeTakeFirstOrThrow();
  const facts = { openedAt: server.now(), logKey: ctx().keys.logPublicKey };
  const manifest = manifestOf(ceremony, await circuitsOf(db, stage.ceremonyId), facts);
  const manifestHash = createHash('sha256').update(manifest).digest('hex');
  await db
    .updateTable('ceremony')
    .set({ manifest, manifestHash })
    .where('id', '=', stage.ceremonyId)
    .execute();
  const pinned = readManifest(manifest, manifestHash);
  // As a server's own sweep: requests that are held see what happened while they began.
  let ticking = Promise.resolve();
  const ticker = setInterval(() => {
    ticking = ticking.then(() => server.tick()).catch(() => {});
  }, 250);
  const engines = new Map<string, Promise<WasmEngine>>();
  const folders: string[] = [];
  const engine = (curve: 'bn254' | 'bls12-381') => {
    const known = engines.get(curve) ?? createWasmEngine({ curve, threads: 1 });
    engines.set(curve, known);
    return known;
  };
  return {
    ...stage,
    pinned,
    async contributor({ publicName } = {}) {
      const person = await restPerson(server);
      const client = steadyClient(quickSurroundings(), { server: server.url, sessionId: person.sessionId });
      const enrolled = await enrolIn(client, stage.ceremonyId, async ({ version }) => ({
        acceptTerms: version,
        ...(publicName === undefined ? {} : { publicName }),
      }));
      const folder = mkdtempSync(join(tmpdir(), 'brebaje-work-'));
      folders.push(folder);
      const store = await nodeWorkStore(folder);
      const events: CircuitEvent[] = [];
      const results: AcceptedCircuit[] = [];
      return {
        person,
        enrolled,
        folder,
        store,
        events,
        results,
        run: (changes = {}, world = quickSurroundings()) =>
          contributeToCircuits(world, {
            server: server.url,
            sessionId: person.sessionId,
            ceremonyId: stage.ceremonyId,
            ceremony: pinned,
            participantId: enrolled.participantId,
            publicName: enrolled.publicName,
            store,
            engine,
            accepted: async (accepted) => void results.push(accepted),
            emit: (event) => events.push(event),
            ...changes,
          }),
      };
    },
    async close() {
      clearInterval(ticker);
      await ticking;
      for (const running of engines.values()) await (await running).close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
