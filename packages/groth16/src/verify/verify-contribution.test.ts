import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { contribute, contributeBeacon } from '../chain/contribute.ts';
import { sumGenesis } from '../chain/genesis-sums.ts';
import { contributionHash } from '../chain/record-hash.ts';
import { immutableHash, stateHash } from '../chain/state-hash.ts';
import { generatorBytes, sizesOf } from '../curve.ts';
import { personStream } from '../random/generators.ts';
import { badPoints } from '../testing/bad-points.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { times } from '../testing/made-chain.ts';
import { replacePoint, type SlimParts, slimParts, slimZkey } from '../testing/made-zkey.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import type { Zkey } from '../zkey/zkey.ts';
import { zkeySection } from '../zkey/zkey.ts';
import { verifyContribution } from './verify-contribution.ts';

afterAll(endSnarkjs);

/** A zkey after one more contribution. */
async function after(engine: WasmEngine, base: Zkey, name?: string): Promise<Zkey> {
  const { output } = await contribute(engine, base, personStream(), name === undefined ? {} : { name });
  return zkeyIn(await bytesOf(output), base.kind);
}

describe.each(['bn254', 'bls12-381'] as const)('a contribution on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());
  const genesis = await zkeyIn(await genesisOf(smallCircuit(curve)));
  const start = { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) };
  const first = await after(engine, genesis, 'first');
  const second = await after(engine, first, 'second');
  const before = { ...start, records: first.records };
  const parts = await slimParts(second);

  const verdictOn = async (change: (parts: SlimParts) => Partial<SlimParts> | Promise<Partial<SlimParts>>) =>
    verifyContribution(engine, before, await slimZkey({ ...parts, ...(await change(parts)) }));
  /** With the newest record changed. */
  const recordWith = (change: Partial<(typeof parts.records.list)[number]>) => ({
    records: {
      ...parts.records,
      list: [...parts.records.list.slice(0, -1), { ...parts.records.list.at(-1)!, ...change }],
    },
  });

  test('is accepted, the first and the next one, whole and slim, with its hashes', async () => {
    const expected = { ok: true, stateHash: await stateHash(first) };
    const verdict = await verifyContribution(engine, { ...start, records: genesis.records }, first);
    expect(verdict).toMatchObject(expected);
    for (const upload of [second, await slimZkey(parts)]) {
      const record = parts.records.list[1]!;
      expect(await verifyContribution(engine, before, upload, { name: 'second' })).toEqual({
        ok: true,
        record,
        contributionHash: contributionHash(curve, record),
        stateHash: await stateHash(second),
      });
    }
  });

  test('is refused when it is not one contribution more', async () => {
    const place = { ok: false, check: 'consistency', section: 10 };
    const third = await after(engine, second);
    const restarted = await after(engine, genesis, 'second');
    for (const upload of [first, third, genesis, restarted]) {
      expect(await verifyContribution(engine, before, upload)).toMatchObject({
        ...place,
        code: 'not-one-more',
      });
    }
    const aside = await after(engine, await after(engine, genesis, 'first'), 'second');
    expect(await verifyContribution(engine, before, aside)).toMatchObject({
      ...place,
      code: 'record-changed',
      index: 0,
    });
  });

  test('is refused when an earlier record was renamed or relabelled', async () => {
    const [one, two] = parts.records.list as [(typeof parts.records.list)[0], (typeof parts.records.list)[0]];
    for (const change of [{ name: 'other' }, { name: undefined }]) {
      const list = [{ ...one, ...change }, two];
      const verdict = await verdictOn(() => ({ records: { ...parts.records, list } }));
      expect(verdict).toMatchObject({ ok: false, check: 'consistency', code: 'record-changed', index: 0 });
    }
  });

  test('is refused when it is a beacon’s in a person’s turn, and the other way round', async () => {
    const beacon = { bytes: Uint8Array.of(1, 2, 3), exponent: 10 };
    const output = await bytesOf((await contributeBeacon(engine, first, beacon)).output);
    const upload = await zkeyIn(output);
    expect(await verifyContribution(engine, before, upload)).toMatchObject({
      ok: false,
      code: 'record-type',
    });
    expect(await verifyContribution(engine, before, upload, { type: 'beacon' })).toMatchObject({ ok: true });
    const swapped = await verifyContribution(engine, before, second, { type: 'beacon' });
    expect(swapped).toMatchObject({ ok: false, check: 'consistency', code: 'record-type', index: 1 });
  });

  test('is refused under another name than the contributor’s', async () => {
    const verdict = await verifyContribution(engine, before, second, { name: 'somebody' });
    expect(verdict).toMatchObject({ ok: false, check: 'consistency', code: 'name', section: 10, index: 1 });
  });

  test('is refused when it changes nothing', async () => {
    const [one] = parts.records.list;
    const same = await verdictOn(() => recordWith({ deltaAfter: one!.deltaAfter }));
    expect(same).toMatchObject({ ok: false, check: 'consistency', code: 'no-change', index: 1 });
    const { s } = parts.records.list[1]!;
    for (const sx of [s, await times(engine, 'G1', s, -1n)]) {
      expect(await verdictOn(() => recordWith({ sx }))).toMatchObject({ ok: false, code: 'no-change' });
    }
  });

  test('is refused when the header is not that of record and genesis', async () => {
    const g2 = generatorBytes(curve, 'G2');
    const delta = await verdictOn(({ header }) => ({
      header: { ...header, delta1: generatorBytes(curve, 'G1') },
    }));
    expect(delta).toMatchObject({ ok: false, check: 'consistency', code: 'delta-record', section: 2 });
    const gamma = await times(engine, 'G2', g2, 3n);
    const other = await verdictOn(({ header }) => ({ header: { ...header, gamma2: gamma } }));
    expect(other).toMatchObject({ ok: false, check: 'consistency', code: 'other-circuit', section: 2 });
    const wrong = await verdictOn(({ header }) => ({ header: { ...header, delta2: g2 } }));
    expect(wrong).toMatchObject({ ok: false, check: 'mathematical', code: 'delta-2', section: 2 });
    const hash = parts.records.circuitHash.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
    const circuit = await verdictOn(() => ({ records: { ...parts.records, circuitHash: hash } }));
    expect(circuit).toMatchObject({ ok: false, check: 'consistency', code: 'other-circuit', section: 10 });
  });

  test('is refused when its proof is not one', async () => {
    const place = { ok: false, check: 'mathematical', section: 10, index: 1 };
    const { transcript, spx, s } = parts.records.list[1]!;
    const changed = transcript.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    expect(await verdictOn(() => recordWith({ transcript: changed }))).toMatchObject({
      ...place,
      code: 'transcript',
    });
    const otherS = await times(engine, 'G1', s, 2n);
    expect(await verdictOn(() => recordWith({ s: otherS }))).toMatchObject({ ...place, code: 'transcript' });
    const partner = await times(engine, 'G2', spx, 2n);
    expect(await verdictOn(() => recordWith({ spx: partner }))).toMatchObject({ ...place, code: 'proof' });
    const delta1 = await times(engine, 'G1', parts.header.delta1, 2n);
    const delta2 = await times(engine, 'G2', parts.header.delta2, 2n);
    const verdict = await verdictOn(({ header }) => ({
      header: { ...header, delta1, delta2 },
      ...recordWith({ deltaAfter: delta1 }),
    }));
    expect(verdict).toMatchObject({ ...place, code: 'delta' });
  });

  test.each(['l', 'h'] as const)('is refused when %s is not the genesis’ divided by δ', async (name) => {
    const section = name === 'l' ? 8 : 9;
    const place = { ok: false, check: 'mathematical', code: name, section };
    const size = sizesOf(curve).G1;
    const doubled = await times(engine, 'G1', parts[name].slice(0, size), 2n);
    const other = await verdictOn(() => ({ [name]: replacePoint(parts, parts[name], 0, () => doubled) }));
    expect(other).toMatchObject(place);
    const swapped = parts[name].slice();
    swapped.copyWithin(0, size, 2 * size);
    swapped.set(parts[name].subarray(0, size), size);
    expect(await verdictOn(() => ({ [name]: swapped }))).toMatchObject(place);
    const { l, h } = await slimParts(first);
    expect(await verdictOn(() => ({ [name]: { l, h }[name] }))).toMatchObject(place);
  });

  test('is refused when infinity in L has moved', async () => {
    const size = sizesOf(curve).G1;
    const last = parts.l.length / size - 1;
    const point = generatorBytes(curve, 'G1');
    const filled = await verdictOn(() => ({ l: replacePoint(parts, parts.l, last, () => point) }));
    expect(filled).toMatchObject({
      ok: false,
      check: 'format',
      code: 'infinity-moved',
      section: 8,
      index: last,
    });
    const emptied = await verdictOn(() => ({
      l: replacePoint(parts, parts.l, 1, () => new Uint8Array(size)),
    }));
    expect(emptied).toMatchObject({
      ok: false,
      check: 'format',
      code: 'infinity-moved',
      section: 8,
      index: 1,
    });
  });

  test.each(badPoints(curve, 'G1'))('is refused with a point of G1 that is %s', async (code, make) => {
    const place = { ok: false, check: 'format', code };
    const h = await verdictOn(() => ({ h: replacePoint(parts, parts.h, 3, make) }));
    expect(h).toMatchObject({ ...place, section: 9, index: 3 });
    if (code !== 'infinity') {
      const l = await verdictOn(() => ({ l: replacePoint(parts, parts.l, 2, make) }));
      expect(l).toMatchObject({ ...place, section: 8, index: 2 });
    }
    const { s } = parts.records.list[1]!;
    const record = await verdictOn(() => recordWith({ s: make(s) }));
    expect(record).toMatchObject({
      ...place,
      section: 10,
      index: 1,
      text: expect.stringContaining('record 2'),
    });
  });

  test.each(badPoints(curve, 'G2'))('is refused with a point of G2 that is %s', async (code, make) => {
    const place = { ok: false, check: 'format', code };
    const { spx } = parts.records.list[1]!;
    expect(await verdictOn(() => recordWith({ spx: make(spx) }))).toMatchObject({
      ...place,
      section: 10,
      index: 1,
    });
    const header = await verdictOn(({ header }) => ({ header: { ...header, delta2: make(header.delta2) } }));
    expect(header).toMatchObject({ ...place, section: 2 });
  });

  test.each([3, 4, 5, 6, 7])('is refused with another section %i', async (id) => {
    const bytes = await second.source.read(0, second.source.size);
    const { from, size } = zkeySection(second, id);
    bytes[from + size - 1]! ^= 1;
    const verdict = await verifyContribution(engine, before, await zkeyIn(bytes));
    expect(verdict).toMatchObject({ ok: false, check: 'consistency', code: 'other-circuit' });
  });
});
