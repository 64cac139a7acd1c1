import { joinBytes } from '@brebaje/curves/bytes';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { u32Bytes } from '../little-endian.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { slimParts, slimZkey } from '../testing/made-zkey.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { CONTRIBUTED_ORDER, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { LeafHasher, leafHash, merkleRoot } from './merkle.ts';
import { immutableHash, LEAF_BYTES, PartHasher, STATE, stateHash } from './state-hash.ts';

afterAll(endSnarkjs);
afterEach(() => vi.unstubAllGlobals());

// Inputs and roots of the reference implementation's tests: google/certificate-transparency, merkle_tree_test.
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('Merkle trees', () => {
  test('have the roots of Certificate Transparency', () => {
    const leaves = LEAVES.map((hex) => leafHash(hexToBytes(hex)));
    for (const [i, root] of ROOTS.entries()) {
      expect(bytesToHex(merkleRoot(leaves.slice(0, i + 1)))).toBe(root);
    }
    expect(() => merkleRoot([])).toThrow(RangeError);
  });

  test('have leaves of one size, however the bytes come, wherever they are hashed', async () => {
    const bytes = Uint8Array.from({ length: 103 }, (_, i) => i);
    const expected = Array.from({ length: 11 }, (_, i) => leafHash(bytes.subarray(10 * i, 10 * i + 10)));
    const leaves = async (piece: number) => {
      const hasher = new LeafHasher(10);
      const buffer = new Uint8Array(piece);
      for (let at = 0; at < bytes.length; at += piece) {
        const part = bytes.subarray(at, at + piece);
        buffer.set(part);
        await hasher.update(buffer.subarray(0, part.length));
      }
      expect(hasher.size).toBe(bytes.length);
      return hasher.end();
    };
    for (const piece of [1, 7, 10, 25, 103]) expect(await leaves(piece)).toEqual(expected);
    vi.stubGlobal('crypto', {});
    expect(await leaves(25)).toEqual(expected);
    expect(await new LeafHasher(10).end()).toEqual([]);
  });
});

describe('hashes of a zkey', () => {
  let zkey: Zkey;
  beforeAll(async () => {
    zkey = await zkeyIn(await genesisOf(smallCircuit('bn254')));
  });

  const contentOf = ({ source }: Zkey, id: number) => {
    const { from, size } = zkeySection(zkey, id);
    return source.read(from, from + size);
  };

  test('are those of the definition', async () => {
    for (const [hash, domain, ids] of [
      [stateHash, 'brebaje/state/v1', [2, 8, 9, 10]],
      [immutableHash, 'brebaje/immutable/v1', [1, 3, 4, 5, 6, 7]],
    ] as const) {
      const contents = await Promise.all(ids.map((id) => contentOf(zkey, id)));
      const lengths = contents.map((bytes, i) => u32Bytes(ids[i]!, bytes.length, 0));
      const first = joinBytes([new TextEncoder().encode(domain), ...lengths]);
      const leaves = [first, ...contents].map((bytes) => sha256(joinBytes([Uint8Array.of(0), bytes])));
      expect(await hash(zkey)).toEqual(merkleRoot(leaves));
    }
  });

  test('do not depend on the order of sections, nor on those of the other part', async () => {
    const sections = await Promise.all(
      CONTRIBUTED_ORDER.map(async (id) => sectionOfBytes(id, await contentOf(zkey, id))),
    );
    const reordered = await zkeyIn(await bytesOf(writeContainer('zkey', sections)));
    expect(await stateHash(reordered)).toEqual(await stateHash(zkey));
    expect(await immutableHash(reordered)).toEqual(await immutableHash(zkey));
    expect(await stateHash(await slimZkey(await slimParts(zkey)))).toEqual(await stateHash(zkey));
    await expect(immutableHash(await slimZkey(await slimParts(zkey)))).rejects.toThrow('missing');
  });

  test('change with every section', async () => {
    const parts = await slimParts(zkey);
    const swapped = { ...parts, l: parts.l.toReversed() };
    expect(await stateHash(await slimZkey(swapped))).not.toEqual(await stateHash(zkey));
    const longer = new PartHasher(STATE);
    const shifted = new PartHasher(STATE);
    await longer.update(8, new Uint8Array(2));
    await shifted.update(9, new Uint8Array(2));
    expect(await longer.root()).not.toEqual(await shifted.root());
    await expect(longer.update(3, new Uint8Array(1))).rejects.toThrow(RangeError);
  });

  test('cut sections into leaves', async () => {
    const hasher = new PartHasher(STATE);
    const bytes = new Uint8Array(LEAF_BYTES + 1).fill(9);
    await hasher.update(9, bytes);
    const head = [2, 8, 9, 10].map((id) => u32Bytes(id, id === 9 ? bytes.length : 0, 0));
    const first = leafHash(joinBytes([new TextEncoder().encode('brebaje/state/v1'), ...head]));
    const leaves = [first, leafHash(bytes.subarray(0, LEAF_BYTES)), leafHash(bytes.subarray(LEAF_BYTES))];
    expect(await hasher.root()).toEqual(merkleRoot(leaves));
  });
});
