import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Uploads } from './uploads.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A request as far as uploads look at it. Cutting it ends its work, as it ends the reading of a body. */
function upload() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = Object.assign(new EventEmitter(), { bytesRead: 0, destroy: () => reject(new Error('cut')) });
  const request = { socket, complete: false } as unknown as IncomingMessage;
  return { request, socket, work: vi.fn(() => promise), finish: resolve };
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const here = new AbortController().signal;

describe('uploads of one person', () => {
  it('run one after the other, and those of others beside them', async () => {
    const uploads = new Uploads();
    const [first, second, other] = [upload(), upload(), upload()];
    const one = uploads.oneAtATime('a', first.request, here, first.work);
    const two = uploads.oneAtATime('a', second.request, here, second.work);
    void uploads.oneAtATime('b', other.request, here, other.work);
    await settled();
    expect([second.work.mock.calls.length, other.work.mock.calls.length]).toEqual([0, 1]);
    first.finish('first');
    second.finish('second');
    expect([await one, await two]).toEqual(['first', 'second']);
  });

  it('never run at once, however many come', async () => {
    const uploads = new Uploads();
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    await Promise.all(
      Array.from({ length: 100 }, () => uploads.oneAtATime('a', upload().request, here, work)),
    );
    expect(most).toBe(1);
  });

  it('give way when nothing comes any more: a line may have died', async () => {
    const uploads = new Uploads(1000);
    const [dead, next] = [upload(), upload()];
    const one = uploads.oneAtATime('a', dead.request, here, dead.work).catch((error) => error.message);
    const two = uploads.oneAtATime('a', next.request, here, next.work);
    next.finish('next');
    await vi.advanceTimersByTimeAsync(999);
    expect(next.work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect([await one, await two]).toEqual(['cut', 'next']);
  });

  it('do not give way while bytes come, nor once they are there whole', async () => {
    const uploads = new Uploads(1000);
    const [slow, next] = [upload(), upload()];
    const one = uploads.oneAtATime('a', slow.request, here, slow.work);
    void uploads.oneAtATime('a', next.request, here, next.work);
    for (let n = 0; n < 5; n++) {
      slow.socket.bytesRead++;
      await vi.advanceTimersByTimeAsync(1000);
    }
    Object.assign(slow.request, { complete: true });
    await vi.advanceTimersByTimeAsync(60_000);
    slow.finish('verdict');
    expect(await one).toBe('verdict');
  });

  it('that wait end with their client', async () => {
    const uploads = new Uploads();
    const [first, second] = [upload(), upload()];
    const leaving = new AbortController();
    void uploads.oneAtATime('a', first.request, here, first.work);
    const two = uploads.oneAtATime('a', second.request, leaving.signal, second.work);
    leaving.abort();
    expect(await two).toBeNull();
    expect(await uploads.oneAtATime('c', second.request, leaving.signal, second.work)).toBeNull();
    expect(second.work).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that fail let the next one in', async () => {
    const uploads = new Uploads();
    const fails = uploads.oneAtATime('a', upload().request, here, () => Promise.reject(new Error('no')));
    await expect(fails).rejects.toThrow('no');
    expect(await uploads.oneAtATime('a', upload().request, here, async () => 'next')).toBe('next');
  });
});
