import { isZero } from '@brebaje/curves/bytes';
import type { CurveName, Engine } from '@brebaje/curves/engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ComputationFault } from '../computation-fault.ts';
import { generatorBytes, sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { personStream, streamOfEntropy } from '../random/generators.ts';
import type { KeyStream } from '../random/key-stream.ts';
import { sameBytes } from '../same-bytes.ts';
import { badPoints } from '../testing/bad-points.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { times } from '../testing/made-chain.ts';
import { replacePoint, type SlimParts, slimBytes, slimParts, slimZkey } from '../testing/made-zkey.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { Refused } from '../verify/verdict.ts';
import { headerSize } from '../zkey/header.ts';
import { recordsBytes } from '../zkey/records.ts';
import type { Zkey } from '../zkey/zkey.ts';
import { requireChain } from './check-chain.ts';
import { type ContributeOptions, contribute } from './contribute.ts';
import { type GenesisSums, sumGenesis } from './genesis-sums.ts';

afterAll(endSnarkjs);

const RANDOM = new Uint8Array(64);

describe.each<CurveName>(['bn254', 'bls12-381'])('contributions on %s', (curve) => {
  let engine: Engine;
  let genesis: SlimParts;
  let sums: GenesisSums;
  /** After one contribution. */
  let base: SlimParts;

  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 1 });
    const start = await zkeyIn(await genesisOf(smallCircuit(curve)));
    genesis = await slimParts(start);
    sums = await sumGenesis(engine, start);
    const made = await contribute(engine, start, streamOfEntropy(RANDOM, 'first'), {
      output: 'slim',
      name: 'Ada',
    });
    base = await slimParts(await zkeyIn(await bytesOf(made.output), 'slim'));
  });
  afterAll(() => engine.close());

  const output = async (zkey: Zkey, options: ContributeOptions = {}, stream: KeyStream = personStream()) =>
    bytesOf((await contribute(engine, zkey, stream, options)).output);

  /** What is refused about a base, and that it is not without the genesis when that is said. */
  async function refusal(parts: SlimParts, options: ContributeOptions = { genesis: sums }) {
    const error = await output(await slimZkey(parts), options).then(
      () => new Error('the base was accepted'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof Refused)) throw error;
    const { check, code, section, index } = error.refusal;
    return { check, code, section, ...(index !== undefined && { index }) };
  }

  const indexOfInfinity = () => {
    const size = sizesOf(curve).G1;
    for (let i = 0; ; i++) if (isZero(base.l, i * size, (i + 1) * size)) return i;
  };
  const pointAt = (points: Uint8Array, index: number) => {
    const size = sizesOf(curve).G1;
    return points.slice(index * size, (index + 1) * size);
  };

  test('are made from an honest base', async () => {
    const zkey = await slimZkey(base);
    const known = await requireChain(engine, zkey);
    const [plain, quick] = [{ genesis: sums }, { genesis: sums, known }];
    const bytes = await output(zkey, plain, streamOfEntropy(RANDOM, 'second'));
    expect(await output(zkey, quick, streamOfEntropy(RANDOM, 'second'))).toEqual(bytes);
  });

  test.each(['l', 'h'] as const)('never multiply a bad point of %s', async (name) => {
    const scale = vi.spyOn(engine, 'scale');
    for (const [code, spoil] of badPoints(curve, 'G1')) {
      scale.mockClear();
      const parts = { ...base, [name]: replacePoint(base, base[name], 3, spoil) };
      const section = name === 'l' ? 8 : 9;
      const moved = { check: 'format', code: 'infinity-moved', section, index: 3 };
      const expected = { check: 'format', code, section, index: 3 };
      expect(await refusal(parts)).toEqual(name === 'l' && code === 'infinity' ? moved : expected);
      for (const [points] of scale.mock.calls)
        expect(points.count).not.toBe(base[name].length / sizesOf(curve).G1);
    }
    scale.mockRestore();
  });

  test('are no oracle: L and H are those of the genesis, point by point', async () => {
    const unused = indexOfInfinity();
    const ic = await times(engine, 'G1', base.header.alpha1, 5n);
    expect(await refusal({ ...base, l: replacePoint(base, base.l, unused, () => ic) })).toEqual({
      check: 'format',
      code: 'infinity-moved',
      section: 8,
      index: unused,
    });
    for (const name of ['l', 'h'] as const) {
      const expected = { check: 'mathematical', code: name, section: name === 'l' ? 8 : 9 };
      const repeated = replacePoint(base, base[name], 0, () => pointAt(base[name], 1));
      expect(await refusal({ ...base, [name]: repeated })).toEqual(expected);
      const swapped = replacePoint(base, repeated, 1, () => pointAt(base[name], 0));
      expect(await refusal({ ...base, [name]: swapped })).toEqual(expected);
      // Nobody can tell without the genesis.
      await output(await slimZkey({ ...base, [name]: swapped }));
    }
  });

  test('are not made from points that are divided by another δ', async () => {
    expect(await refusal({ ...base, l: genesis.l })).toMatchObject({ code: 'l', section: 8 });
    expect(await refusal({ ...base, h: genesis.h })).toMatchObject({ code: 'h', section: 9 });
  });

  test('are made from the promised state only', async () => {
    const made = await contribute(engine, await slimZkey(base), personStream());
    await bytesOf(made.output);
    const { stateBefore, stateAfter } = made.evidence();
    await output(await slimZkey(base), { state: stateBefore });
    expect(await refusal(base, { state: stateAfter })).toMatchObject({ check: 'consistency', code: 'state' });
  });

  test('are made for the circuit of the genesis only', async () => {
    const other = generatorBytes(curve, 'G1');
    const expected = { check: 'consistency', code: 'other-circuit' };
    expect(await refusal({ ...base, header: { ...base.header, alpha1: other } })).toEqual({
      ...expected,
      section: 2,
    });
    const circuitHash = new Uint8Array(64);
    expect(await refusal({ ...base, records: { ...base.records, circuitHash } })).toEqual({
      ...expected,
      section: 10,
    });
    const wires = { ...sums, header: { ...sums.header, nPublic: sums.header.nPublic + 1 } };
    expect(await refusal(base, { genesis: wires })).toEqual({ ...expected, section: 2 });
    const immutable = await zkeyIn(await genesisOf({ ...smallCircuit(curve), unused: 0 }));
    expect(await refusal(base, { output: 'whole', immutable })).toEqual({ ...expected, section: 2 });
  });

  test('compare with a genesis only', async () => {
    const expected = { refusal: { check: 'consistency', code: 'not-a-genesis' } };
    await expect(sumGenesis(engine, await slimZkey(base))).rejects.toMatchObject(expected);
    const { delta1 } = base.header;
    const changed = await slimZkey({ ...genesis, header: { ...genesis.header, delta1 } });
    await expect(sumGenesis(engine, changed)).rejects.toMatchObject(expected);
    const { delta2 } = base.header;
    const only2 = await slimZkey({ ...genesis, header: { ...genesis.header, delta2 } });
    await expect(sumGenesis(engine, only2)).rejects.toMatchObject(expected);
    const gamma = await slimZkey({ ...genesis, header: { ...genesis.header, gamma2: delta2 } });
    await expect(sumGenesis(engine, gamma)).rejects.toMatchObject(expected);
    const withRecords = await slimZkey({ ...genesis, records: base.records });
    await expect(sumGenesis(engine, withRecords)).rejects.toMatchObject(expected);
    for (const [code, spoil] of badPoints(curve, 'G2')) {
      const header = { ...genesis.header, beta2: spoil(genesis.header.beta2) };
      await expect(sumGenesis(engine, await slimZkey({ ...genesis, header }))).rejects.toMatchObject({
        refusal: { code, section: 2 },
      });
    }
    const [[, spoil]] = badPoints(curve, 'G1') as [ReturnType<typeof badPoints>[0]];
    const spoilt = await slimZkey({ ...genesis, h: replacePoint(genesis, genesis.h, 5, spoil) });
    await expect(sumGenesis(engine, spoilt)).rejects.toMatchObject({
      refusal: { code: 'infinity', section: 9, index: 5 },
    });
  });

  test('that an engine computes wrongly are not given out', async () => {
    const count = base.h.length / sizesOf(curve).G1;
    const zkey = await slimZkey(base);
    const wrong = async (scale: Engine['scale'], options: ContributeOptions) => {
      const made = await contribute({ ...engine, scale }, zkey, personStream(), options);
      await expect(bytesOf(made.output)).rejects.toThrow(ComputationFault);
      expect(() => made.evidence()).toThrow('no evidence');
    };
    const unchanged: Engine['scale'] = async (points, s) =>
      points.count === count ? points : engine.scale(points, s);
    await wrong(unchanged, {});
    await wrong(unchanged, { genesis: sums });
    const twisted: Engine['scale'] = async (points, s) =>
      points.group === 'G2' ? engine.negate(await engine.scale(points, s)) : engine.scale(points, s);
    await wrong(twisted, {});
    const unproven: Engine['scale'] = async (points, s) => {
      const partner =
        points.group === 'G2' && !sameBytes(await engine.encode(points, 'lem'), base.header.delta2);
      const product = await engine.scale(points, s);
      return partner ? engine.negate(product) : product;
    };
    await wrong(unproven, { genesis: sums });
    const stray = badPoints(curve, 'G1').find(([code]) => code === 'not-on-curve')![1];
    const encode: Engine['encode'] = async (points, encoding) => {
      const bytes = await engine.encode(points, encoding);
      return points.count === count ? replacePoint(base, bytes, 1, stray) : bytes;
    };
    const made = await contribute({ ...engine, encode }, zkey, personStream());
    await expect(bytesOf(made.output)).rejects.toThrow('no point');
  });

  test('leave no secret behind', async () => {
    const scale = vi.spyOn(engine, 'scale');
    const secrets = () => scale.mock.calls.map(([, secret]) => secret);
    const zkey = await slimZkey(base);
    const drawn = personStream();
    const made = await contribute(engine, zkey, drawn, {});
    expect(() => drawn.u32()).toThrow('wiped');
    // What is left is the inverse that the points are multiplied by.
    for (const secret of secrets()) expect(isZero(secret, 0, 32)).toBe(true);
    await bytesOf(made.output);
    expect(new Set(secrets()).size).toBe(2);
    for (const secret of secrets()) expect(isZero(secret, 0, 32)).toBe(true);

    const stream = personStream();
    const unread = await contribute(engine, zkey, stream, {});
    unread.discard();
    await expect(bytesOf(unread.output)).rejects.toThrow();
    const left = await contribute(engine, zkey, personStream(), {});
    for await (const _ of left.output) break;
    for (const secret of secrets()) expect(isZero(secret, 0, 32)).toBe(true);
    expect(() => stream.u32()).toThrow('wiped');

    const [untouched, foreign] = [personStream(), personStream()];
    const long = { name: 'x'.repeat(65) };
    await expect(contribute(engine, zkey, untouched, long)).rejects.toThrow(RangeError);
    await expect(contribute({ ...engine, curve: 'other' as CurveName }, zkey, foreign)).rejects.toThrow(
      RangeError,
    );
    for (const stream of [untouched, foreign]) expect(() => stream.u32()).toThrow('wiped');
    scale.mockRestore();
  });

  test('can be given up', async () => {
    const abort = new AbortController();
    const made = await contribute(engine, await slimZkey(base), personStream(), { signal: abort.signal });
    abort.abort();
    await expect(bytesOf(made.output)).rejects.toThrow('abort');
  });

  test('report points', async () => {
    const progress = vi.fn();
    await output(await slimZkey(base), { progress });
    const total = (base.l.length + base.h.length) / sizesOf(curve).G1;
    expect(progress).toHaveBeenLastCalledWith(total, total);
  });

  test('from a base with any byte changed are refused before a secret is used, or the same', async () => {
    const bytes = await slimBytes(base);
    const make = async (changed: Uint8Array) => {
      const made = await contribute(
        engine,
        await zkeyIn(changed, 'slim'),
        streamOfEntropy(RANDOM, 'second'),
        { genesis: sums },
      );
      return {
        hash: made.contributionHash,
        parts: await slimParts(await zkeyIn(await bytesOf(made.output), 'slim')),
      };
    };
    const honest = await make(bytes);
    const scale = vi.spyOn(engine, 'scale');
    const records = recordsBytes(base.records.circuitHash, base.records.list).length;
    const positions = fc.oneof(
      fc.integer({ min: 0, max: bytes.length - 1 }),
      fc.integer({ min: 0, max: 24 + headerSize(curve) }),
      fc.integer({ min: bytes.length - records, max: bytes.length - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(positions, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        scale.mockClear();
        const changed = bytes.slice();
        changed[at]! ^= flip;
        const made = await make(changed).catch((error: unknown) => error);
        if (made instanceof FileError) return;
        if (made instanceof Refused) {
          // Bad points are found batch by batch; no batch with one is multiplied.
          const { section } = made.refusal;
          const most = { 8: 5, 9: 6 }[section as 8 | 9] ?? 0;
          expect(scale.mock.calls.length).toBeLessThanOrEqual(most);
          return;
        }
        expect(made).toMatchObject({
          hash: honest.hash,
          parts: { header: honest.parts.header, l: honest.parts.l, h: honest.parts.h },
        });
      }),
      { numRuns: 60 },
    );
    scale.mockRestore();
  });
});
