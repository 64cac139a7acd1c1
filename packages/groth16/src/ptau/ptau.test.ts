import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readContainer } from '../container/read-container.ts';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { FileError } from '../file-error.ts';
import { memorySink } from '../files/sink.ts';
import { memorySource } from '../files/source.ts';
import { u32Bytes } from '../little-endian.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { contributed, ptauIn, startOf } from '../testing/made-ptau.ts';
import { firstDifference } from '../testing/same-bytes.ts';
import { beaconPtau } from './contribute.ts';
import { parseHeader } from './header.ts';
import { ptauInfo } from './info.ts';
import { newPtau } from './new-ptau.ts';
import { preparePtau } from './prepare.ts';
import { recordsBytes } from './records.ts';

/** Two contributions: a person's and a beacon's; raw, and prepared. */
let raw: Uint8Array;
let prepared: Uint8Array;
let hashes: Uint8Array[];
const beacon = { bytes: Uint8Array.of(1, 2), exponent: 10 };
beforeAll(async () => {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 2 });
  const sink = memorySink();
  const first = await contributed(await startOf(engine, 2), engine);
  const { responseHash } = await beaconPtau(first, sink, { engine, beacon, name: 'a beacon' });
  raw = sink.bytes();
  prepared = await bytesOf(preparePtau(await ptauIn(raw), engine));
  hashes = [responseHash];
  await engine.close();
});

async function sectionsOf(bytes: Uint8Array): Promise<NewSection[]> {
  const { sections } = await readContainer(memorySource(bytes), 'ptau');
  return sections.map(({ id, from, size }) => sectionOfBytes(id, bytes.slice(from, from + size)));
}

async function remade(
  change: (sections: NewSection[]) => NewSection[],
  bytes: Uint8Array = raw,
): Promise<Uint8Array> {
  return bytesOf(writeContainer('ptau', change(await sectionsOf(bytes))));
}

/** The file with the content of one section changed. */
function replaced(id: number, change: (content: Uint8Array) => Uint8Array, bytes = raw): Promise<Uint8Array> {
  const one = (section: NewSection) => {
    const [content] = section.content() as Uint8Array[];
    return section.id === id ? sectionOfBytes(id, change(content!)) : section;
  };
  return remade((sections) => sections.map(one), bytes);
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  try {
    await ptauIn(bytes);
    return 'none';
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return `${error.fault} ${error.section}`;
  }
}

describe('a ptau', () => {
  test('says what it is', async () => {
    const info = ptauInfo(await ptauIn(raw));
    expect(info).toMatchObject({
      curve: 'bn254',
      power: 2,
      ceremonyPower: 2,
      prepared: false,
      cut: false,
      remarks: [],
    });
    expect(info.contributions).toMatchObject([
      { number: 1, type: 'person', name: 'somebody', beacon: undefined },
      { number: 2, type: 'beacon', name: 'a beacon', beacon },
    ]);
    expect(info.contributions[1]!.responseHash).toEqual(hashes[0]);
    expect(ptauInfo(await ptauIn(prepared)).prepared).toBe(true);
  });

  test('has records that are written as they were read', async () => {
    const { records, source, sections } = await ptauIn(raw);
    const { from, size } = sections.get(7)!;
    expect(recordsBytes(records)).toEqual(await source.read(from, from + size));
  });

  test('may have its sections in another order, which is reported', async () => {
    const { remarks } = await ptauIn(await remade((sections) => sections.toReversed()));
    expect(remarks).toEqual(['sections stand in the order 7,6,5,4,3,2,1']);
  });

  test('of an old snarkjs lacks a table, and is not prepared', async () => {
    const without = await replaced(12, (content) => content.slice(0, 7 * 64), prepared);
    const ptau = await ptauIn(without);
    expect(ptau.prepared).toBe(false);
    expect(ptau.remarks).toEqual([expect.stringContaining('prepare it again')]);
    const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
    expect(firstDifference(await bytesOf(preparePtau(ptau, engine)), prepared)).toBe(undefined);
    await engine.close();
  });

  test('begins with a power that there is', () => {
    for (const power of [0, 29, 1.5, Number.NaN]) expect(() => newPtau('bn254', power)).toThrow(RangeError);
  });
});

describe('a ptau is refused', () => {
  test('when sections are missing or unknown', async () => {
    for (const id of [1, 2, 3, 4, 5, 6, 7]) {
      expect(await faultOf(await remade((all) => all.filter((one) => one.id !== id)))).toBe(`sections ${id}`);
    }
    for (const id of [12, 13, 14, 15]) {
      const some = await remade((all) => all.filter((one) => one.id !== id), prepared);
      expect(await faultOf(some)).toBe(`sections ${id}`);
    }
    const more = await remade((all) => [...all, sectionOfBytes(8, new Uint8Array(0))]);
    expect(await faultOf(more)).toBe('sections 8');
  });

  test('when sections are not as long as the power says', async () => {
    for (const id of [2, 3, 4, 5, 6, 12, 13, 14, 15]) {
      const spoilt = (change: (content: Uint8Array) => Uint8Array) => replaced(id, change, prepared);
      expect(await faultOf(await spoilt((content) => content.slice(0, -64)))).toBe(`section-length ${id}`);
      expect(await faultOf(await spoilt((content) => Uint8Array.of(...content, 0)))).toBe(
        `section-length ${id}`,
      );
    }
  });

  test('when its header is not that of a ptau', async () => {
    const header = (at: number, value: number) => replaced(1, (content) => content.with(at, value));
    expect(await faultOf(await header(0, 24))).toBe('curve 1');
    expect(await faultOf(await header(0, 49))).toBe('curve 1');
    expect(await faultOf(await header(4, 0))).toBe('curve 1');
    expect(await faultOf(await header(36, 0))).toBe('value 1');
    expect(await faultOf(await header(36, 3))).toBe('value 1');
    expect(await faultOf(await header(40, 29))).toBe('value 1');
    expect(await faultOf(await header(36, 1))).toBe('section-length 2');
    expect(await faultOf(await replaced(1, (content) => content.slice(0, -1)))).toBe('section-length 1');
    expect(await faultOf(await replaced(1, (content) => Uint8Array.of(...content, 0)))).toBe(
      'section-length 1',
    );
    expect(await faultOf(await replaced(1, () => new Uint8Array(1000)))).toBe('section-length 1');
    expect(() => parseHeader(new Uint8Array(0))).toThrow(FileError);
  });

  test('when its records are not what it says', async () => {
    const records = (change: (content: Uint8Array) => Uint8Array) => replaced(7, change);
    expect(await faultOf(await records((content) => content.with(0, 3)))).toBe('section-length 7');
    expect(await faultOf(await records((content) => content.with(0, 1)))).toBe('section-length 7');
    expect(await faultOf(await records((content) => content.with(3, 255)))).toBe('section-length 7');
    expect(await faultOf(await records((content) => Uint8Array.of(...content, 0)))).toBe('section-length 7');
    expect(await faultOf(await records(() => u32Bytes(0).subarray(1)))).toBe('section-length 7');
    // Type and length of the parameters of the first record, which has only a name.
    const type = 4 + 1504 - 8;
    expect(await faultOf(await records((content) => content.with(type, 2)))).toBe('value 7');
    expect(await faultOf(await records((content) => content.with(type, 1)))).toBe('value 7');
    expect(await faultOf(await records((content) => content.with(type + 5, 5)))).toBe('value 7');
    expect(await faultOf(await records((content) => content.with(type + 8, 9)))).toBe('value 7');
    expect(await faultOf(await records((content) => content.with(type + 10, 0xff)))).toBe('value 7');
  });

  test('when it is cut anywhere', async () => {
    for (let length = 0; length < raw.length; length += 7) {
      expect(await faultOf(raw.subarray(0, length))).toMatch(/^truncated/);
    }
  });

  test('never by anything but a FileError', async () => {
    const { sections } = await readContainer(memorySource(raw), 'ptau');
    // Headers, and the records: points are not looked at.
    const places = sections.flatMap(({ from, id, size }) => [
      from - 12,
      from - 8,
      ...(id === 7 || id === 1 ? [from, from + size - 1] : []),
    ]);
    const place = fc.oneof(fc.constantFrom(...places), fc.nat(raw.length - 1));
    await fc.assert(
      fc.asyncProperty(place, fc.nat(255), async (index, value) => {
        await faultOf(raw.with(index, value));
      }),
      { numRuns: 300 },
    );
  });
});
