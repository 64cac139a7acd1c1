import { expect, it } from 'vitest';
import { nameKeyOf } from './names.ts';

it.each([
  ['Ada', 'ADA'],
  ['Ada Lovelace', 'Ada  Lovelace'],
  ['Ada Lovelace', 'Ada\u00a0Lovelace'],
  ['Ada', '\uff21\uff44\uff41'],
  ['\u00c9mile', 'E\u0301mile'],
])('takes %s and %s for one name', (one, other) => {
  expect(nameKeyOf(one)).toBe(nameKeyOf(other));
});

it.each([
  ['Ada', 'Adam'],
  ['Émile', 'Emile'],
])('tells %s and %s apart', (one, other) => {
  expect(nameKeyOf(one)).not.toBe(nameKeyOf(other));
});
