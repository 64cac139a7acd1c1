import { SCALAR_ORDERS, scalarToBigInt } from '@brebaje/curves/scalar';
import fc from 'fast-check';
import * as snarkjs from 'snarkjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readContainer } from '../container/read-container.ts';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { FileError } from '../file-error.ts';
import { memorySource } from '../files/source.ts';
import { u32Bytes } from '../little-endian.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { chainOfSquares, compileCircuit } from '../testing/circuits.ts';
import { domainLog, ptauPower } from './domain.ts';
import { headerBytes, type R1csHeader } from './header.ts';
import { r1csInfo } from './info.ts';
import { readLabels } from './labels.ts';
import { openR1cs } from './r1cs.ts';
import { readTerms } from './terms.ts';
import { type Constraint, type LinearCombination, writeR1cs } from './write-r1cs.ts';

/** The constraints as our reader gives them, in chunks of `most` terms. */
async function constraintsOf(bytes: Uint8Array, most?: number): Promise<Constraint[]> {
  const r1cs = await openR1cs(memorySource(bytes));
  const list = Array.from({ length: r1cs.header.nConstraints }, (): [number, bigint][][] => [[], [], []]);
  for await (const chunk of readTerms(r1cs, most)) {
    expect(chunk.coefficients.length).toBe(32 * chunk.wires.length);
    for (let i = 0; i < chunk.count; i++) {
      const coefficient = scalarToBigInt(chunk.coefficients.subarray(32 * i, 32 * i + 32));
      list[chunk.constraints[i]!]![chunk.matrices[i]!]!.push([chunk.wires[i]!, coefficient]);
    }
  }
  return list as unknown as Constraint[];
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  return openR1cs(memorySource(bytes))
    .then(r1csInfo)
    .then(
      () => 'none',
      (error: unknown) => {
        if (!(error instanceof FileError)) throw error;
        return `${error.fault} ${error.section}`;
      },
    );
}

describe.each(['bn254', 'bls12-381'] as const)('an r1cs that circom wrote for %s', (curve) => {
  let bytes: Uint8Array;
  let exported: Awaited<ReturnType<typeof snarkjs.r1cs.exportJson>>;
  beforeAll(async () => {
    ({ r1cs: bytes } = await compileCircuit(chainOfSquares(20), curve));
    exported = await snarkjs.r1cs.exportJson({ type: 'mem', data: bytes });
  });

  test('has the header that snarkjs reads', async () => {
    const { header, remarks } = await openR1cs(memorySource(bytes));
    expect(header).toEqual({
      curve,
      nWires: exported.nVars,
      nPubOut: exported.nOutputs,
      nPubIn: exported.nPubInputs,
      nPrvIn: exported.nPrvInputs,
      nLabels: exported.nLabels,
      nConstraints: exported.nConstraints,
    });
    expect(remarks).toEqual([]);
  });

  test.each([1, 7, 1 << 15])('has the constraints that snarkjs reads, in chunks of %i', async (most) => {
    const expected = exported.constraints.map((constraint) =>
      constraint.map((combination) =>
        Object.entries(combination).map(([wire, coefficient]) => [Number(wire), BigInt(coefficient)]),
      ),
    );
    expect(await constraintsOf(bytes, most)).toEqual(expected);
  });

  test('has the labels that snarkjs reads', async () => {
    const found: number[] = [];
    for await (const piece of readLabels(await openR1cs(memorySource(bytes)))) found.push(...piece);
    expect(found).toEqual(exported.map.map(Number));
  });

  test('is read by snarkjs as we wrote it', async () => {
    const constraints = await constraintsOf(bytes);
    const { header } = await openR1cs(memorySource(bytes));
    const ours = await bytesOf(writeR1cs(header, () => constraints));
    const again = await snarkjs.r1cs.exportJson({ type: 'mem', data: ours });
    expect(again).toEqual({ ...exported, map: exported.map.map((_, wire) => wire) });
    expect(await constraintsOf(ours)).toEqual(constraints);
  });
});

const header: R1csHeader = {
  curve: 'bn254',
  nWires: 9,
  nPubOut: 1,
  nPubIn: 1,
  nPrvIn: 2,
  nLabels: 9,
  nConstraints: 2,
};
const order = SCALAR_ORDERS.bn254;
const small: Constraint[] = [
  [[[1, 1n]], [[2, order - 1n]], []],
  [
    [],
    [
      [8, 5n],
      [3, 1n << 200n],
    ],
    [[0, 7n]],
  ],
];
const written = (constraints: Constraint[] = small, fields: Partial<R1csHeader> = {}) =>
  bytesOf(writeR1cs({ ...header, nConstraints: constraints.length, ...fields }, () => constraints));

describe('circuits of any shape', () => {
  test('are read as they were written', async () => {
    const coefficient = fc.oneof(fc.constantFrom(0n, 1n, order - 1n), fc.bigInt(0n, order - 1n));
    const combination = fc.array(fc.tuple(fc.nat(8), coefficient), { maxLength: 5 });
    const constraint = fc.tuple(combination, combination, combination);
    await fc.assert(
      fc.asyncProperty(
        fc.array(constraint, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (list, most) => {
          const bytes = await written(list);
          expect(await constraintsOf(bytes, most)).toEqual(list);
          const { terms } = await r1csInfo(await openR1cs(memorySource(bytes)));
          const count = (matrix: 0 | 1 | 2) => list.reduce((sum, row) => sum + row[matrix].length, 0);
          expect(terms).toEqual([count(0), count(1), count(2)]);
        },
      ),
    );
  });

  test('may be longer than one read', async () => {
    const long: LinearCombination = Array.from({ length: 40_000 }, (_, i) => [i % 9, BigInt(i)]);
    const list: Constraint[] = [[long, [], long.slice(1)], small[0]!, [[], long, []]];
    expect(await constraintsOf(await written(list))).toEqual(list);
  });

  test('tell which domain and ptau they need', () => {
    const needs = (nConstraints: number, nPubOut = 0, nPubIn = 0) => {
      const fields = { ...header, nConstraints, nPubOut, nPubIn };
      return [domainLog(fields), ptauPower(fields)];
    };
    expect(needs(0)).toEqual([1, 1]);
    expect(needs(1)).toEqual([1, 1]);
    expect(needs(7, 0, 0)).toEqual([3, 3]);
    expect(needs(6, 1, 1)).toEqual([4, 4]);
    expect(needs(2 ** 14 - 1)).toEqual([14, 14]);
    expect(needs(2 ** 14)).toEqual([15, 16]);
    expect(needs(2 ** 27 - 1)).toEqual([27, 28]);
  });
});

describe('an r1cs is refused', () => {
  const sectionsOf = async (bytes: Uint8Array): Promise<NewSection[]> => {
    const { sections } = await readContainer(memorySource(bytes), 'r1cs');
    return sections.map(({ id, from, size }) => sectionOfBytes(id, bytes.slice(from, from + size)));
  };
  const remade = async (change: (sections: NewSection[]) => NewSection[], bytes?: Uint8Array) =>
    bytesOf(writeContainer('r1cs', change(await sectionsOf(bytes ?? (await written())))));
  const replaced = (id: number, change: (bytes: Uint8Array) => Uint8Array) =>
    remade((sections) =>
      sections.map((section) => {
        if (section.id !== id) return section;
        const [content] = section.content() as Uint8Array[];
        return sectionOfBytes(id, change(content!));
      }),
    );

  test('not when its sections stand in another order, which is reported', async () => {
    const bytes = await remade((sections) => sections.toReversed());
    const { remarks } = await r1csInfo(await openR1cs(memorySource(bytes)));
    expect(remarks).toEqual(['sections stand in the order 3,2,1']);
    expect(await constraintsOf(bytes)).toEqual(small);
  });

  test('when it has custom gates, but not for empty lists of them', async () => {
    const withGates = (uses: Uint8Array) =>
      remade((sections) => [...sections, sectionOfBytes(4, u32Bytes(0)), sectionOfBytes(5, uses)]);
    expect(await faultOf(await withGates(u32Bytes(0)))).toBe('none');
    expect(await faultOf(await withGates(u32Bytes(1, 0)))).toBe('not-this-format 5');
    expect(await faultOf(await withGates(u32Bytes(0, 0)))).toBe('section-length 5');
  });

  test('when sections are missing or unknown', async () => {
    for (const id of [1, 2, 3]) {
      expect(await faultOf(await remade((all) => all.filter((one) => one.id !== id)))).toBe(`sections ${id}`);
    }
    const more = await remade((all) => [...all, sectionOfBytes(6, new Uint8Array(0))]);
    expect(await faultOf(more)).toBe('sections 6');
  });

  test('when its field is no curve’s', async () => {
    const spoilt = (index: number, value: number) =>
      replaced(1, (bytes) => {
        bytes[index] = value;
        return bytes;
      });
    expect(await faultOf(await spoilt(4, 3))).toBe('curve 1');
    expect(await faultOf(await spoilt(0, 48))).toBe('curve 1');
  });

  test('when its header is too short or too long', async () => {
    expect(await faultOf(await replaced(1, (bytes) => bytes.slice(0, -1)))).toBe('section-length 1');
    expect(await faultOf(await replaced(1, (bytes) => bytes.slice(0, 50)))).toBe('section-length 1');
    expect(await faultOf(await replaced(1, (bytes) => Uint8Array.of(...bytes, 0)))).toBe('section-length 1');
  });

  test('when it has fewer wires than inputs and outputs, or labels beyond number', async () => {
    expect(await faultOf(await written(small, { nPrvIn: 7 }))).toBe('value 1');
    expect(await faultOf(await written(small, { nPrvIn: 6 }))).toBe('none');
    const labels = await replaced(1, (bytes) => bytes.fill(0xff, 52, 60));
    expect(await faultOf(labels)).toBe('value 1');
  });

  test('when a wire is out of range', async () => {
    expect(await faultOf(await written([[[[9, 1n]], [], []]]))).toBe('value 2');
  });

  test('when a coefficient is not below the order', async () => {
    for (const coefficient of [order, order + 1n, (1n << 256n) - 1n]) {
      expect(await faultOf(await written([[[], [[1, coefficient]], []]]))).toBe('value 2');
    }
  });

  test('when constraints do not fill their section', async () => {
    expect(await faultOf(await replaced(2, (bytes) => bytes.slice(0, -4)))).toBe('section-length 2');
    expect(await faultOf(await replaced(2, (bytes) => bytes.slice(0, 20)))).toBe('section-length 2');
    expect(await faultOf(await replaced(2, (bytes) => Uint8Array.of(...bytes, 0, 0)))).toBe(
      'section-length 2',
    );
    expect(await faultOf(await written(small, { nConstraints: 1 }))).toBe('section-length 2');
    expect(await faultOf(await written(small, { nConstraints: 3 }))).toBe('section-length 2');
    const promising = await replaced(2, (bytes) => {
      new DataView(bytes.buffer).setUint32(0, 0xffff_ffff, true);
      return bytes;
    });
    expect(await faultOf(promising)).toBe('section-length 2');
  });

  test('when a label is out of range, or labels are not as many as wires', async () => {
    expect(await faultOf(await written(small, { nLabels: 8 }))).toBe('value 3');
    expect(await faultOf(await replaced(3, (bytes) => bytes.slice(8)))).toBe('section-length 3');
  });

  test('when it is cut anywhere', async () => {
    const bytes = await written();
    for (let length = 0; length < bytes.length; length++) {
      expect(await faultOf(bytes.subarray(0, length))).toMatch('truncated');
    }
  });

  test('never by anything but a FileError', async () => {
    const bytes = await written();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (index, value) => {
        await faultOf(bytes.with(index, value));
      }),
      { numRuns: 500 },
    );
  });

  test('with bytes of its header as they were read', async () => {
    expect([...headerBytes(header)]).toEqual([...(await written()).subarray(24, 24 + 64)]);
  });
});
