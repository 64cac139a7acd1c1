import { joinBytes } from '@brebaje/curves/bytes';
import { afterAll, describe, expect, test } from 'vitest';
import { sectionHeader, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { type ByteSource, memorySource } from '../files/source.ts';
import { parameterBytes } from '../parameters.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { CONTRIBUTED_ORDER, openZkey, zkeySection } from './zkey.ts';

afterAll(endSnarkjs);

describe('a zkey', async () => {
  const genesis = await genesisOf(smallCircuit('bn254'));
  const zkey = await openZkey(memorySource(genesis));
  const contents = new Map(
    await Promise.all(
      CONTRIBUTED_ORDER.map(async (id) => {
        const { from, size } = zkeySection(zkey, id);
        return [id as number, await zkey.source.read(from, from + size)] as const;
      }),
    ),
  );
  const inOrder = (ids: readonly number[]) =>
    bytesOf(
      writeContainer(
        'zkey',
        ids.map((id) => sectionOfBytes(id, contents.get(id) ?? new Uint8Array(4))),
      ),
    );

  test('has its sections in an order of snarkjs’, unless any will do', async () => {
    const shuffled = memorySource(await inOrder([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]));
    await expect(openZkey(shuffled)).rejects.toMatchObject({ fault: 'sections' });
    expect((await openZkey(shuffled, { order: 'any' })).order[0]).toBe(10);
    for (const ids of [CONTRIBUTED_ORDER.slice(1), [...CONTRIBUTED_ORDER, 11]]) {
      const source = memorySource(await inOrder(ids));
      await expect(openZkey(source, { order: 'any' })).rejects.toMatchObject({ fault: 'sections' });
    }
  });

  test.each([
    [0, 0, 0, 0],
    [2, 0, 0, 0],
    [1, 1, 0, 0],
    [1, 0, 0, 128],
  ])('is of Groth16, which the bytes %i %i %i %i are not', async (...protocol) => {
    const other = CONTRIBUTED_ORDER.map((id) =>
      sectionOfBytes(id, id === 1 ? Uint8Array.from(protocol) : contents.get(id)!),
    );
    const source = memorySource(await bytesOf(writeContainer('zkey', other)));
    await expect(openZkey(source)).rejects.toMatchObject({ fault: 'not-this-format', section: 1 });
  });

  /** A file whose section is longer than any, and is not there when it is asked for. */
  async function longerThanAny(id: number): Promise<{ source: ByteSource; most: () => number }> {
    const SIZE = 2 ** 40;
    const parts: [at: number, bytes: Uint8Array][] = [];
    let at = 12;
    for (const one of CONTRIBUTED_ORDER) {
      const content = one === id ? undefined : contents.get(one)!;
      const size = content?.length ?? SIZE;
      parts.push([at, sectionHeader({ id: one, size })]);
      if (content) parts.push([at + 12, content]);
      at += 12 + size;
    }
    parts.push([0, genesis.slice(0, 12)]);
    let most = 0;
    const source: ByteSource = {
      size: at,
      async read(from, to) {
        most = Math.max(most, to - from);
        const bytes = new Uint8Array(Math.min(to - from, 1 << 20));
        for (const [start, part] of parts) {
          const [begin, end] = [Math.max(from, start), Math.min(to, start + part.length)];
          if (begin < end) bytes.set(part.subarray(begin - start, end - start), begin - from);
        }
        return bytes;
      },
    };
    return { source, most: () => most };
  }

  test.each([1, 2, 3, 4, 8, 9, 10])(
    'is refused without being read when section %i is longer than any',
    async (id) => {
      const { source, most } = await longerThanAny(id);
      await expect(openZkey(source)).rejects.toMatchObject({ fault: 'section-length', section: id });
      expect(most()).toBeLessThan(1 << 16);
    },
  );

  test('has sections that are asked for by their numbers', () => {
    expect(() => zkeySection(zkey, 11)).toThrow('missing');
  });

  test('holds names and beacons of at most 255 bytes', () => {
    const person = { type: 'person', beacon: undefined } as const;
    expect(parameterBytes({ ...person, name: 'x'.repeat(255) }).length).toBe(8 + 2 + 255);
    expect(() => parameterBytes({ ...person, name: 'x'.repeat(256) })).toThrow(RangeError);
    const beacon = { exponent: 10, bytes: joinBytes([new Uint8Array(256)]) };
    expect(() => parameterBytes({ type: 'beacon', name: undefined, beacon })).toThrow(RangeError);
  });
});
