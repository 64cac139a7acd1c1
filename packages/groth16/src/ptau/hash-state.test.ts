import { blake2b } from '@noble/hashes/blake2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, HASH_STATE_BYTES, ResponseHash, sameState } from './hash-state.ts';

const bytes = fc.uint8Array({ maxLength: 600 });

describe('the state of a response’s hash', () => {
  test('is gone on from', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 4 }), bytes, (parts, rest) => {
        const whole = Buffer.concat([...parts, rest]);
        const hash = new ResponseHash();
        for (const part of parts) hash.update(part);
        const total = whole.length - rest.length;
        const state = hash.state();
        expect(state.length).toBe(HASH_STATE_BYTES);
        expect(countOf(state, total)).toBe('exact');
        expect(ResponseHash.from(state, total).update(rest).digest()).toEqual(blake2b(whole));
        expect(ResponseHash.from(state, total).state()).toEqual(state);
        expect(hash.update(rest).digest()).toEqual(blake2b(whole));
      }),
    );
  });

  test('does not go on from another number of bytes', () => {
    const state = new ResponseHash().update(new Uint8Array(200)).state();
    for (const total of [0, 72, 199, 201, 328]) {
      expect(countOf(state, total)).toBe('wrong');
    }
    expect(() => ResponseHash.from(state, 201)).toThrow(RangeError);
  });

  test('is the same whatever is left over behind the bytes that wait', () => {
    const content = Uint8Array.from({ length: 200 }, (_, i) => i);
    const [a, b] = [content, content.slice()].map((part, i) => {
      const hash = new ResponseHash();
      // The one that waits for each byte leaves others behind.
      if (i === 0) hash.update(part);
      else for (const byte of part) hash.update(Uint8Array.of(byte));
      return hash.state();
    });
    expect(a).not.toEqual(b);
    expect(sameState(a!, b!, 200)).toBe(true);
    for (const index of [0, 71, 128, 191, 192, 200]) {
      expect(sameState(a!, b!.with(index, b![index]! ^ 1), 200)).toBe(false);
    }
  });
});

describe('past 4 GiB', () => {
  /** A state in which so many bytes were hashed; the words are those of fewer. */
  const stateAfter = (total: number) => {
    const hash = new ResponseHash().update(new Uint8Array(128 + (total % 128)));
    const view = new DataView(hash.state().buffer);
    view.setBigUint64(192, BigInt(total - (total % 128)), true);
    return new Uint8Array(view.buffer);
  };
  const total = 2 ** 32 + 1000;
  const counted = stateAfter(total);
  /** As snarkjs 0.7.6 writes it. */
  const cut = counted.with(196, 0);

  test('the count goes on', () => {
    const hash = ResponseHash.from(counted, total);
    expect(hash.state()).toEqual(counted);
    const next = new DataView(hash.update(new Uint8Array(256)).state().buffer);
    expect(next.getBigUint64(192, true)).toBe(BigInt(total - (total % 128) + 256));
  });

  test('a count that was cut to 32 bits is put right', () => {
    expect(countOf(counted, total)).toBe('exact');
    expect(countOf(cut, total)).toBe('modulo 2^32');
    expect(countOf(counted.with(196, 2), total)).toBe('wrong');
    expect(countOf(cut, total - 2 ** 32)).toBe('exact');
    const rest = Uint8Array.of(1, 2, 3);
    const right = ResponseHash.from(counted, total).update(rest).digest();
    expect(ResponseHash.from(cut, total).update(rest).digest()).toEqual(right);
    // The count is hashed: without its upper half the hash is another.
    const wrong = ResponseHash.from(cut, total - 2 ** 32)
      .update(rest)
      .digest();
    expect(wrong).not.toEqual(right);
    expect(sameState(cut, counted, total)).toBe(true);
  });
});
