import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from './callback-state.ts';
import { allowedRedirect, failureRedirect, needsConsent } from './redirect.ts';
import { nonceFrom, uuidFrom } from './secret-id.ts';

describe('a destination', () => {
  it.each([
    'https://x.example/a?b=c#d',
    'https://bücher_1.example',
    'https://[2001:db8::1]/',
    'http://localhost:1234',
    'http://127.0.0.1/x',
    'http://[::1]:8080/',
  ])('%s may receive a session', (redirect) => {
    expect(allowedRedirect(redirect)?.href).toBe(new URL(redirect).href);
  });

  it.each([
    null,
    '',
    'x',
    '/relative',
    '//x.example',
    'http://x.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://user@x.example',
    'https://:pw@x.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://x.example',
    'file:///etc/passwd',
    'https://x;sandbox/',
    'https://x;script-src/',
    'https://x,y.example/',
    "https://'none'/",
    'http://localhost./',
    'http://[::ffff:127.0.0.1]/',
    'http://0.0.0.0/',
    `https://x.example/${'a'.repeat(5000)}`,
  ])('%s may not', (redirect) => {
    expect(allowedRedirect(redirect)).toBeNull();
  });

  it('is asked about unless it is this machine or registered', () => {
    const ask = (url: string): boolean => needsConsent(new URL(url), ['https://r.example']);
    expect(
      ['https://x.example', 'https://r.example/a', 'http://localhost:1', 'https://r.example:444'].map(ask),
    ).toEqual([true, false, false, true]);
  });

  it('gets code and error behind what it has', () => {
    expect(failureRedirect(new URL('https://x.example/?code=old#f'), 'A::B', 'c d')).toBe(
      'https://x.example/?code=old&code=A%3A%3AB&error=c+d#f',
    );
  });
});

describe('the state', () => {
  it('is read back', () => {
    const word = fc.option(fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(word, word, (redirect, ceremony) => {
        expect(decodeState(encodeState({ redirect, ceremony }))).toEqual({ redirect, ceremony });
      }),
    );
  });

  it('is read as the reference writes it, padded or not', () => {
    expect(encodeState({ redirect: null, ceremony: null })).toBe('eyJyZWRpcmVjdCI6bnVsbH0');
    expect(decodeState('eyJyZWRpcmVjdCI6bnVsbH0=')).toEqual({ redirect: null, ceremony: null });
  });

  it.each([
    ['a b', 'base64'],
    ['a', 'base64'],
    ['ä', 'base64'],
    ['', 'json'],
    ['bm9uZQ', 'json'],
    ['MQ', 'json'],
    ['bnVsbA', 'json'],
    [Buffer.from('{"redirect":1}').toString('base64url'), 'json'],
    ['_____w', 'json'],
  ])('%s is not one: %s', (text, complaint) => {
    expect(decodeState(text)).toBe(complaint);
  });
});

it('session ids are version 4 UUIDs of all the random bits there are', () => {
  expect(uuidFrom(new Uint8Array(16).fill(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  expect(uuidFrom(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
  expect(nonceFrom(new Uint8Array(16).fill(1))).toBe('01'.repeat(16));
});
