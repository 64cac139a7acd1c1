import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { contribute, contributeBeacon } from '../chain/contribute.ts';
import { sumGenesis } from '../chain/genesis-sums.ts';
import { contributionHash } from '../chain/record-hash.ts';
import { immutableHash, stateHash } from '../chain/state-hash.ts';
import { ComputationFault } from '../computation-fault.ts';
import { sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { generatorBytes, sizesOf } from '../curve.ts';
import { u32Bytes } from '../little-endian.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { madeChain, times } from '../testing/made-chain.ts';
import { slimParts, slimZkey } from '../testing/made-zkey.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { slimPart } from '../zkey/compose.ts';
import type { Zkey } from '../zkey/zkey.ts';
import { coefficientBytes, zkeySection } from '../zkey/zkey.ts';
import { verifyZkey } from './verify-zkey.ts';

afterAll(endSnarkjs);

/** The same file but for one entry of section 4 less, and its count. */
async function withoutLastCoefficient(zkey: Zkey): Promise<Uint8Array> {
  const sections = zkey.order.map(async (id) => {
    const { from, size } = zkeySection(zkey, id);
    const bytes = await zkey.source.read(from, from + size);
    if (id !== 4) return sectionOfBytes(id, bytes);
    const fewer = bytes.subarray(0, size - coefficientBytes(zkey.header.curve));
    fewer.set(u32Bytes(new DataView(bytes.buffer).getUint32(0, true) - 1));
    return sectionOfBytes(id, fewer);
  });
  return bytesOf(writeContainer('zkey', await Promise.all(sections)));
}

const beacon = { bytes: Uint8Array.of(9, 8, 7), exponent: 10 };

describe.each(['bn254', 'bls12-381'] as const)('a zkey on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());
  const genesis = await zkeyIn(await genesisOf(smallCircuit(curve)));
  const start = { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) };
  const person = async (base: Zkey) =>
    zkeyIn(await bytesOf((await contribute(engine, base, personStream())).output));
  const sealed = async (base: Zkey, by = beacon) =>
    zkeyIn(await bytesOf((await contributeBeacon(engine, base, by)).output));
  const one = await person(genesis);
  const two = await person(one);
  const final = await sealed(two);

  test('with people and the beacon that was agreed on is sound', async () => {
    expect(await verifyZkey(engine, start, final, { beacon })).toEqual({
      ok: true,
      contributionHashes: final.records.list.map((record) => contributionHash(curve, record)),
      stateHash: await stateHash(final),
    });
    expect(await verifyZkey(engine, start, final)).toMatchObject({ ok: true });
    expect(await verifyZkey(engine, start, two, { beacon: null })).toMatchObject({ ok: true });
  });

  test('that nobody has contributed to is not', async () => {
    const place = { ok: false, check: 'final', code: 'no-contribution' };
    expect(await verifyZkey(engine, start, genesis)).toMatchObject(place);
    expect(await verifyZkey(engine, start, await sealed(genesis))).toMatchObject(place);
  });

  test('whose last record is not the agreed beacon is not', async () => {
    const place = { ok: false, check: 'final', code: 'beacon', section: 10, index: 2 };
    const other = [
      await verifyZkey(engine, start, final, { beacon: { ...beacon, exponent: 11 } }),
      await verifyZkey(engine, start, final, { beacon: { ...beacon, bytes: Uint8Array.of(9, 8, 6) } }),
      await verifyZkey(engine, start, final, { beacon: null }),
    ];
    for (const verdict of other) expect(verdict).toMatchObject(place);
    expect(await verifyZkey(engine, start, two, { beacon })).toMatchObject({ ...place, index: 1 });
  });

  test('with a beacon among the people, or a person’s record labelled as one, is not', async () => {
    const amid = await person(await sealed(one));
    expect(await verifyZkey(engine, start, amid)).toMatchObject({ ok: false, code: 'beacon', index: 1 });
    const parts = await slimParts(final);
    const [first, second, last] = parts.records.list;
    const labelled = { ...second!, type: 'beacon' as const, beacon };
    const list = [first!, labelled, { ...last!, type: 'person' as const, beacon: undefined }];
    const forged = await slimZkey({ ...parts, records: { ...parts.records, list } });
    expect(await verifyZkey(engine, start, forged)).toMatchObject({ ok: false, code: 'beacon' });
    const unsealed = [first!, second!, { ...last!, beacon: { ...beacon, bytes: Uint8Array.of(1) } }];
    const renamed = await slimZkey({ ...parts, records: { ...parts.records, list: unsealed } });
    expect(await verifyZkey(engine, start, renamed)).toMatchObject({ ok: false, code: 'beacon', index: 2 });
  });

  test('whose δ is a small multiple of γ is not, however many contributed', async () => {
    const chain = await madeChain(engine, genesis, [{ secret: 12_345n }, { secret: 6_789n }]);
    const parts = { ...(await slimParts(genesis)), ...chain };
    expect(await verifyZkey(engine, start, await slimZkey(parts))).toMatchObject({
      ok: false,
      check: 'final',
      code: 'small-delta',
      section: 2,
    });
  });

  test('whose δ was a small multiple of γ before its beacon is not: the beacon is known to all', async () => {
    const chain = await madeChain(engine, genesis, [{ secret: 12_345n }]);
    const made = await slimZkey({ ...(await slimParts(genesis)), ...chain });
    const bytes = await bytesOf((await contributeBeacon(engine, made, beacon)).output);
    expect(await verifyZkey(engine, start, await zkeyIn(bytes, 'slim'), { beacon })).toMatchObject({
      ok: false,
      check: 'final',
      code: 'small-delta',
    });
  });

  test('with another L, H or immutable section is not', async () => {
    const size = sizesOf(curve).G1;
    for (const [id, code] of [
      [8, 'l'],
      [9, 'h'],
    ] as const) {
      const bytes = await final.source.read(0, final.source.size);
      const { from } = zkeySection(final, id);
      bytes.set(await times(engine, 'G1', bytes.slice(from, from + size), 2n), from);
      const verdict = await verifyZkey(engine, start, await zkeyIn(bytes));
      expect(verdict).toMatchObject({ ok: false, check: 'mathematical', code, section: id });
    }
  });

  test('whose last record or δ is wrong is not, even where L and H are right', async () => {
    const parts = await slimParts(two);
    const [first, last] = parts.records.list;
    const judge = async (header: object, record: object) => {
      const list = [first!, { ...last!, ...record }];
      const records = { ...parts.records, list };
      return verifyZkey(
        engine,
        start,
        await slimZkey({ ...parts, header: { ...parts.header, ...header }, records }),
      );
    };
    const refusal = (code: string, place: object) => ({ ok: false, check: 'mathematical', code, ...place });
    const spx = await times(engine, 'G2', last!.spx, 2n);
    expect(await judge({}, { spx })).toMatchObject(refusal('proof', { index: 1 }));
    const deltaAfter = await times(engine, 'G1', last!.deltaAfter, 2n);
    expect(await judge({ delta1: deltaAfter }, { deltaAfter })).toMatchObject(refusal('delta', { index: 1 }));
    const delta2 = await times(engine, 'G2', parts.header.delta2, 2n);
    expect(await judge({ delta2 }, {})).toMatchObject(refusal('delta-2', { section: 2 }));
    expect(await judge({}, {})).toMatchObject({ ok: true });
  });

  test('is not judged by an engine whose sums are zero', async () => {
    const nothing = await engine.decode('G1', 'lem', new Uint8Array(sizesOf(curve).G1), { infinity: true });
    const broken = { ...engine, combineEncoded: async () => nothing };
    const zero = { ...start, genesis: await sumGenesis(broken, genesis) };
    await expect(verifyZkey(broken, zero, two)).rejects.toThrow(ComputationFault);
  });

  test('is compared with its genesis, or with a hash of what no contribution changes', async () => {
    const expected = { ok: false, check: 'consistency', code: 'other-circuit' };
    const both = [start, { ...start, immutable: genesis }];
    for (const one of both) expect(await verifyZkey(engine, one, final)).toMatchObject({ ok: true });
    const slim = await zkeyIn(await bytesOf(slimPart(final)), 'slim');
    expect(await verifyZkey(engine, both[1]!, slim)).toMatchObject({ ok: true });
    // The count of coefficients would make it no zkey.
    const places = [3, 4, 5, 6, 7].flatMap((id) => {
      const { from, size } = zkeySection(final, id);
      return [from + (id === 4 ? 4 : 0), from + size - 1];
    });
    for (const place of places) {
      const bytes = await final.source.read(0, final.source.size);
      bytes[place]! ^= 1;
      const changed = await zkeyIn(bytes);
      for (const one of both) expect(await verifyZkey(engine, one, changed)).toMatchObject(expected);
    }
    const fewer = await zkeyIn(await withoutLastCoefficient(final));
    for (const one of both) expect(await verifyZkey(engine, one, fewer)).toMatchObject(expected);
    const more = { ...start, immutable: await zkeyIn(await withoutLastCoefficient(genesis)) };
    expect(await verifyZkey(engine, more, final)).toMatchObject(expected);
  });

  test('has a δ whose size is told', async () => {
    const generator = await engine.decode('G1', 'lem', generatorBytes(curve, 'G1'));
    const of = async (factor: bigint) =>
      engine.decode('G1', 'lem', await times(engine, 'G1', generatorBytes(curve, 'G1'), factor));
    expect(await engine.isSmallMultiple(generator)).toBe(true);
    const small = [
      -1n,
      2n,
      2n ** 16n,
      2n ** 17n - 1n,
      2n ** 31n + 12_345n,
      -(2n ** 32n) + 1n,
      2n ** 32n - 1n,
    ];
    for (const factor of small)
      expect([factor, await engine.isSmallMultiple(await of(factor))]).toEqual([factor, true]);
    for (const factor of [2n ** 34n, 3n ** 90n])
      expect(await engine.isSmallMultiple(await of(factor))).toBe(false);
  });
});
