import { describe, expect, it } from 'vitest';
import { SEQUENCER, SEQUENCER_METHODS, sequencerBase } from './routes.ts';
import {
  receiptSchema,
  signedInJson,
  signedInRedirect,
  statusSchema,
  verifySignatureSchema,
} from './wire.ts';

const person = { sessionId: 'b3a2', sub: 'git|1|Ann', nickname: 'Ann B', provider: 'Github' } as const;

describe('a finished sign-in', () => {
  it('is JSON with the largest 64-bit number as it is', () => {
    expect(signedInJson(person)).toBe(
      '{"id_token":{"exp":18446744073709551615,"nickname":"Ann B","provider":"Github","sub":"git|1|Ann"},"session_id":"b3a2"}',
    );
  });

  it('is five parameters after those that are there, before the fragment', () => {
    expect(signedInRedirect(new URL('https://x.example/a?b=c#d'), person)).toBe(
      'https://x.example/a?b=c&session_id=b3a2&sub=git%7C1%7CAnn&nickname=Ann+B&provider=Github&exp=18446744073709551615#d',
    );
  });
});

describe('schemas', () => {
  it('refuse keys that strict clients would refuse', () => {
    const status = { lobby_size: 1, num_contributions: 2, sequencer_address: `0x${'aB'.repeat(20)}` };
    expect(statusSchema.safeParse(status).success).toBe(true);
    expect(statusSchema.safeParse({ ...status, more: 1 }).success).toBe(false);
    expect(statusSchema.safeParse({ ...status, lobby_size: -1 }).success).toBe(false);
  });

  it('are bounded', () => {
    const signature = '0'.repeat(130);
    expect(receiptSchema.safeParse({ receipt: '{}', signature }).success).toBe(true);
    expect(receiptSchema.safeParse({ receipt: 'x'.repeat(70_000), signature }).success).toBe(false);
    expect(receiptSchema.safeParse({ receipt: '{}', signature: `0x${signature}` }).success).toBe(false);
    expect(
      verifySignatureSchema.safeParse({ message: 'x'.repeat(5000), signature: `0x${signature}` }).success,
    ).toBe(false);
  });
});

it('routes are spelled once', () => {
  expect(Object.keys(SEQUENCER_METHODS)).toEqual(Object.keys(SEQUENCER));
  expect(new Set(Object.values(SEQUENCER)).size).toBe(Object.keys(SEQUENCER).length);
  expect([sequencerBase(null), sequencerBase('my kzg')]).toEqual(['', '/sequencer/my%20kzg']);
});
