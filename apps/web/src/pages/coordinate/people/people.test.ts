import { describe, expect, it } from 'vitest';
import type { Person } from '../acts/acts.ts';
import { CSV_HEAD, csvLine, peopleFile } from './export-people.ts';
import { groupCounts, peoplePath, peopleSearch } from './filters.ts';

const person = (publicName: string, more: Partial<Person> = {}): Person => ({
  id: 3,
  userId: 1,
  ceremonyId: 1,
  number: 2,
  publicName,
  status: 'WAITING',
  contributionStep: 'DOWNLOADING',
  contributionProgress: 0,
  circuitsDone: 0,
  queueClass: 'PUBLIC',
  priority: -5,
  createdAt: 0,
  archived: false,
  ...more,
});

describe('people as a file', () => {
  it('holds what the table shows, and times that programs read', () => {
    expect(CSV_HEAD.startsWith('number,id,publicName,status')).toBe(true);
    expect(csvLine(person('Ada', { waitingSince: 60, barredUntil: 'forever' }))).toBe(
      '2,3,Ada,WAITING,,0,,1970-01-01T00:01:00.000Z,,forever,,PUBLIC,-5,1970-01-01T00:00:00.000Z\r\n',
    );
  });

  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1-2', `'+1-2`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['-cmd', `'-cmd`],
    ['a;=WEBSERVICE(A1);b', `"a;'=WEBSERVICE(A1);b"`],
    ['a\t=1+1', `"a\t'=1+1"`],
    ['a;"=1+1', `"a;'""=1+1"`],
    [' ＝1+1', `' ＝1+1`],
    ['Ada - of London; a = b', '"Ada - of London; a = b"'],
    ['a,b\n"c"', '"a,b\n""c"""'],
  ])('makes no formula and no second line of the name %s', (name, cell) =>
    expect(csvLine(person(name))).toContain(`,${cell},`),
  );

  it('is written page by page', async () => {
    const told: number[] = [];
    async function* many() {
      for (let count = 0; count < 250; count++) yield person(`person ${count}`);
    }
    const csv = await (await peopleFile(many(), 'csv', (count) => told.push(count))).text();
    expect(csv.split('\r\n')).toHaveLength(252);
    expect(told).toEqual([100, 200]);
    const json = await (await peopleFile(many(), 'json', () => {})).text();
    expect(JSON.parse(json)).toHaveLength(250);
  });
});

describe('which people are shown', () => {
  it('is read from an address, as far as it says something', () => {
    expect(peopleSearch({ name: 'Ada', group: 'lost', circuit: '3', person: 7, oldest: true })).toEqual({
      name: 'Ada',
      group: 'lost',
      circuit: 3,
      person: 7,
      oldest: true,
    });
    expect(peopleSearch({ name: '', group: '<b>', circuit: 'x', person: -1, oldest: 'no', more: 1 })).toEqual(
      {},
    );
  });

  it('is what the server is asked', () => {
    expect(peoplePath(1, {})).toBe('/ceremonies/1/participants?sort=-id');
    expect(peoplePath(1, { name: ' a&b ', group: 'lost', circuit: 3, cohort: 'x', hidden: true })).toBe(
      '/ceremonies/1/participants?name=a%26b&status=TIMEDOUT%2CEXHUMED&circuitId=3&cohort=x&archived=true&sort=-id',
    );
  });

  it('is counted', () => {
    expect(groupCounts({ WAITING: 2, CONTRIBUTING: 1, READY: 1, DONE: 4 })).toMatchObject({
      all: 8,
      working: 2,
      waiting: 2,
      lost: 0,
      done: 4,
    });
  });
});
