/** A server that cheats: every way is refused by the contributor's client, and nothing leaves the machine. */
import { createHash } from 'node:crypto';
import { readManifest } from '@brebaje/client/groth16/manifest';
import type { Surroundings } from '@brebaje/client/surroundings';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { personStream } from '@brebaje/groth16/random/generators';
import { badPoints } from '@brebaje/groth16/testing/bad-points';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { replacePoint, type SlimParts, slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CircuitContributor,
  type CircuitStage,
  circuitStage,
  quickSurroundings,
} from '../support/circuit-client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CURVE = 'bn254';

afterAll(endSnarkjs);

/** Changes answers on their way; notes every request that carries something of a contribution. */
interface Wire {
  world: Surroundings;
  uploads: string[];
}

type Change = (path: string, bytes: Uint8Array) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

function tampering(change: Change): Wire {
  const uploads: string[] = [];
  const world = quickSurroundings();
  return {
    uploads,
    world: {
      ...world,
      async fetch(input, init) {
        const path = new URL(String(input)).pathname;
        if (/uploads/.test(path)) uploads.push(`${init?.method} ${path}`);
        const answer = await fetch(input, init);
        if (answer.status !== 200) return answer;
        const bytes = new Uint8Array(await answer.arrayBuffer());
        const headers = new Headers(answer.headers);
        headers.delete('content-length');
        headers.delete('content-encoding');
        return new Response(((await change(path, bytes)) ?? bytes) as BodyInit, { status: 200, headers });
      },
    },
  };
}

const asJson = <T>(bytes: Uint8Array, change: (json: T) => void): Uint8Array => {
  const json = JSON.parse(new TextDecoder().decode(bytes)) as T;
  change(json);
  return new TextEncoder().encode(JSON.stringify(json));
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a server that cheats', async () => {
  const engine = await createWasmEngine({ curve: CURVE, threads: 1 });
  afterAll(() => engine.close());

  let server: TestServer;
  let stage: CircuitStage;
  let ann: CircuitContributor;
  /** The state that Ann is handed out, with one contribution in it. */
  let head: Uint8Array;
  beforeAll(async () => {
    server = await startTestServer({}, undefined, { ownSchemes: true });
    stage = await circuitStage(server, [smallCircuit(CURVE)]);
    const first = await stage.contributor();
    const { accepted } = await first.run();
    head = await server.running.application.ctx.blobs.read(accepted[0]!.work.file.sha256);
    ann = await stage.contributor();
  });
  afterAll(async () => {
    await stage.close();
    await server.close();
  });

  /** Hands out other bytes than the head, and says so in the turn. */
  function handingOut(bytes: Uint8Array, { saysSo = true } = {}): Wire {
    return tampering((path, answer) => {
      if (path.endsWith('/turn') && saysSo)
        return asJson<{ base?: { sha256: string; size: number } }>(answer, ({ base }) => {
          if (base) Object.assign(base, { sha256: sha256(bytes), size: bytes.length });
        });
      return path.includes(sha256(head)) ? bytes : undefined;
    });
  }

  async function refused({ world, uploads }: Wire, code: string, text: RegExp): Promise<void> {
    await expect(ann.run({}, world)).rejects.toMatchObject({ code, message: expect.stringMatching(text) });
    expect(uploads).toEqual([]);
    expect(ann.events.some(({ type }) => type === 'computed')).toBe(false);
  }

  const changed = async (change: (parts: SlimParts) => Partial<SlimParts> | Promise<Partial<SlimParts>>) => {
    const parts = await slimParts(await zkeyIn(head, 'slim'));
    return slimBytes({ ...parts, ...(await change(parts)) });
  };

  it('gives other bytes than it named', async () => {
    const bytes = head.map((byte, i) => (i === head.length - 1 ? byte ^ 1 : byte));
    await refused(handingOut(bytes, { saysSo: false }), 'STATE_INVALID', /other bytes than it named/);
  });

  it('gives more bytes than the turn named, or than any state has', async () => {
    const more = new Uint8Array(head.length + 100_000);
    more.set(head);
    await refused(handingOut(more, { saysSo: false }), 'TOO_LARGE', /larger than/);
    await refused(handingOut(more), 'STATE_INVALID', /bytes are none of a state/);
  });

  it.each(badPoints(CURVE, 'G1').filter(([code]) => code !== 'infinity'))(
    'hands out a point that is %s',
    async (code, make) => {
      const bytes = await changed((parts) => ({ h: replacePoint(parts, parts.h, 5, make) }));
      await refused(handingOut(bytes), 'STATE_INVALID', code === 'not-on-curve' ? /on the curve/ : /written/);
    },
  );

  it('hands out L or H that is not the genesis’ over δ', async () => {
    const swapped = await changed(({ h }) => {
      const other = h.slice();
      other.copyWithin(0, 64, 128);
      return { h: other };
    });
    await refused(handingOut(swapped), 'STATE_INVALID', /H is not that of the genesis/);
    const infinite = await changed((parts) => ({
      l: replacePoint(parts, parts.l, 0, (point) => new Uint8Array(point.length)),
    }));
    await refused(handingOut(infinite), 'STATE_INVALID', /infinity/);
  });

  it('hands out a δ of its own, or another in the second group', async () => {
    const parts = await slimParts(await zkeyIn(head, 'slim'));
    const { gamma2, beta2 } = parts.header;
    const other = await slimBytes({ ...parts, header: { ...parts.header, delta2: beta2 ?? gamma2 } });
    await refused(handingOut(other), 'STATE_INVALID', /δ/);
    const { beta1 } = parts.header;
    const own = await slimBytes({ ...parts, header: { ...parts.header, delta1: beta1 } });
    await refused(handingOut(own), 'STATE_INVALID', /δ₁ is not that of the last record/);
  });

  it('hands out a record more, one that was changed, or a chain that begins anew', async () => {
    const extra = await bytesOf(
      (await contribute(engine, await zkeyIn(head, 'slim'), personStream())).output,
    );
    await refused(handingOut(extra), 'STATE_INVALID', /2 contributions, and ours would be number 2/);
    const record = await changed(({ records }) => {
      const [first] = records.list;
      const transcript = first!.transcript.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
      return { records: { ...records, list: [{ ...first!, transcript }] } };
    });
    await refused(handingOut(record), 'STATE_INVALID', /hash what came before/);
    const genesis = await server.running.application.ctx.blobs.read(stage.pinned.circuits[0]!.genesis);
    await refused(handingOut(genesis), 'STATE_INVALID', /0 contributions/);
    const first = tampering((path, answer) =>
      path.endsWith('/turn')
        ? asJson<{ position: number }>(answer, (turn) => {
            if (turn.position !== undefined) turn.position = 1;
          })
        : undefined,
    );
    await refused(first, 'STATE_INVALID', /another genesis|none of a state/);
  });

  it('gives another genesis than the manifest has, or another circuit', async () => {
    const { genesis } = stage.pinned.circuits[0]!;
    const swapped = tampering((path, bytes) =>
      path.includes(genesis) ? bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte)) : undefined,
    );
    // What was fetched honestly is there and is used.
    await ann.store.remove('1.genesis.zkey');
    await refused(swapped, 'STATE_INVALID', /other bytes than it named/);
    const circuit = tampering((path, answer) =>
      path.endsWith('/turn')
        ? asJson<{ circuit?: { slug: string } }>(answer, (turn) => {
            if (turn.circuit) turn.circuit.slug = 'another';
          })
        : undefined,
    );
    await refused(circuit, 'STATE_INVALID', /none of the manifest/);
  });

  it('signs a receipt for something else, or has somebody else sign it', async () => {
    const lying = (change: (receipt: { receipt: string; signature: string }) => void) =>
      tampering((path, answer) => (path.endsWith('/receipt') ? asJson(answer, change) : undefined)).world;
    const forged = lying((served) => {
      served.receipt = served.receipt.replace(/"position":\d+/, '"position":7');
    });
    await expect(ann.run({}, forged)).rejects.toMatchObject({ code: 'RECEIPT_INVALID' });
    expect(ann.results).toEqual([]);
    const unsigned = lying((served) => {
      served.signature = served.signature.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    });
    await expect(ann.run({}, unsigned)).rejects.toMatchObject({
      message: expect.stringMatching(/not signed by/),
    });
    // What is kept outlasts the lie: an honest answer ends it.
    const { accepted } = await ann.run();
    expect(accepted).toHaveLength(1);
    expect(ann.results).toHaveLength(1);
  });

  it('says that it accepted something, and has another contribution', async () => {
    const { world } = tampering((path, answer) =>
      path === '/contributions'
        ? asJson<{ items: { contributionHash: string }[] }>(answer, ({ items }) => {
            for (const item of items) item.contributionHash = 'ab'.repeat(64);
          })
        : undefined,
    );
    const bob = await stage.contributor();
    await expect(bob.run({}, world)).rejects.toMatchObject({
      code: 'RECEIPT_INVALID',
      message: expect.stringMatching(/another contribution than ours/),
    });
  });
});

describe('a manifest', () => {
  const circuit = {
    sequence: 1,
    slug: 'one',
    genesis: 'a'.repeat(64),
    metadata: { curve: 'bn254', points: 8 },
  };
  const manifest = {
    type: 'brebaje/manifest/v1',
    scheme: 'GROTH16',
    ceremony: 'c',
    title: 'C',
    test: false,
    receiptAddress: `0x${'1'.repeat(40)}`,
    circuits: [circuit],
  };
  const read = (content: object) => {
    const text = JSON.stringify(content);
    return readManifest(text, sha256(new TextEncoder().encode(text)));
  };

  it('is read when its hash is the expected one', () => {
    expect(read(manifest)).toMatchObject({ slug: 'c', circuits: [{ slug: 'one', curve: 'bn254' }] });
    expect(() => readManifest(JSON.stringify(manifest), 'b'.repeat(64))).toThrow('is expected');
  });

  it.each([
    ['a KZG ceremony’s', { scheme: 'KZG' }],
    ['without circuits', { circuits: [] }],
    ['with one circuit twice', { circuits: [circuit, circuit] }],
    ['without an address', { receiptAddress: '0x12' }],
    ['without a genesis', { circuits: [{ ...circuit, genesis: 'xyz' }] }],
    ['over no curve', { circuits: [{ ...circuit, metadata: { curve: 'p256', points: 8 } }] }],
    ['without a size', { circuits: [{ ...circuit, metadata: { curve: 'bn254', points: -1 } }] }],
    ['with a slug that is a path', { circuits: [{ ...circuit, slug: '../x' }] }],
  ])('is refused that is %s', (_, change) => {
    expect(() => read({ ...manifest, ...change })).toThrow('manifest is not the one to rely on');
  });
});
