import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Group } from '@brebaje/curves/engine';
import { NOBLE_CURVES } from '@brebaje/curves/noble-curve';
import { decodeNoble } from '@brebaje/curves/noble-encodings';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { sha256 } from '@noble/hashes/sha2.js';
import { ChaCha } from 'ffjavascript';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { endSnarkjs, snarkjsCurve } from '../testing/snarkjs.ts';
import { clearCofactor } from './cofactor.ts';
import { drawPoint, hashToG2 } from './curve-point.ts';
import { drawElement, drawScalar } from './field-element.ts';
import { type Beacon, beaconStream, personStream, streamOfEntropy } from './generators.ts';
import { KeyStream } from './key-stream.ts';

afterAll(endSnarkjs);

const digest = (seed: number) => sha256(Uint8Array.of(seed));

/** The generator of snarkjs with the same seed. */
function ofSnarkjs(digest: Uint8Array) {
  const view = new DataView(digest.buffer);
  return new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)));
}

describe('random numbers', () => {
  test('are those of snarkjs', () => {
    const [ours, theirs] = [new KeyStream(digest(1)), ofSnarkjs(digest(1))];
    for (let i = 0; i < 1000; i++) {
      expect(ours.u32()).toBe(theirs.nextU32());
      expect(ours.u64()).toBe(theirs.nextU64());
    }
  });

  test('need a seed, and end', () => {
    expect(() => new KeyStream(new Uint8Array(31))).toThrow(RangeError);
    const stream = new KeyStream(digest(1));
    stream.u32();
    stream.wipe();
    expect(() => stream.u32()).toThrow('wiped');
  });

  test('of a person come from the platform and from what was added', () => {
    const random = new Uint8Array(64).fill(7);
    const first = (stream: KeyStream) => stream.u64();
    expect(first(streamOfEntropy(random, 'a'))).toBe(first(streamOfEntropy(random, 'a')));
    expect(first(streamOfEntropy(random, 'a'))).not.toBe(first(streamOfEntropy(random, 'b')));
    expect(first(streamOfEntropy(random, 'a'))).not.toBe(first(streamOfEntropy(new Uint8Array(64), 'a')));
    expect(first(streamOfEntropy(random, Uint8Array.of(0x61)))).toBe(first(streamOfEntropy(random, 'a')));
    expect(() => streamOfEntropy(new Uint8Array(63), 'a')).toThrow(RangeError);
    expect(first(personStream('a'))).not.toBe(first(personStream('a')));
  });

  test('of a beacon are hashed as often as agreed', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    let value: Uint8Array = bytes;
    for (let i = 0; i < 1 << 11; i++) value = sha256(value);
    const progress = vi.fn();
    const stream = await beaconStream({ bytes, exponent: 11 }, { progress });
    expect(stream.u64()).toBe(new KeyStream(value).u64());
    expect(progress).toHaveBeenLastCalledWith(2048, 2048);
  });

  test.each<[string, Beacon]>([
    ['hashed too rarely', { bytes: Uint8Array.of(1), exponent: 9 }],
    ['that nobody waits for', { bytes: Uint8Array.of(1), exponent: 25 }],
    ['hashed no whole number of times', { bytes: Uint8Array.of(1), exponent: 10.5 }],
    ['that no record holds', { bytes: Uint8Array.of(1), exponent: 64 }],
    ['of nothing', { bytes: new Uint8Array(), exponent: 10 }],
    ['too long', { bytes: new Uint8Array(256), exponent: 10 }],
  ])('are not made from a beacon %s', async (_, beacon) => {
    await expect(beaconStream(beacon)).rejects.toThrow(RangeError);
  });

  test('of a beacon can be given up', async () => {
    const signal = AbortSignal.abort();
    await expect(beaconStream({ bytes: Uint8Array.of(1), exponent: 24 }, { signal })).rejects.toThrow();
  });
});

describe.each(Object.values(CURVES))('$name', (curve) => {
  const { name, p, r } = curve;

  test('elements are those of snarkjs', async () => {
    const library = await snarkjsCurve(name);
    for (let seed = 0; seed < 30; seed++) {
      const [ours, theirs] = [new KeyStream(digest(seed)), ofSnarkjs(digest(seed))];
      expect(drawElement(ours, r)).toBe(library.Fr.toObject(library.Fr.fromRng(theirs)));
      expect(drawElement(ours, p)).toBe(library.G1.F.toObject(library.G1.F.fromRng(theirs)));
      const scalar = library.Fr.toObject(library.Fr.fromRng(theirs)) as bigint;
      expect(drawScalar(ours, name)).toEqual(bigIntToScalar(scalar, r));
    }
  });

  test.each<Group>(['G1', 'G2'])('points of %s are those of snarkjs', async (group) => {
    const library = (await snarkjsCurve(name))[group];
    for (let seed = 0; seed < 8; seed++) {
      const [ours, theirs] = [new KeyStream(digest(seed)), ofSnarkjs(digest(seed))];
      for (let i = 0; i < 2; i++) {
        const expected = library.toAffine(library.fromRng(theirs));
        expect(Buffer.from(drawPoint(ours, name, group)).equals(expected)).toBe(true);
      }
      expect(ours.u32()).toBe(theirs.nextU32());
    }
    expect(hashToG2(name, digest(3))).toEqual(drawPoint(new KeyStream(digest(3)), name, 'G2'));
  });

  test('the cofactor is the exact one', async () => {
    const { groups } = NOBLE_CURVES[name];
    for (const group of ['G1', 'G2'] as const) {
      const Point = groups[group];
      // A point that is in no subgroup, unless the cofactor is one.
      let start: unknown = 'not-on-curve';
      for (let x = 1n; typeof start === 'string'; x++) {
        const bytes = new Uint8Array(Point.Fp.BYTES);
        bytes[bytes.length - 1] = Number(x);
        if (name === 'bls12-381') bytes[0]! |= 0x80;
        start = decodeNoble(NOBLE_CURVES[name], group, name === 'bls12-381' ? 'zcash' : 'c', bytes);
      }
      const point = start as InstanceType<typeof Point>;
      expect(point.isTorsionFree()).toBe(name === 'bn254' && group === 'G1');
      let product = Point.ZERO;
      for (const bit of (Point.CURVE() as { h: bigint }).h.toString(2)) {
        product = product.double();
        if (bit === '1') product = product.add(point);
      }
      expect(clearCofactor(name, group, point).equals(product)).toBe(true);
    }
    expect(clearCofactor(name, 'G2', groups.G2.ZERO).is0()).toBe(true);
  });
});
