import { joinBytes } from '@brebaje/curves/bytes';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inFileOrder } from '../domain-roots.ts';
import { memorySink } from '../files/sink.ts';
import { drawPoint } from '../random/curve-point.ts';
import { KeyStream } from '../random/key-stream.ts';
import { badPoints } from '../testing/bad-points.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { times } from '../testing/made-chain.ts';
import { contributed, edited, ptauIn, startOf, withRecord } from '../testing/made-ptau.ts';
import { endSnarkjs, preparedPowers, snarkjsCurve, written } from '../testing/snarkjs.ts';
import { beaconPtau } from './contribute.ts';
import type { Key } from './key.ts';
import { pointBytes } from './points.ts';
import { preparePtau } from './prepare.ts';
import type { Ptau } from './ptau.ts';
import { type PublicKey, RECORD_POINTS, SECRETS, type SecretName } from './records.ts';
import { firstOfTable, groupOf, largestTable, POWERS, pointCount, TABLES } from './sections.ts';
import { truncatePtau } from './truncate.ts';
import { verifyPtau } from './verify-ptau.ts';

afterAll(endSnarkjs);

const BEACON = { bytes: Uint8Array.of(9, 8, 7), exponent: 10 };

/** Where only the kind of point matters, the smallest file does. */
const SMALLEST = 1;

describe.each([
  ['bn254', 3],
  ['bls12-381', 2],
] as const)('verification of powers of tau on %s of power %i', (curve, power) => {
  let engine: WasmEngine;
  /** Three contributions of both tools, and a beacon. */
  let raw: Ptau;
  let prepared: Ptau;
  /** Prepared and cut by one power. */
  let cut: Ptau;
  /** One contribution and the smallest tables. */
  let small: Ptau;
  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 2 });
    await snarkjsCurve(curve);
    const first = await contributed(await startOf(engine, power), engine);
    const bytes = await first.source.read(0, first.source.size);
    const second = await written((to) => snarkjs.powersOfTau.contribute(bytes, to, 'theirs', 'entropy'));
    const third = await contributed(await ptauIn(second), engine);
    const sink = memorySink();
    await beaconPtau(third, sink, { engine, beacon: BEACON });
    raw = await ptauIn(sink.bytes());
    prepared = await ptauIn(await bytesOf(preparePtau(raw, engine)));
    cut = await ptauIn(await bytesOf(truncatePtau(prepared, power - 1)));
    const one = await contributed(await startOf(engine, SMALLEST), engine);
    small = await ptauIn(await bytesOf(preparePtau(one, engine)));
  });
  afterAll(() => engine.close());

  /** What is said about a file: nothing when it is accepted. */
  async function refusalOf(ptau: Ptau): Promise<string | undefined> {
    const verdict = await verifyPtau(ptau, engine);
    if (verdict.ok) return undefined;
    const { check, code, section, index } = verdict;
    return [check, code, section, index].filter((part) => part !== undefined).join(' ');
  }

  const pointOf = (ptau: Ptau, id: (typeof POWERS | typeof TABLES)[number], index: number) =>
    pointBytes(ptau, id, index, index + 1);

  describe('accepts', () => {
    test('a file of both tools, and says what it has nothing to check against', async () => {
      expect(await verifyPtau(prepared, engine)).toEqual({ ok: true, unchecked: [] });
      const said = async (ptau: Ptau) => {
        const verdict = await verifyPtau(ptau, engine);
        return verdict.ok && verdict.unchecked.join();
      };
      expect(await said(raw)).toContain('not prepared');
      expect(await said(cut)).toContain('was cut');
    });

    test('one contribution', async () => {
      expect(await refusalOf(small)).toBe(undefined);
    });

    test('reports its progress up to the end', async () => {
      const seen: number[] = [];
      await verifyPtau(prepared, engine, { progress: (done, total) => seen.push(done / total) });
      expect(seen.at(-1)).toBe(1);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    });
  });

  // The checks are the same ones on both curves; the long runs repeat them on the other.
  const refuses = curve === 'bn254' || process.env.BREBAJE_SOAK === '1' ? ['refuses'] : [];
  describe.each(refuses)('%s', () => {
    test('hash states that count other than the bytes of a response', async () => {
      const { hashState } = raw.records[1]!;
      // Bytes compressed, their upper half, and bytes waiting.
      for (const at of [192, 196, 200]) {
        const counted = hashState.with(at, hashState[at]! ^ 1);
        expect(await refusalOf(await withRecord(raw, 1, { hashState: counted }))).toBe(
          'consistency hash-state 7 1',
        );
      }
    });

    test('a file that nobody contributed to, or only beacons', async () => {
      expect(await refusalOf(await startOf(engine, power))).toBe('consistency nobody 7');
      const powers = await ptauIn(await preparedPowers(curve, 3));
      expect(await refusalOf(powers)).toBe('consistency nobody 7');
    });

    test.each([...POWERS, ...TABLES])('points of section %i that are none of the group', async (id) => {
      const index = pointCount(id, SMALLEST) - 1;
      for (const [code, make] of badPoints(curve, groupOf(id))) {
        const bytes = make(await pointOf(small, id, index));
        const moved = await edited(small, { point: { id, index, bytes } });
        expect(await refusalOf(moved)).toBe(`format ${code} ${id} ${index}`);
      }
    });

    test('points of records that are none of the group', async () => {
      for (const [name, group] of RECORD_POINTS) {
        for (const [code, make] of badPoints(curve, group)) {
          const change = { [name]: make(raw.records[1]![name]) };
          expect(await refusalOf(await withRecord(raw, 1, change))).toBe(`format ${code} 7 1`);
        }
      }
      const { key } = raw.records[2]!;
      for (const secret of SECRETS) {
        for (const [part, group] of [
          ['s', 'G1'],
          ['sx', 'G1'],
          ['spx', 'G2'],
        ] as const) {
          for (const [code, make] of badPoints(curve, group)) {
            const proof = { ...key[secret], [part]: make(key[secret][part]) };
            const change = { key: { ...key, [secret]: proof } };
            expect(await refusalOf(await withRecord(raw, 2, change))).toBe(`format ${code} 7 2`);
          }
        }
      }
    });

    test.each([
      [2, 0],
      [2, 1],
      [3, 0],
      [3, 1],
      [4, 0],
      [5, 0],
      [6, 0],
    ] as const)('section %i whose point %i is not what it begins with', async (id, index) => {
      const bytes = drawPoint(new KeyStream(new Uint8Array(32)), curve, groupOf(id));
      expect(await refusalOf(await edited(raw, { point: { id, index, bytes } }))).toBe(
        `consistency first-points ${id} ${index}`,
      );
    });

    test.each([2, 3, 4, 5] as const)(
      'a point of section %i that is not τ times the one before',
      async (id) => {
        for (const wrong of id === 2 ? [2, 6] : [3]) {
          const dishonest = {
            factor: (at: number, index: number) => (at === id && index === wrong ? 3n : 1n),
          };
          const made = await contributed(await startOf(engine, 2), engine, dishonest);
          expect(await refusalOf(made)).toBe(`mathematical powers ${id} ${wrong}`);
        }
      },
    );

    test('points other than those that the last record hashed', async () => {
      const index = 2;
      const bytes = await times(engine, 'G1', await pointOf(raw, 2, index), 2n);
      const moved = await edited(raw, { point: { id: 2, index, bytes } });
      expect(await refusalOf(moved)).toBe('consistency response-hash 7 3');
    });

    test('a last record whose hashes are not those of the points', async () => {
      const { hashState, nextChallenge } = raw.records[3]!;
      const state = hashState.with(130, hashState[130]! ^ 1);
      expect(await refusalOf(await withRecord(raw, 3, { hashState: state }))).toBe(
        'consistency response-hash 7 3',
      );
      const challenge = nextChallenge.with(0, nextChallenge[0]! ^ 1);
      expect(await refusalOf(await withRecord(raw, 3, { nextChallenge: challenge }))).toBe(
        'consistency next-challenge 7 3',
      );
    });

    test('a record that does not go on from the challenge before', async () => {
      const { nextChallenge } = raw.records[0]!;
      const challenge = nextChallenge.with(0, nextChallenge[0]! ^ 1);
      expect(await refusalOf(await withRecord(raw, 0, { nextChallenge: challenge }))).toBe(
        'mathematical proof 7 1',
      );
    });

    const replaced =
      (name: SecretName, part: 's' | 'sx' | 'spx') =>
      async (key: Key): Promise<PublicKey> => {
        const proof = key.publicKey[name];
        const point = await times(engine, part === 'spx' ? 'G2' : 'G1', proof[part], 2n);
        return { ...key.publicKey, [name]: { ...proof, [part]: point } };
      };

    test.each(SECRETS)('a record that does not prove knowledge of %s', async (name) => {
      const start = await startOf(engine, 1);
      for (const part of ['s', 'sx', 'spx'] as const) {
        const made = await contributed(start, engine, { publicKey: replaced(name, part) });
        expect(await refusalOf(made)).toBe('mathematical proof 7 0');
      }
    });

    test.each([
      ['tau', [2, 3], (index: number) => 2n ** BigInt(index)],
      ['tau', [2], (index: number) => 2n ** BigInt(index)],
      ['tau', [3], (index: number) => 2n ** BigInt(index)],
      ['alpha', [4], () => 2n],
      ['beta', [5, 6], () => 2n],
      ['beta', [5], () => 2n],
      ['beta', [6], () => 2n],
    ] as const)(
      'a %s in sections %j that does not follow by the secret proven',
      async (name, ids, multiple) => {
        const factor = (id: number, index: number) =>
          (ids as readonly number[]).includes(id) ? multiple(index) : 1n;
        const made = await contributed(await contributed(await startOf(engine, 1), engine), engine, {
          factor,
        });
        expect(await refusalOf(made)).toBe(`mathematical ${name} 7 1`);
      },
    );

    test('a beacon’s record that is not what the beacon gives', async () => {
      const other = { beacon: { ...BEACON, exponent: 11 } };
      expect(await refusalOf(await withRecord(raw, 3, other))).toBe('mathematical beacon 7 3');
      const endless = { beacon: { ...BEACON, exponent: 63 } };
      expect(await refusalOf(await withRecord(raw, 3, endless))).toBe('mathematical beacon 7 3');
      const person = { type: 'beacon', beacon: BEACON } as const;
      expect(await refusalOf(await withRecord(raw, 1, person))).toBe('mathematical beacon 7 1');
    });

    test('records in another order, and records left out', async () => {
      const [a, b, c, d] = raw.records as [Ptau['records'][0], ...Ptau['records'][0][]];
      expect(await refusalOf(await edited(raw, { records: [b!, a, c!, d!] }))).toBe('mathematical proof 7 0');
      expect(await refusalOf(await edited(raw, { records: [b!, c!, d!] }))).toBe('mathematical proof 7 0');
      expect(await refusalOf(await edited(raw, { records: [a, b!, c!] }))).toBe(
        'consistency first-points 2 1',
      );
    });

    test.each(TABLES)('a point of section %i that is not that of the powers', async (id) => {
      const group = groupOf(id);
      for (let log = 0; log <= largestTable(id, SMALLEST); log++) {
        const index = firstOfTable(log) + 2 ** log - 1;
        const bytes = await times(engine, group, await pointOf(small, id, index), 2n);
        const moved = await edited(small, { point: { id, index, bytes } });
        expect(await refusalOf(moved)).toBe(`mathematical tables ${id} ${firstOfTable(log)}`);
      }
    });

    test('a table with points in another order', async () => {
      const index = firstOfTable(power);
      for (const ptau of [prepared, cut]) {
        const bytes = await pointOf(ptau, 12, index + 1);
        const moved = await edited(ptau, { point: { id: 12, index, bytes } });
        expect(await refusalOf(moved)).toBe(`mathematical tables 12 ${index}`);
      }
    });

    test('a table that has another point for the power that is lacking', async () => {
      const log = power + 1;
      const powers = await pointBytes(raw, 2, 0, 2 ** log - 1);
      const stray = drawPoint(new KeyStream(new Uint8Array(32)), curve, 'G1');
      const points = await engine.decode('G1', 'lem', joinBytes([powers, stray]));
      const table = await engine.encode(await engine.lagrange(points), 'lem');
      const bytes = inFileOrder(curve, table, stray.length);
      const index = firstOfTable(log);
      const moved = await edited(prepared, { point: { id: 12, index, bytes } });
      expect(await refusalOf(moved)).toBe(`mathematical tables 12 ${index}`);
    });
  });
});
