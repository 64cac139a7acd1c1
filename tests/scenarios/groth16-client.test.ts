/** The contributor's client against a whole server: every circuit, in slim files. */
import { readdirSync } from 'node:fs';
import type { Surroundings } from '@brebaje/client/surroundings';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type CircuitStage, circuitStage, quickSurroundings } from '../support/circuit-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

let server: TestServer;
let stage: CircuitStage;
beforeEach(async () => {
  server = await startTestServer({}, undefined, { ownSchemes: true });
  stage = await circuitStage(server, [smallCircuit('bn254'), smallCircuit('bls12-381')]);
});
afterEach(async () => {
  await stage.close();
  await server.close();
});

it('walks through all circuits, and everybody’s receipts verify', async () => {
  const ann = await stage.contributor({ publicName: 'Ann' });
  const { accepted } = await ann.run();
  expect(accepted.map(({ content }) => [content.circuit, content.position])).toEqual([
    ['circuit-1', 1],
    ['circuit-2', 1],
  ]);
  expect(accepted[0]!.work.name).toBe('Ann');
  const bob = await stage.contributor();
  const second = await bob.run();
  expect(second.accepted.map(({ content }) => content.position)).toEqual([2, 2]);
  expect(second.accepted[0]!.content.previousState).toBe(accepted[0]!.content.state);
  expect(readdirSync(ann.folder)).toEqual([]);
  expect(bob.results).toHaveLength(2);
  expect((await bob.run()).accepted).toEqual([]);
});

/** The real network, with the bytes of files that go over it counted. */
function counting(): { world: Surroundings; bytes: Record<string, number>; sessions: Set<string> } {
  const bytes: Record<string, number> = { genesis: 0, state: 0, parts: 0 };
  const sessions = new Set<string>();
  const world = quickSurroundings();
  return {
    bytes,
    sessions,
    world: {
      ...world,
      async fetch(input, init) {
        const { pathname } = new URL(String(input));
        const isFile = pathname.startsWith('/files/');
        if ((isFile || init?.method === 'PUT') && new Headers(init?.headers).has('authorization'))
          sessions.add(pathname);
        if (init?.method === 'PUT') bytes.parts! += (init.body as Uint8Array).length;
        const answer = await fetch(input, init);
        if (!isFile) return answer;
        const content = await answer.arrayBuffer();
        bytes[pathname.endsWith('genesis') ? 'genesis' : 'state']! += content.byteLength;
        return new Response(content, answer);
      },
    },
  };
}

it('moves a quarter of what whole files would, and gives no session where none is needed', async () => {
  const large = { ...smallCircuit('bn254'), constraints: 60 };
  const other = await circuitStage(server, [large], { slug: 'large' });
  try {
    await (await other.contributor()).run();
    const ann = await other.contributor();
    const { world, bytes, sessions } = counting();
    const { traffic, accepted } = await ann.run({}, world);
    expect(accepted).toHaveLength(1);
    const { genesis, received, sent, whole } = traffic;
    expect({ genesis, state: received, parts: sent }).toEqual(bytes);
    const file = await fetch(server.url + (await wholeUrl(other)), { method: 'HEAD' });
    // Of the contribution after it: a record longer.
    expect(Math.abs(whole - 2 * Number(file.headers.get('content-length')))).toBeLessThan(2_000);
    expect(Math.abs((received + sent) / whole - 0.25)).toBeLessThan(0.06);
    expect([...sessions]).toEqual([]);
  } finally {
    await other.close();
  }
});

/** The whole zkey that the next contributor is handed out. */
async function wholeUrl(of: CircuitStage): Promise<string> {
  const next = await of.person();
  await next.start();
  return (await next.turn()).json.base.whole.url;
}
