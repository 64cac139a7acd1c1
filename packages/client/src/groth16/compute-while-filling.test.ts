import { CURVES } from '@brebaje/curves/curve/parameters';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { checkChain } from '@brebaje/groth16/chain/check-chain';
import { contribute } from '@brebaje/groth16/chain/contribute';
import type { GenesisSums } from '@brebaje/groth16/chain/genesis-sums';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { madeGenesis } from '@brebaje/groth16/testing/made-chain';
import { replacePoint, type SlimParts, slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../fingerprint.ts';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { memoryWorkStore } from '../testing/memory-work-store.ts';
import { type SlowServer, slowServer } from '../testing/slow-server.ts';
import { computeWhileFilling, FillingFile } from './filling-file.ts';
import type { PinnedCircuit } from './manifest.ts';
import { storageFull } from './opfs-work-store.ts';
import { computeWork, genesisSums } from './work.ts';
import type { WorkStore } from './work-store.ts';

const curve = 'bn254';
const COUNTS = { l: 20, h: 2048 };
/** Bytes of an output that holds L. */
const DIVIDED_L = COUNTS.l * 64;
/** Behind L, and far before the records. */
const stopsAt = 30_000;

describe('a contribution to a state that is coming', () => {
  let engine: WasmEngine;
  let genesis: SlimParts;
  let sums: GenesisSums;
  let state: Uint8Array;

  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 1 });
    const { header, records } = madeGenesis(curve);
    const [three, five] = [3n, 5n].map((k) => bigIntToScalar(k, CURVES[curve].r));
    const points = async (count: number) => {
      let ones = engine.generator('G1');
      while (ones.count < count) ones = engine.concat([ones, ones]);
      return engine.encode(await engine.powers(engine.slice(ones, 0, count), three!, five!), 'lem');
    };
    genesis = {
      header: { ...header, nVars: COUNTS.l + header.nPublic + 1, domainSize: COUNTS.h },
      records,
      l: await points(COUNTS.l),
      h: await points(COUNTS.h),
    };
    const store = memoryWorkStore();
    store.files.set('genesis', await slimBytes(genesis));
    sums = await genesisSums(engine, store, 'genesis');
    const base = await zkeyIn(store.files.get('genesis')!, 'slim');
    state = await bytesOf((await contribute(engine, base, personStream(), { genesis: sums })).output);
  });
  afterAll(() => engine.close());

  /** Hears of how many bytes a file of the store has. */
  const watched = (store: WorkStore, heard: (name: string, bytes: number) => void): WorkStore => ({
    ...store,
    async write(name, at) {
      const writer = await store.write(name, at);
      return {
        ...writer,
        async write(bytes) {
          await writer.write(bytes);
          heard(name, (await store.size(name))!);
        },
      };
    },
  });

  function contributing(server: SlowServer, heard: (name: string, bytes: number) => void = () => {}) {
    const store = memoryWorkStore();
    const watching = watched(store, heard);
    const world = { ...fakeSurroundings(), fetch: server.fetch };
    const named = { url: 'http://files.test/b', sha256: hashOf(state), size: state.length };
    const turn = {
      turnId: 1,
      circuitId: 1,
      circuit: { slug: 'c' } as PinnedCircuit,
      position: 2,
      base: { sha256: named.sha256, whole: undefined },
    };
    const begun = () => {
      const filling = new FillingFile(world, watching, { ...named, most: named.size }, 'base');
      const work = computeWhileFilling(
        filling,
        'base',
        (base) => computeWork(engine, watching, { base, output: 'new' }, turn, 'm', sums),
        () => store.remove('new.part'),
      );
      return { filling, work };
    };
    return { store, begun };
  }

  it('begins with what has come, and is kept when all of it has', async () => {
    const server = slowServer(state, { stopsAt });
    const seen: string[] = [];
    const { store, begun } = contributing(server, (name, bytes) => {
      seen.push(`${name} ${bytes}`);
      if (name !== 'new.part' || bytes < DIVIDED_L || seen.includes('going on')) return;
      seen.push('going on', ...store.files.keys(), `${store.files.get('base.part')!.length}`);
      server.goOn();
    });
    const { work } = begun();
    const { file } = await work;
    const at = seen.indexOf('going on');
    expect(seen.slice(at, at + 4)).toEqual(['going on', 'base.part', 'new.part', `${stopsAt}`]);
    expect([...store.files.keys()].sort()).toEqual(['base', 'new']);
    const bytes = store.files.get('new')!;
    expect(file).toEqual({ sha256: hashOf(bytes), size: bytes.length });
    const made = await zkeyIn(bytes, 'slim');
    expect(made.records.list).toHaveLength(2);
    expect(await checkChain(engine, made)).toEqual({ ok: true });
  });

  it('refuses a bad point, and keeps nothing of what was divided before', async () => {
    const parts = await slimParts(await zkeyIn(state, 'slim'));
    const good = state;
    try {
      const bad = new Uint8Array(64).fill(1);
      state = await slimBytes({ ...parts, h: replacePoint(parts, parts.h, 7, () => bad) });
      const { store, begun } = contributing(slowServer(state));
      await expect(begun().work).rejects.toMatchObject({ code: 'STATE_INVALID' });
      expect(store.files.has('new')).toBe(false);
    } finally {
      state = good;
    }
  });

  it('is neither kept nor answered when the hash is wrong in the end', async () => {
    const other = state.slice();
    const server = slowServer(other, { stopsAt });
    let divided = 0;
    const { store, begun } = contributing(server, (name, bytes) => {
      if (name !== 'new.part' || bytes < DIVIDED_L || divided > 0) return;
      divided = bytes;
      // The records were asked for before: until the end everything is sound.
      other[state.length - 1]! ^= 1;
      server.goOn();
    });
    const { work } = begun();
    await expect(work).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(divided).toBeGreaterThan(0);
    expect([...store.files.keys()]).toEqual([]);
  });

  it('goes on over a connection that is cut in the middle', async () => {
    const server = slowServer(state, { cutsAt: [40_000, 90_000] });
    const { store, begun } = contributing(server);
    await begun().work;
    expect(server.ranges).toEqual(expect.arrayContaining(['bytes=40000-', 'bytes=90000-']));
    expect([...store.files.keys()].sort()).toEqual(['base', 'new']);
  });

  it('tells a full disk, whatever the computation says of a file that does not come', async () => {
    const server = slowServer(state);
    let room = stopsAt;
    const { store, begun } = contributing(server, (name, bytes) => {
      if (name !== 'base.part' || bytes <= room) return;
      room = 0;
      throw storageFull();
    });
    await expect(begun().work).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(store.files.has('new')).toBe(false);
    room = state.length;
    await begun().work;
    expect([...store.files.keys()].sort()).toEqual(['base', 'new']);
  });
});
