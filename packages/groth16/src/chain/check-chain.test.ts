import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName, Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { blake2b } from '@noble/hashes/blake2.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ComputationFault } from '../computation-fault.ts';
import { hashedForm } from '../curve.ts';
import { badPoints } from '../testing/bad-points.ts';
import { type MadeStep, madeChain, madeGenesis, times } from '../testing/made-chain.ts';
import { HEADER_POINTS } from '../zkey/header.ts';
import type { ContributionRecord } from '../zkey/records.ts';
import { type Chain, checkChain, requireChain } from './check-chain.ts';
import { recordForm } from './record-hash.ts';

const HONEST: MadeStep[] = [{ secret: 11n }, { secret: 13n }, { secret: 17n }];

describe.each<CurveName>(['bn254', 'bls12-381'])('chains on %s', (curve) => {
  const genesis = madeGenesis(curve);
  let engine: Engine;
  let honest: Chain;

  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 1 });
    honest = await madeChain(engine, genesis, HONEST);
  });
  afterAll(() => engine.close());

  const withRecord = (index: number, change: (record: ContributionRecord) => object): Chain => ({
    ...honest,
    records: {
      ...honest.records,
      list: honest.records.list.map((record, i) => (i === index ? { ...record, ...change(record) } : record)),
    },
  });
  const withHeader = (change: object): Chain => ({ ...honest, header: { ...honest.header, ...change } });
  const refusal = async (chain: Chain) => {
    const verdict = await checkChain(engine, chain);
    if (verdict.ok) throw new Error('the chain was accepted');
    const { check, code, section, index } = verdict;
    return { check, code, section, ...(index !== undefined && { index }) };
  };
  const made = async (...steps: MadeStep[]) => refusal(await madeChain(engine, genesis, steps));

  test('are sound when they are honest', async () => {
    const progress = vi.fn();
    expect(await checkChain(engine, honest, { progress })).toEqual({ ok: true });
    expect(progress).toHaveBeenLastCalledWith(3, 3);
    expect(await checkChain(engine, genesis)).toEqual({ ok: true });
    const noble = createNobleEngine(curve);
    expect(await checkChain(noble, honest)).toEqual({ ok: true });
    expect(await checkChain(noble, withHeader({ delta2: genesis.header.delta2 }))).toMatchObject({
      code: 'delta-2',
    });
  });

  test('are checked from where they are known on', async () => {
    const { list } = honest.records;
    const { circuitHash } = honest.records;
    const first = await madeChain(engine, genesis, HONEST.slice(0, 1));
    const known = await requireChain(engine, first);
    const progress = vi.fn();
    const { transcript } = await requireChain(engine, honest, { known, progress });
    expect(progress).toHaveBeenLastCalledWith(2, 2);
    const next = { s: list[0]!.s, sx: list[1]!.s };
    expect(transcript.of(next)).toEqual((await requireChain(engine, honest)).transcript.of(next));
    expect(await checkChain(engine, first, { known })).toEqual({ ok: true });
    // What is wrong has the same place.
    const other = await madeChain(engine, genesis, [HONEST[0]!, HONEST[1]!, { secret: 17n, ofPartner: 5n }]);
    expect(await checkChain(engine, other, { known })).toMatchObject({ code: 'proof', index: 2 });
    for (const [code, spoil] of badPoints(curve, 'G1')) {
      const chain = withRecord(1, ({ sx }) => ({ sx: spoil(sx) }));
      expect(await checkChain(engine, chain, { known })).toMatchObject({ code, index: 1 });
    }
    // What is another chain, or only looks the same, is checked from its beginning.
    const whole = async (chain: Chain) => {
      progress.mockClear();
      const verdict = await checkChain(engine, chain, { known, progress });
      return [verdict.ok ? 'ok' : verdict.code, progress.mock.lastCall];
    };
    const three = HONEST.map(({ secret }) => ({ secret: secret + 30n }));
    expect(await whole(await madeChain(engine, genesis, three))).toEqual(['ok', [3, 3]]);
    expect(await whole(withRecord(0, () => ({ name: 'Eve' })))).toEqual(['ok', [3, 3]]);
    expect(await whole(genesis)).toEqual(['ok', undefined]);
    const records = { ...honest.records, circuitHash: circuitHash.map((byte) => byte ^ 1) };
    expect(await whole({ ...honest, records })).toEqual(['transcript', undefined]);
  });

  test('can be left before the end', async () => {
    await expect(checkChain(engine, honest, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  test.each(HEADER_POINTS)('have a header with a good %s', async (name, group) => {
    for (const [code, spoil] of badPoints(curve, group)) {
      const expected = { check: 'format', code, section: 2 };
      expect(await refusal(withHeader({ [name]: spoil(honest.header[name]) }))).toEqual(expected);
    }
  });

  test.each([
    ['deltaAfter', 'G1'],
    ['s', 'G1'],
    ['sx', 'G1'],
    ['spx', 'G2'],
  ] as const)('have records with a good %s', async (name, group) => {
    for (const [code, spoil] of badPoints(curve, group)) {
      const chain = withRecord(1, (record) => ({ [name]: spoil(record[name]) }));
      expect(await refusal(chain)).toEqual({ check: 'format', code, section: 10, index: 1 });
    }
  });

  test('have the δ of the last record', async () => {
    const expected = { check: 'consistency', code: 'delta-record', section: 2 };
    const { delta1, delta2 } = (await madeChain(engine, genesis, [...HONEST, { secret: 3n }])).header;
    expect(await refusal(withHeader({ delta1, delta2 }))).toEqual(expected);
    expect(await refusal({ ...genesis, header: { ...genesis.header, delta1, delta2 } })).toEqual(expected);
    expect(await refusal({ ...honest, records: genesis.records })).toEqual(expected);
  });

  test('have the same δ in both groups', async () => {
    const delta2 = await times(engine, 'G2', honest.header.delta2, 2n);
    const expected = { check: 'mathematical', code: 'delta-2', section: 2 };
    expect(await refusal(withHeader({ delta2 }))).toEqual(expected);
    expect(await refusal({ ...genesis, header: { ...genesis.header, delta2 } })).toEqual(expected);
  });

  test.each([
    ['1', 1n],
    ['−1', -1n],
  ])('have no contribution of %s', async (_, secret) => {
    const expected = { check: 'consistency', code: 'no-change', section: 10, index: 1 };
    expect(await made({ secret: 11n }, { secret }, { secret: 17n })).toEqual(expected);
  });

  test('have no contribution that leaves δ, whatever it proves', async () => {
    const expected = { check: 'consistency', code: 'no-change', section: 10, index: 1 };
    expect(await made({ secret: 11n }, { secret: 5n, ofDelta: 1n })).toEqual(expected);
  });

  test('have transcripts of everything before', async () => {
    const expected = (index: number) => ({
      check: 'mathematical',
      code: 'transcript',
      section: 10,
      index,
    });
    const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 63 ? byte ^ 1 : byte));
    const other = (record: ContributionRecord) => ({ transcript: flipped(record.transcript) });
    expect(await refusal(withRecord(2, other))).toEqual(expected(2));
    const { circuitHash, list } = honest.records;
    const records = { ...honest.records, circuitHash: flipped(circuitHash) };
    expect(await refusal({ ...honest, records })).toEqual(expected(0));
    // Records of an honest chain, but not after the ones they were made after.
    const swapped = await madeChain(engine, genesis, [HONEST[1]!, HONEST[0]!, HONEST[2]!]);
    const mixed = [swapped.records.list[0]!, swapped.records.list[1]!, list[2]!];
    expect(await refusal({ ...honest, records: { ...honest.records, list: mixed } })).toEqual(expected(2));
  });

  test.each([0, 1, 2])('prove that the secret of record %i was known', async (index) => {
    const steps = HONEST.map((step, i) => (i === index ? { ...step, ofPartner: 19n } : step));
    const expected = { check: 'mathematical', code: 'proof', section: 10, index };
    expect(await made(...steps)).toEqual(expected);
  });

  test.each([0, 1, 2])('change δ by the secret of record %i', async (index) => {
    const steps = HONEST.map((step, i) => (i === index ? { ...step, ofDelta: 19n } : step));
    const expected = { check: 'mathematical', code: 'delta', section: 10, index };
    expect(await made(...steps)).toEqual(expected);
  });

  test('are not judged by an engine that contradicts itself', async () => {
    const broken: Engine = { ...engine, isOne: vi.fn(engine.isOne).mockResolvedValueOnce(false) };
    await expect(checkChain(broken, honest)).rejects.toThrow(ComputationFault);
  });

  test('are not accepted by an engine that gives zeros', async () => {
    const zero = await engine.decode('G1', 'lem', new Uint8Array(honest.header.delta1.length), {
      infinity: true,
    });
    const broken: Engine = { ...engine, msm: async () => zero };
    await expect(checkChain(broken, honest)).rejects.toThrow(ComputationFault);
  });

  test('are not accepted by an engine that reads zeros or computes strays', async () => {
    const accepting: Engine = { ...engine, isOne: async () => true };
    const decode: Engine['decode'] = (group, encoding, bytes, options) =>
      group === 'G1'
        ? engine.decode(group, encoding, bytes, options)
        : engine.decode(group, encoding, new Uint8Array(bytes.length), { infinity: true });
    expect(await checkChain({ ...accepting, decode }, honest)).toMatchObject({ ok: false });
    for (const [, spoil] of badPoints(curve, 'G1').slice(3)) {
      const options = { subgroup: false };
      const stray = await engine.decode('G1', 'lem', spoil(honest.header.delta1), options);
      const broken = checkChain({ ...accepting, msm: async () => stray }, honest);
      await expect(broken).rejects.toThrow(ComputationFault);
    }
  });

  test('are hashed as if each transcript began anew', () => {
    const { circuitHash, list } = honest.records;
    for (const [i, { s, sx, transcript }] of list.entries()) {
      const before = list.slice(0, i).map((record) => recordForm(curve, record));
      const points = [s, sx].map((point) => hashedForm(curve, 'G1', point));
      expect(blake2b(joinBytes([circuitHash, ...before, ...points]), { dkLen: 64 })).toEqual(transcript);
    }
  });
});
