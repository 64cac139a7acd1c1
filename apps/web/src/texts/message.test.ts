import { describe, expect, it } from 'vitest';
import { fill, pieces } from './message.ts';

describe('texts', () => {
  it('chooses the plural of the language', () => {
    const people = { one: '{count} person', other: '{count} people' };
    expect(fill('en', people, { count: 1 })).toBe('1 person');
    expect(fill('en', people, { count: 0 })).toBe('0 people');
    expect(fill('en', people, { count: 65_536 })).toBe('65,536 people');
    expect(fill('de', people, { count: 65_536 })).toBe('65.536 people');
  });

  it('refuses to show a hole', () => {
    expect(() => fill('en', '{name} waits')).toThrow(RangeError);
    expect(() => fill('en', { other: 'x' }, {})).toThrow(RangeError);
  });

  it('lets no value turn the text around it', () => {
    expect(fill('en', '{name} waits', { name: 'Eve\u202e' })).toBe('Eve waits');
    expect(fill('en', '{name} waits', { name: '\u2069שלום' })).toBe('\u2068שלום\u2069 waits');
  });

  it('never reads a value as markup', () => {
    const text = fill('en', '<b>{name}</b> waits', { name: 'Ada' });
    expect(pieces(text)).toEqual([
      { text: 'Ada', tag: 'b' },
      { text: ' waits', tag: undefined },
    ]);
  });
});
