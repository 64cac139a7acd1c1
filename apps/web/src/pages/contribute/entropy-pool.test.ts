import { expect, it } from 'vitest';
import { EntropyPool } from './entropy-pool.ts';

it('hands over what was added, once, and keeps nothing', () => {
  const pool = new EntropyPool();
  expect(pool.isEmpty).toBe(true);
  expect(pool.take()).toBeUndefined();
  pool.move(1, 2, 3.5);
  pool.key('a', 4.25);
  pool.die(6, 5);
  expect(pool.counts).toEqual({ movements: 1, keys: 1, files: 0, dice: 1 });
  const taken = pool.take()!;
  expect(taken).toHaveLength(24 + 9 + 16);
  expect(pool.isEmpty).toBe(true);
  expect(pool.counts).toEqual({ movements: 0, keys: 0, files: 0, dice: 0 });
  expect(pool.take()).toBeUndefined();
});

it('is another one for every difference, in order too', () => {
  const of = (...keys: string[]) => {
    const pool = new EntropyPool();
    for (const key of keys) pool.key(key, 1);
    return Buffer.from(pool.take()!).toString('hex');
  };
  expect(of('a', 'b')).toBe(of('a', 'b'));
  expect(new Set([of('a', 'b'), of('b', 'a'), of('a'), of('b')]).size).toBe(4);
});

it('never grows, and later input still counts', () => {
  const filled = (more: number) => {
    const pool = new EntropyPool();
    for (let n = 0; n < 1_000; n++) pool.move(n, n, n);
    pool.die(more, 1);
    return pool.take()!;
  };
  expect(filled(1)).toHaveLength(16_384);
  expect(filled(1)).not.toEqual(filled(2));
});

it('takes files of any size by their hash', async () => {
  const of = async (bytes: Uint8Array<ArrayBuffer>) => {
    const pool = new EntropyPool();
    await pool.file(new Blob([bytes]));
    expect(pool.counts.files).toBe(1);
    return pool.take()!;
  };
  expect(await of(new Uint8Array(0))).toHaveLength(32);
  const large = new Uint8Array((8 << 20) + 1);
  expect(await of(large)).toHaveLength(64);
  const other = large.slice();
  other[other.length - 1] = 1;
  expect(await of(other)).not.toEqual(await of(large));
});
