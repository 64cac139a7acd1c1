import { expect, it } from 'vitest';
import { keepSeen, seenOf } from './seen-heads.ts';

const hash = 'ab'.repeat(32);

it('remembers what it saw, and nothing else', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  expect(seenOf(3, storage)).toBeUndefined();
  keepSeen(3, { seq: 12, hash }, storage);
  expect(seenOf(3, storage)).toEqual({ seq: 12, hash });
  expect(seenOf(4, storage)).toBeUndefined();
  for (const value of ['x', '{}', '{"seq":"1","hash":"ab"}', `{"seq":1.5,"hash":"${hash}"}`]) {
    kept.set('brebaje-log-3', value);
    expect(seenOf(3, storage), value).toBeUndefined();
  }
});

it('does without storage', () => {
  const broken = {
    getItem() {
      throw new Error('denied');
    },
    setItem() {
      throw new Error('denied');
    },
  };
  keepSeen(3, { seq: 12, hash }, broken);
  expect(seenOf(3, broken)).toBeUndefined();
});
