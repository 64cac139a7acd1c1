import { describe, expect, it } from 'vitest';
import { CheckInBuffer, type CheckInRow } from './check-in-buffer.ts';

const row = (id: number, checkedInAt: number | null = null): CheckInRow => ({
  id,
  checkedInAt,
  checkInDueAt: checkedInAt === null ? null : checkedInAt + 48,
  heldSince: null,
  waitsSince: null,
});

describe('the check-in buffer', () => {
  it('is seen by reads before it is written', () => {
    const buffer = new CheckInBuffer(async () => {});
    expect(buffer.read(row(1, 5)).checkedInAt).toBe(5);
    buffer.put(1, row(1, 9));
    expect(buffer.read({ ...row(1, 5), name: 'kept' })).toMatchObject({ checkedInAt: 9, name: 'kept' });
    expect(buffer.read(row(2, 5)).checkedInAt).toBe(5);
  });

  it('writes a group at once and is seen while it writes', async () => {
    const written: CheckInRow[][] = [];
    let release = () => {};
    const buffer = new CheckInBuffer((rows) => {
      written.push(rows);
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    buffer.put(1, row(1, 5));
    buffer.put(2, row(2, 6));
    const flushing = buffer.flush();
    expect(buffer.read(row(1)).checkedInAt).toBe(5);
    buffer.put(1, row(1, 7));
    release();
    expect(await flushing).toBe(2);
    expect(written).toEqual([[row(1, 5), row(2, 6)]]);
    expect(buffer.read(row(1)).checkedInAt).toBe(7);
    expect(buffer.has(2)).toBe(false);
  });

  it('keeps what could not be written, unless something newer came', async () => {
    let fail = true;
    const written: CheckInRow[][] = [];
    const buffer = new CheckInBuffer(async (rows) => {
      if (fail) throw new Error('disk full');
      written.push(rows);
    });
    buffer.put(1, row(1, 5));
    buffer.put(2, row(2, 6));
    const flushing = buffer.flush();
    buffer.put(2, row(2, 8));
    await expect(flushing).rejects.toThrow('disk full');
    fail = false;
    await buffer.flush();
    expect(written[0]?.sort((a, b) => a.id - b.id)).toEqual([row(1, 5), row(2, 8)]);
  });

  it('forgets whom a transaction wrote', async () => {
    const buffer = new CheckInBuffer(async () => {});
    buffer.put(1, row(1, 5));
    buffer.forget(1);
    expect(await buffer.flush()).toBe(0);
  });
});
