/** Ceremonies of one small circuit that come to their end, each on a server of its own. */
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { type FakeDrand, startFakeDrand, TEST_DRAND } from './fake-drand.ts';
import { groth16Stage } from './groth16-stage.ts';
import { startTestServer, type TestOptions, type TestServer } from './server.ts';

export const SMALL = { ...smallCircuit('bn254'), constraints: 9 };

/** What the tests of a block begin with; one of them has one ceremony, and a source of rounds. */
export async function endings() {
  const genesis = await genesisOf(SMALL);
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  afterAll(() => engine.close());
  let drand: FakeDrand;
  let server: TestServer;
  beforeEach(async () => {
    drand = await startFakeDrand();
  });
  afterEach(async () => {
    await server.close();
    await drand.close();
  });

  /** Opens a ceremony. */
  const begin = async (
    {
      policy = {},
      first = genesis,
      by = engine,
    }: { policy?: object; first?: Uint8Array; by?: WasmEngine } = {},
    options: TestOptions = { drand: TEST_DRAND },
  ) => {
    server = await startTestServer({ drandUrls: [drand.url] }, undefined, { ownSchemes: true, ...options });
    const stage = await groth16Stage(server, by, [first], { policy });
    const fileNamed = async (name: string) => {
      const { url } = (await stage.artifacts()).find((file) => file.name === name)!;
      return new Uint8Array(await (await fetch(server.url + url)).arrayBuffer());
    };
    return {
      drand,
      server,
      stage,
      ctx: () => server.running.application.ctx,
      /** A file of the result. */
      fileNamed,
      textOf: async (name: string) => new TextDecoder().decode(await fileNamed(name)),
      /** Why the ceremony does not end. */
      failure: async () => {
        await stage.finalize();
        await stage.work();
        const { status, finalization } = await stage.read();
        expect([status, finalization.state]).toEqual(['CLOSED', 'FAILED']);
        expect(await stage.artifacts()).toEqual([]);
        return finalization.problem as string;
      },
    };
  };
  return { genesis, engine, begin };
}
