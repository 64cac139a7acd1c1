import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testFields } from '../field/test-fields.ts';
import { ALLOW_INFINITY, CHECK_SUBGROUP } from '../kernel/abi.ts';
import { cases } from './encoding-cases.ts';
import { decode, encodingsOf, type Point, sizeOf, stored } from './reference.ts';
import { hex, testCodec } from './test-codec.ts';

describe.each(testFields())('the codec over $name', (field) => {
  const codec = testCodec(field);
  const { curve } = codec;

  for (const group of ['G1', 'G2'] as const) {
    describe.each(encodingsOf(curve))(`${group} as %s`, (encoding) => {
      const list = cases(curve, group, encoding);
      const good = list[0]!.bytes;
      /** What a point becomes that decodes when nothing but its form and the curve is checked. */
      const expected = (bytes: Uint8Array) => {
        const point = decode(curve, group, encoding, bytes, { subgroup: false, infinity: true });
        return stored(curve, group, point as Point);
      };

      test.each(list)('$what', ({ bytes, fault }) => {
        const points = [good, good, bytes, good];
        const answer = codec.decode(group, encoding, points, CHECK_SUBGROUP);
        expect(answer).toEqual(fault ? { index: 2, fault } : hex(points.map(expected)));
        if (encoding !== 'lem') return;
        expect(codec.check(group, [good, bytes], CHECK_SUBGROUP)).toEqual(fault && { index: 1, fault });
      });

      test('leaves infinity and the subgroup to whoever asks so', () => {
        const optional = list.filter(({ fault }) =>
          [undefined, 'infinity', 'not-in-subgroup'].includes(fault),
        );
        const points = optional.map(({ bytes }) => bytes);
        const all = hex(points.map(expected));
        const size = sizeOf(curve, group, encoding);
        expect(codec.encode(group, encoding, points.map(expected), size)).toBe(hex(points));
        for (const flags of [0, CHECK_SUBGROUP, ALLOW_INFINITY, CHECK_SUBGROUP | ALLOW_INFINITY]) {
          const index = optional.findIndex(
            ({ fault }) =>
              (fault === 'infinity' && (flags & ALLOW_INFINITY) === 0) ||
              (fault === 'not-in-subgroup' && (flags & CHECK_SUBGROUP) !== 0),
          );
          const wanted = index < 0 ? all : { index, fault: optional[index]!.fault };
          expect(codec.decode(group, encoding, points, flags)).toEqual(wanted);
        }
      });

      test('names the lowest bad point of any batch', () => {
        // Mostly good points, so that later chunks are reached.
        const good = list.filter(({ fault }) => !fault);
        const choice = fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...good) },
          { weight: 1, arbitrary: fc.constantFrom(...list) },
        );
        fc.assert(
          fc.property(fc.array(choice, { maxLength: 30 }), (batch) => {
            const points = batch.map(({ bytes }) => bytes);
            const index = batch.findIndex(({ fault }) => fault !== undefined);
            const wanted = index < 0 ? hex(points.map(expected)) : { index, fault: batch[index]!.fault };
            expect(codec.decode(group, encoding, points, CHECK_SUBGROUP)).toEqual(wanted);
          }),
          { numRuns: 40 },
        );
      });

      test('agrees with the reference on points with changed bytes', () => {
        const change = fc.record({
          from: fc.constantFrom(...list),
          at: fc.nat(good.length - 1),
          mask: fc.integer({ min: 0, max: 255 }),
        });
        fc.assert(
          fc.property(change, ({ from, at, mask }) => {
            const bytes = from.bytes.slice();
            bytes[at]! ^= mask;
            const known = decode(curve, group, encoding, bytes, { subgroup: true, infinity: false });
            const wanted =
              typeof known === 'string' ? { index: 0, fault: known } : hex([stored(curve, group, known)]);
            expect(codec.decode(group, encoding, [bytes], CHECK_SUBGROUP)).toEqual(wanted);
          }),
          { numRuns: 60 },
        );
      });
    });
  }
});
