import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileError } from '../file-error.ts';
import { memorySource, partOf, streamOf } from '../files/source.ts';
import { readContainer, readSection, requireOrder, sectionOf } from './read-container.ts';
import { containerSize, type NewSection, sectionOfBytes, writeContainer } from './write-container.ts';

async function written(sections: readonly NewSection[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of writeContainer('zkey', sections)) parts.push(bytes);
  return new Uint8Array(Buffer.concat(parts));
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  const error = await readContainer(memorySource(bytes), 'zkey').then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof FileError ? error.fault : `no FileError but ${error}`;
}

describe('the container', () => {
  test('holds what was put into it', async () => {
    const sections = fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 0, max: 99 }), bytes: fc.uint8Array() }),
      {
        selector: ({ id }) => id,
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(sections, async (list) => {
        const bytes = await written(list.map(({ id, bytes }) => sectionOfBytes(id, bytes)));
        expect(bytes.length).toBe(containerSize(list.map(({ bytes }) => ({ size: bytes.length }))));
        const container = await readContainer(memorySource(bytes), 'zkey');
        for (const { id, bytes } of list) {
          expect(await readSection(container, sectionOf(container, id))).toEqual(new Uint8Array(bytes));
        }
        expect(container.sections.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
      }),
    );
  });

  const two = [sectionOfBytes(1, new Uint8Array(5)), sectionOfBytes(2, new Uint8Array(3))];

  test('is refused when it is cut anywhere, or longer', async () => {
    const bytes = await written(two);
    for (let length = 0; length < bytes.length; length++) {
      expect(await faultOf(bytes.subarray(0, length))).toBe('truncated');
    }
    expect(await faultOf(Uint8Array.of(...bytes, 0))).toBe('trailing-bytes');
  });

  test('is refused when it is another format or version', async () => {
    const bytes = await written(two);
    expect(await faultOf(Uint8Array.of(0x70, ...bytes.subarray(1)))).toBe('not-this-format');
    bytes[4] = 2;
    expect(await faultOf(bytes)).toBe('not-this-format');
  });

  test('is refused when a section stands twice, or lengths are beyond every file', async () => {
    expect(await faultOf(await written([two[0]!, two[0]!]))).toBe('sections');
    const bytes = await written(two);
    bytes.fill(0xff, 16, 24);
    expect(await faultOf(bytes)).toBe('truncated');
    const many = await written(two);
    many[10] = 1;
    expect(await faultOf(many)).toBe('sections');
  });

  test('says when sections are missing or in another order', async () => {
    const container = await readContainer(memorySource(await written(two)), 'zkey');
    expect(() => sectionOf(container, 3)).toThrow('zkey section 3: it is missing');
    requireOrder(container, [
      [2, 1],
      [1, 2],
    ]);
    expect(() =>
      requireOrder(container, [
        [2, 1],
        [1, 2, 3],
      ]),
    ).toThrow('sections 1,2 instead of 2,1 or 1,2,3');
  });

  test('is not finished by sections of another length than they said', async () => {
    const short: NewSection = { id: 1, size: 4, content: () => [new Uint8Array(3)] };
    const long: NewSection = { id: 1, size: 4, content: () => [new Uint8Array(3), new Uint8Array(2)] };
    await expect(written([short])).rejects.toThrow('not as long');
    await expect(written([long])).rejects.toThrow('not as long');
  });
});

describe('sources', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);

  test('stream every byte once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 40 }), async (a, b, piece) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const seen: number[] = [];
        for await (const part of streamOf(memorySource(bytes), from, to, piece)) seen.push(...part);
        expect(seen).toEqual([...bytes.subarray(from, to)]);
      }),
    );
  });

  test('do not read beyond their end', async () => {
    await expect(memorySource(bytes).read(99, 101)).rejects.toThrow(RangeError);
    const part = partOf(memorySource(bytes), 10, 20);
    expect([...(await part.read(0, 10))]).toEqual([...bytes.subarray(10, 20)]);
    await expect(part.read(0, 11)).rejects.toThrow(RangeError);
  });
});
