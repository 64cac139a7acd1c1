import { readRoster } from '@brebaje/server/invitations/roster-file';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, rosterOf } from './roster-text.ts';

const read = (pasted: string) => readRoster(rosterOf(pasted).csv).map(({ row }) => row);

describe('a pasted list of people', () => {
  it.each([
    ['Ada', [{ name: 'Ada' }]],
    ['Ada, ada@example.org, friends', [{ name: 'Ada', address: 'ada@example.org', cohort: 'friends' }]],
    ['ada@example.org', [{ address: 'ada@example.org' }]],
    ['ada@example.org; Ada', [{ name: 'Ada', address: 'ada@example.org' }]],
    [
      'Ada\tada@example.org\n\nBen\tben@example.org\n',
      [
        { name: 'Ada', address: 'ada@example.org' },
        { name: 'Ben', address: 'ben@example.org' },
      ],
    ],
    ['"Lovelace, Ada" <ada@example.org>', [{ name: 'Lovelace, Ada', address: 'ada@example.org' }]],
    ['Ada Lovelace <ada@example.org>', [{ name: 'Ada Lovelace', address: 'ada@example.org' }]],
    ['name,address\nAda,ada@example.org', [{ name: 'Ada', address: 'ada@example.org' }]],
    ['E-Mail;Name\nada@example.org;Ada', [{ name: 'Ada', address: 'ada@example.org' }]],
    ['name,queue,priority\r\nAda,private,3', [{ name: 'Ada', queueClass: 'PRIVATE', priority: 3 }]],
  ])('is read as it is meant: %s', (pasted, rows) => {
    expect(read(pasted)).toEqual(rows);
    expect(rosterOf(pasted).people).toBe(rows.length);
  });

  it('has nobody when it is empty', () => {
    expect(rosterOf(' \n')).toEqual({ csv: '', people: 0 });
  });

  it('keeps every name', () => {
    const name = fc.stringMatching(/^[A-Za-z"',; ]{1,20}$/).map((text) => `A${text}z`);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const table = `name,address\r\n${names.map((one) => csvLine([one, 'a@b.org'])).join('')}`;
        expect(read(table).map((row) => row.name)).toEqual(names);
      }),
    );
  });
});
