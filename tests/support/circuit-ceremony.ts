/** A Groth16 ceremony as a coordinator makes one: circuits from r1cs and a phase 1 that a person contributed to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrolIn } from '@brebaje/client/groth16/enrol';
import { readManifest } from '@brebaje/client/groth16/manifest';
import { nodeWorkStore } from '@brebaje/client/groth16/node-work-store';
import type { AcceptedCircuit } from '@brebaje/client/groth16/outcome';
import { steadyClient } from '@brebaje/client/groth16/steady';
import { contributeToCircuits } from '@brebaje/client/groth16/take-part';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { QUICKNET, roundSeconds } from '@brebaje/groth16/beacon/drand';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { memorySource } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { contributed, startOf } from '@brebaje/groth16/testing/made-ptau';
import { r1csOf, type TestCircuit } from '@brebaje/groth16/testing/small-circuit';
import { createInProject } from '@brebaje/server/ceremonies/create';
import { OPERATOR_COMMANDS } from '@brebaje/server/operator/operator-commands';
import { openUnchecked } from '@brebaje/server/sequencer/open-ceremony';
import { findCeremony } from '@brebaje/server/store/ceremonies';
import { dataPaths } from '@brebaje/server/store/data-folder';
import { quickSurroundings } from './circuit-client.ts';
import { restPerson } from './rest-person.ts';
import type { TestServer } from './server.ts';

export interface CircuitCeremony {
  id: number;
  slug: string;
  /** The address of its page. */
  url: string;
  /** The files of the circuits: `circuit-1.r1cs` … and `powers.ptau`. */
  folder: string;
  /** Somebody new contributes to every circuit. */
  contribute(publicName?: string): Promise<AcceptedCircuit[]>;
  /** Closes it, lets the beacon's time come, and finalizes it with a value that is handed in. */
  end(beacon: (round: number) => { round: number; signature: string }): Promise<void>;
  close(): Promise<void>;
}

/** Round 1000 of quicknet, as the network published it. */
export const REAL_ROUND = {
  round: 1000,
  signature:
    'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
  randomness: 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
};

const DAY = 86_400_000;

/** When a server begins whose ceremony, closed at once, ends with {@link REAL_ROUND}. */
export const REAL_TIME = roundSeconds(QUICKNET, REAL_ROUND.round) * 1000 - DAY;

/** All circuits are on one curve. `elsewhere`: contributions that each chain began with before it came here. */
export async function circuitCeremony(
  server: TestServer,
  circuits: TestCircuit[],
  { slug = 'circuits', elsewhere = 0 }: { slug?: string; elsewhere?: number } = {},
): Promise<CircuitCeremony> {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-ceremony-'));
  const { curve } = circuits[0]!;
  const engine = await createWasmEngine({ curve, threads: 1 });
  const power = Math.max(
    ...circuits.map(({ constraints, publicWires }) => Math.floor(Math.log2(constraints + publicWires)) + 2),
  );
  const raw = await contributed(await startOf(engine, power), engine);
  writeFileSync(join(folder, 'powers.ptau'), await bytesOf(preparePtau(raw, engine)));
  const ctx = () => server.running.application.ctx;
  const { projectId } = server.running.ceremony;
  const draft = { slug, title: 'Some circuits', scheme: 'GROTH16', test: true } as const;
  const { id } = await createInProject(ctx(), projectId, draft, { who: 'operator' });
  const paths = dataPaths(server.running.dataFolder);
  for (const [index, circuit] of circuits.entries()) {
    const name = `circuit-${index + 1}`;
    const r1cs = join(folder, `${name}.r1cs`);
    writeFileSync(r1cs, await r1csOf(circuit));
    const chain = elsewhere === 0 ? {} : await chainOf(engine, folder, name, elsewhere);
    const body = { ceremony: slug, slug: name, r1cs, ptau: join(folder, 'powers.ptau'), ...chain };
    await OPERATOR_COMMANDS.circuitAdd(ctx(), { ...paths, close: () => {} }, body);
  }
  await openUnchecked(ctx(), id);
  return {
    id,
    slug,
    url: `${server.url}/c/${slug}`,
    folder,
    async contribute(publicName) {
      const person = await restPerson(server);
      const session = { server: server.url, sessionId: person.sessionId };
      const { manifest, manifestHash } = (await findCeremony(ctx().store.db, id))!;
      const enrolled = await enrolIn(steadyClient(quickSurroundings(), session), id, async ({ version }) => ({
        acceptTerms: version,
        ...(publicName === undefined ? {} : { publicName }),
      }));
      const work = mkdtempSync(join(folder, 'work-'));
      const { accepted } = await contributeToCircuits(quickSurroundings(), {
        ...session,
        ...enrolled,
        ceremonyId: id,
        ceremony: readManifest(manifest!, manifestHash!),
        store: await nodeWorkStore(work),
        engine: async () => engine,
        accepted: async () => {},
        emit: () => {},
      });
      return accepted;
    },
    async end(beacon) {
      const operator = await restPerson(server, { role: 'operator' });
      const sent = async (answer: Promise<{ status: number; text: string }>) => {
        const { status, text } = await answer;
        if (status >= 300) throw new Error(text);
      };
      await sent(operator.patch(`/ceremonies/${id}`, { status: 'CLOSED', reason: 'enough' }));
      await server.tick();
      const { json } = await operator.get(`/ceremonies/${id}`);
      server.step(DAY + 60_000);
      await sent(operator.post(`/ceremonies/${id}/finalize`, { beacon: beacon(json.beacon.round) }));
      await server.tick();
      await Promise.all([...ctx().finalizations.values()].map(({ done }) => done));
    },
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A circuit's genesis, and a zkey with contributions to it, as files. */
async function chainOf(
  engine: WasmEngine,
  folder: string,
  name: string,
  contributions: number,
): Promise<{ genesis: string; zkey: string }> {
  const bytes = (file: string) => memorySource(readFileSync(join(folder, file)));
  const [r1cs, ptau] = [await openR1cs(bytes(`${name}.r1cs`)), await openPtau(bytes('powers.ptau'))];
  const genesis = await bytesOf((await createGenesis(engine, r1cs, ptau)).output);
  let zkey = genesis;
  for (let number = 1; number <= contributions; number++) {
    const { output } = await contribute(engine, await zkeyIn(zkey), personStream(), {
      name: `elsewhere-${number}`,
    });
    zkey = await bytesOf(output);
  }
  const paths = { genesis: join(folder, `${name}_00000.zkey`), zkey: join(folder, `${name}_begun.zkey`) };
  writeFileSync(paths.genesis, genesis);
  writeFileSync(paths.zkey, zkey);
  return paths;
}
