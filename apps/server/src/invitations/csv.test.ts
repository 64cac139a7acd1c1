import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CsvError, parseCsv } from './csv.ts';

const fields = (text: string) => parseCsv(text).map((record) => record.fields);

it('records have fields with commas, quotation marks and line ends in them', () => {
  expect(parseCsv('\uFEFFa,b\r\n"x, ""y""\nz", 1 \r\n\r\nc,')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['x, "y"\nz', '1'] },
    { line: 5, fields: ['c', ''] },
  ]);
  expect(fields('a;b,c;d')).toEqual([['a', 'b,c', 'd']]);
  expect(fields('a\tb\nc\td')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(fields('')).toEqual([]);
  expect(fields('one')).toEqual([['one']]);
});

it('what breaks off in quotation marks, or goes on behind them, is refused with its line', () => {
  for (const [text, line] of [
    ['a\n"b', 2],
    ['a\n\n"b"c', 3],
  ] as const)
    expect(() => parseCsv(text)).toThrowError(expect.objectContaining({ line }));
  expect(() => parseCsv('"')).toThrow(CsvError);
});

it('every table that a spreadsheet writes is read as it was', () => {
  const field = fc
    .string({ unit: fc.constantFrom('a', ',', '"', '\n', 'é', ';') })
    .map((text) => text.trim());
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(table, (rows) => {
      const text = [
        'h,i',
        ...rows.map((row) => row.map((f) => `"${f.replaceAll('"', '""')}"`).join(',')),
      ].join('\r\n');
      const wanted = rows.filter((row) => row.some((f) => f !== ''));
      expect(fields(text).slice(1)).toEqual(wanted);
    }),
  );
});
