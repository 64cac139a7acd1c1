import { expect, it } from 'vitest';
import { expectationOf, expectedIn, expectedOf, expectedText, expectFragment } from './expectation.ts';

const hash = 'ab'.repeat(32);
const event = { seq: 12, hash: 'cd'.repeat(32) };

it('reads hashes of manifests and events of the log', () => {
  expect(expectedOf(hash)).toEqual({ manifest: hash });
  expect(expectedOf(` ${hash.toUpperCase()}\n`)).toEqual({ manifest: hash });
  expect(expectedOf(expectedText(event))).toEqual(event);
});

it.each([
  '',
  hash.slice(1),
  `${hash}0`,
  `0x${hash}`,
  `0:${hash}`,
  `-1:${hash}`,
  `:${hash}`,
  `1:2:${hash}`,
  `x${hash.slice(1)}`,
  `${'9'.repeat(16)}:${hash}`,
])('takes nothing else: %j', (text) => {
  expect(expectedOf(text)).toBeUndefined();
});

it('keeps all that is expected, also what contradicts itself', () => {
  const other = '01'.repeat(32);
  expect(expectationOf([{ manifest: hash }, event, { manifest: other }])).toEqual({
    expected: [hash, other],
    known: [event],
  });
});

it('goes into the fragment of a link and back, and passes nothing over', () => {
  const fragment = expectFragment({ manifest: hash }, undefined, event);
  expect(fragment).toBe(`expect=${hash}&expect=12:${event.hash}`);
  expect(expectedIn(`#${fragment}`)).toEqual({ all: [{ manifest: hash }, event], unreadable: [] });
  expect(expectedIn(`other=1&expect=${hash.slice(2)}&expect=`)).toEqual({
    all: [],
    unreadable: [hash.slice(2), ''],
  });
  expect(expectFragment(undefined)).toBe('');
  expect(expectedIn('')).toEqual({ all: [], unreadable: [] });
});
