import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeWork, encodeWork, headerSizes, type WorkFile } from './work-file.ts';

const work: WorkFile = {
  header: {
    kind: 'work',
    server: 'https://x.org',
    position: 7,
    identity: 'eth|0x0000000000000000000000000000000000000001',
    sizes: '4,2:8,2',
    baseHash: 'ab'.repeat(32),
    handedOutAt: 1_700_000_000,
  },
  payload: Uint8Array.from({ length: 100 }, (_, i) => i),
};

it('carries header and payload', () => {
  const read = decodeWork(encodeWork(work));
  expect(read.header).toEqual(work.header);
  expect([...read.payload]).toEqual([...work.payload]);
  expect(headerSizes(read.header)).toEqual([
    { g1: 4, g2: 2 },
    { g1: 8, g2: 2 },
  ]);
});

it('notices any changed, missing or added byte', () => {
  const bytes = encodeWork(work);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = bytes.slice();
      damaged[at]! ^= change;
      expect(() => decodeWork(damaged)).toThrow(/not a work file/);
      expect(() => decodeWork(bytes.slice(0, at))).toThrow(/not a work file/);
    }),
  );
  expect(() => decodeWork(new Uint8Array([...bytes, 0]))).toThrow(/not a work file/);
});

it.each([
  ['kind', 'other'],
  ['server', 'file:///etc'],
  ['position', -1],
  ['sizes', '4,2:'],
  ['baseHash', 'xyz'],
  ['handedOutAt', 'now'],
  ['identity', 5],
  ['identity', 'somebody'],
  ['identity', 'git|1|\u009b31m'],
  ['server', 'https://x.org\u001b]0;y\u0007'],
  ['ceremony', '\u001b[2J'],
  ['test', 'no'],
])('refuses a header whose %s is %j', (key, value) => {
  const header = { ...work.header, [key]: value } as WorkFile['header'];
  expect(() => decodeWork(encodeWork({ ...work, header }))).toThrow(/not a work file/);
});

it('wants the new state’s hash in finished work', () => {
  expect(() => decodeWork(encodeWork({ ...work, header: { ...work.header, kind: 'done' } }))).toThrow();
});
