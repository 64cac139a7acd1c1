import { describe, expect, it } from 'vitest';
import { HeldRequests } from './held-requests.ts';

const wait = (since: number, signal?: AbortSignal) => ({ since, until: since + 25_000, signal });

describe('held requests', () => {
  it('gives the slot to the one it is meant for and forgets the request', async () => {
    const held = new HeldRequests<string>();
    const first = held.hold(1, 10, wait(5));
    const second = held.hold(1, 11, wait(4));
    expect(held.waiting(1)).toEqual([11, 10]);
    expect(held.give(1, 10, 'state')).toBe(true);
    expect(held.give(1, 10, 'state')).toBe(false);
    expect(await first).toEqual({ kind: 'slot', slot: 'state' });
    expect(held.waiting(1)).toEqual([11]);
    held.stop();
    expect(await second).toEqual({ kind: 'stopped' });
  });

  it('keeps ceremonies apart', () => {
    const held = new HeldRequests<string>();
    void held.hold(1, 10, wait(0));
    expect(held.give(2, 10, 'state')).toBe(false);
    expect(held.waiting(2)).toEqual([]);
  });

  it('ends a wait when its time is over, not before', async () => {
    const held = new HeldRequests<string>();
    const end = held.hold(1, 10, wait(0));
    held.tick(24_999);
    expect(held.size).toBe(1);
    held.tick(25_000);
    expect(await end).toEqual({ kind: 'over' });
  });

  it('lets go when the client leaves, also one that had left before', async () => {
    const held = new HeldRequests<string>();
    const leaving = new AbortController();
    const end = held.hold(1, 10, wait(0, leaving.signal));
    leaving.abort();
    expect(await end).toEqual({ kind: 'left' });
    expect(held.size).toBe(0);
    expect(await held.hold(1, 10, wait(0, leaving.signal))).toEqual({ kind: 'left' });
  });

  it('holds one request per participant: a second one ends the first', async () => {
    const held = new HeldRequests<string>();
    const first = held.hold(1, 10, wait(0));
    void held.hold(1, 10, wait(1));
    expect(await first).toEqual({ kind: 'over' });
    expect(held.waiting(1)).toEqual([10]);
  });

  it('moves with the clock', async () => {
    const held = new HeldRequests<string>();
    const end = held.hold(1, 10, wait(0));
    held.shift(3_600_000);
    held.tick(3_600_000 + 24_999);
    expect(held.size).toBe(1);
    held.tick(3_600_000 + 25_000);
    expect(await end).toEqual({ kind: 'over' });
  });

  it('holds nothing after it stopped', async () => {
    const held = new HeldRequests<string>();
    held.stop();
    expect(await held.hold(1, 10, wait(0))).toEqual({ kind: 'stopped' });
  });
});
